import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { frame, Frame } from '../../src/index.js'

const test = suite('Frame')

test('a header is found by its name as written', () => {
  assert.is(frame('Event: Hangup', 'Cause: 16').get('Cause'), '16')
})

test('a header is found in any case of its name', () => {
  const ping = frame('Response: Success', 'ActionId: 7')
  assert.is(ping.get('ActionID'), '7')
  assert.is(ping.get('ACTIONID'), '7')
})

test('the exact spelling wins over an earlier one in another case', () => {
  assert.is(frame('Event: X', 'source: lower', 'Source: exact').get('Source'), 'exact')
})

test('a name with blanks before it is found without them', () => {
  assert.is(frame('Event: UserEvent', ' Source: 5').get('Source'), '5')
  assert.is(frame('Event: UserEvent', 'Source : 5').get('source'), '5')
})

test('a missing header is undefined', () => {
  assert.is(frame('Event: Hangup').get('Cause'), undefined)
})

test('an empty header is the empty text, with a blank after its colon or without', () => {
  assert.is(frame('Event: X', 'Val: ').get('Val'), '')
  assert.is(frame('Event: X', 'Val:').get('Val'), '')
  assert.is(frame('Event: X', 'Val:', 'Next: 1').get('Val'), '')
})

test('of several headers with one name the first wins', () => {
  const clash = frame('Event: UserEvent', 'Channel: PJSIP/30-1', 'UserEvent: Clash', 'Channel: PJSIP/forged-1')
  assert.is(clash.get('Channel'), 'PJSIP/30-1')
  assert.is(clash.exact('Channel'), 'PJSIP/30-1')
})

test('all() keeps every value of a repeated header in wire order', () => {
  const listed = frame('Event: X', 'ChanVariable: A=1', 'Other: 1', 'chanvariable: B=2', 'ChanVariable: C=3')
  assert.equal(listed.all('ChanVariable'), ['A=1', 'B=2', 'C=3'])
})

test('all() of a missing header is empty', () => {
  assert.equal(frame('Event: X').all('Output'), [])
})

test('only one blank after the colon is taken off, and none at the end', () => {
  assert.is(frame('Response: Success', 'Output:   indented ').get('Output'), '  indented ')
})

test('a value may contain colons, equals signs and the text of a header', () => {
  assert.is(frame('Event: X', 'Val: a: b=c: d').get('Val'), 'a: b=c: d')
  assert.is(frame('Event: X', 'Val: Cause: 16').get('Cause'), undefined)
})

test('a name inside another name is not found', () => {
  const dial = frame('Event: DialBegin', 'DestChannel: PJSIP/30-1', 'ChannelState: 6')
  assert.is(dial.get('Channel'), undefined)
})

test('a bare line feed in a value forges no header', () => {
  const forged = frame('Event: X', 'Val: one\nUniqueid: forged', 'Uniqueid: true')
  assert.is(forged.get('Uniqueid'), 'true')
  assert.is(forged.get('Val'), 'one\nUniqueid: forged')
  assert.is(frame('Event: X', 'Val: one\nCause: 16').get('Cause'), undefined)
  assert.equal(frame('Event: X', 'Val: one\nCause: 16').all('Cause'), [])
})

test('a bare line feed forges no event', () => {
  assert.is(new Frame('Message: x\nEvent: Hangup').event, undefined)
})

test('a header called __proto__ is a header like any other', () => {
  const odd = frame('Event: X', '__proto__: polluted', 'constructor: c')
  assert.is(odd.get('__proto__'), 'polluted')
  assert.is(odd.get('constructor'), 'c')
  assert.is(frame('Event: X').get('__proto__'), undefined)
  assert.is(frame('Event: X').get('toString'), undefined)
})

test('headers are pairs in wire order, lines without a colon left out', () => {
  const noted = frame('Event: UserEvent', 'UserEvent: Call', 'Doe', ' Source:5', 'Value: ')
  assert.equal(noted.headers, [
    ['Event', 'UserEvent'],
    ['UserEvent', 'Call'],
    [' Source', '5'],
    ['Value', ''],
  ])
  assert.is(noted.text.includes('Doe'), true)
})

test('the first header decides what a frame is', () => {
  const originated = frame('Event: OriginateResponse', 'ActionID: 1', 'Response: Success')
  assert.is(originated.event, 'OriginateResponse')
  assert.is(originated.response, undefined)

  const answer = frame('Response: Success', 'Event: Hangup')
  assert.is(answer.event, undefined)
  assert.is(answer.response, 'Success')
})

test('text without a header is neither event nor response', () => {
  const text = frame('Extension: no such thing')
  assert.is(text.event, undefined)
  assert.is(text.response, undefined)
})

test('an event name and a response need no blank after the colon', () => {
  assert.is(frame('Event:Hangup').event, 'Hangup')
  assert.is(frame('Response:Success').response, 'Success')
})

test('the ActionID is the same when read twice, and undefined when there is none', () => {
  const answer = frame('Response: Success', 'ActionID: abc-1')
  assert.is(answer.actionId, 'abc-1')
  assert.is(answer.actionId, 'abc-1')
  const event = frame('Event: Hangup')
  assert.is(event.actionId, undefined)
  assert.is(event.actionId, undefined)
})

test('the first line of a frame may be the wanted header', () => {
  assert.is(frame('Ping: Pong', 'Timestamp: 1').get('Ping'), 'Pong')
  assert.is(frame('Ping: Pong').get('Pin'), undefined)
})

test('frame() joins its lines as the wire does', () => {
  assert.is(frame('Event: X', 'A: 1').text, 'Event: X\r\nA: 1')
})

test.run()
