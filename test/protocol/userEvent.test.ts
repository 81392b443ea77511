import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Frame, frame, type UserEvent } from '../../src/index.js'
import { userEventOf } from '../../src/protocol/userEvent.js'
import { decodePieces } from '../support/decode.js'

/** The headers that the dialplan of Asterisk 12 and newer puts before the event's own headers. */
const SNAPSHOT = [
  'Event: UserEvent',
  'Privilege: user,all',
  'Channel: PJSIP/30-00000004',
  'ChannelState: 4',
  'CallerIDNum: 0301',
  'CallerIDName: Bob',
  'ConnectedLineNum: <unknown>',
  'Context: door',
  'Exten: 240',
  'Priority: 2',
  'Uniqueid: 1795386550.27',
  'Linkedid: 1795386550.27',
]
const fromDialplan = (name: string, ...headers: readonly string[]): UserEvent =>
  userEventOf(frame(...SNAPSHOT, `UserEvent: ${name}`, ...headers), 'home')
const fromAction = (name: string, ...headers: readonly string[]): UserEvent =>
  userEventOf(frame('Event: UserEvent', 'Privilege: user,all', `UserEvent: ${name}`, ...headers), 'home')
const triple = ({ source, value, destination }: UserEvent) => [source, value, destination].map(O.toNullable)

const test = suite('userEventOf')

test('reads name, source, value and destination', () => {
  const event = fromDialplan('Call', 'Source: 0301', 'Value: Bob', 'Destination: Office')
  assert.is(event.name, 'Call')
  assert.equal(triple(event), ['0301', 'Bob', 'Office'])
})

test('a header that is missing is none, one that is empty is the empty text', () => {
  assert.equal(triple(fromDialplan('Call', 'Source: ', 'Value:')), ['', '', null])
  assert.equal(triple(fromDialplan('Call')), [null, null, null])
})

test('a header that only contains the word is another one', () => {
  assert.equal(triple(fromDialplan('Call', 'Valued: x', 'Text: Value: y', 'MySource: z')), [null, null, null])
})

test('blanks around names and values do not matter', () => {
  assert.equal(triple(fromDialplan('Call', ' Source: 5', 'Value :  Bob ', ' Destination:Office')), [
    '5',
    'Bob',
    'Office',
  ])
})

test('the case of names does not matter', () => {
  assert.equal(triple(fromDialplan('Call', 'source: 5', 'VALUE: Bob')), ['5', 'Bob', null])
})

test('of several headers with one name the first wins, and all are kept', () => {
  const event = fromAction('Call', 'Source: 1', 'Source: 2')
  assert.equal(triple(event), ['1', null, null])
  assert.equal(event.headers, [
    ['Source', '1'],
    ['Source', '2'],
  ])
})

test('headers are its own, in order and trimmed, without those of the channel', () => {
  assert.equal(fromDialplan('Call', ' Source: 5', 'Value: a: b ').headers, [
    ['Source', '5'],
    ['Value', 'a: b'],
  ])
})

test('a value keeps umlauts, colons and a hundred kilobytes', () => {
  const long = 'ä'.repeat(50_000)
  assert.equal(triple(fromDialplan('Call', 'Source: Grüße: 1', `Value: ${long}`)), ['Grüße: 1', long, null])
})

test('bytes that are no UTF-8 do not hurt', () => {
  const [text = ''] = decodePieces([
    Buffer.from('Event: UserEvent\r\nUserEvent: Call\r\nValue: M\xfcller\r\n\r\n', 'latin1'),
  ]).frames
  assert.equal(triple(userEventOf(new Frame(text), 'home')), [null, 'M\ufffdller', null])
})

test('a text that a comma cut off has no colon and is left out', () => {
  assert.equal(triple(fromDialplan('Call', 'Value: Doe', ' John')), [null, 'Doe', null])
})

test('the channel is the one of the dialplan', () => {
  assert.equal(fromDialplan('Call').channel, {
    _tag: 'Some',
    value: {
      channel: 'PJSIP/30-00000004',
      uniqueid: '1795386550.27',
      callerId: { number: O.some('0301'), name: O.some('Bob') },
      context: 'door',
      exten: '240',
    },
  })
})

test('a hidden number is none, an empty Source is the empty text', () => {
  const hidden = SNAPSHOT.map((line) => line.replace(/^(CallerID\w+): .*/, '$1: <unknown>'))
  const event = userEventOf(frame(...hidden, 'UserEvent: Call', 'Source: '), 'home')
  assert.equal(O.isSome(event.channel) && event.channel.value.callerId, { number: O.none, name: O.none })
  assert.equal(event.source, O.some(''))
})

test('a Channel header of its own does not forge the channel', () => {
  const clash = fromDialplan('Clash', 'Channel: PJSIP/forged-1', 'Uniqueid: 9.9', 'CallerIDNum: 110')
  assert.equal(O.isSome(clash.channel) && [clash.channel.value.channel, clash.channel.value.uniqueid], [
    'PJSIP/30-00000004',
    '1795386550.27',
  ])
  assert.equal(O.isSome(clash.channel) && clash.channel.value.callerId.number, O.some('0301'))
  assert.equal(clash.headers[0], ['Channel', 'PJSIP/forged-1'])
})

test('of two Channel headers before the name the first counts', () => {
  const forged = userEventOf(
    frame(...SNAPSHOT, 'Channel: PJSIP/forged-1', 'CallerIDNum: 110', 'UserEvent: Call'),
    'home',
  )
  assert.is(O.isSome(forged.channel) && forged.channel.value.channel, 'PJSIP/30-00000004')
  assert.equal(O.isSome(forged.channel) && forged.channel.value.callerId.number, O.some('0301'))
})

test('an event sent by another program has no channel, whatever its headers are', () => {
  assert.equal(fromAction('Call', 'Source: 1').channel, O.none)
  assert.equal(fromAction('Call', 'Channel: PJSIP/30-1', 'Uniqueid: 1.1').channel, O.none)
})

test('a second UserEvent header belongs to the sender', () => {
  const event = fromAction('Call', 'Channel: PJSIP/30-1', 'Uniqueid: 1.1', 'UserEvent: Other')
  assert.is(event.name, 'Call')
  assert.equal(event.channel, O.none)
})

test('the ActionID that Asterisk copies in is no header of the event', () => {
  assert.equal(fromAction('Call', 'Source: 1', 'ActionID: rx-5').headers, [['Source', '1']])
})

test('an Asterisk before 12 sends no channel, and its lines without a colon do not hurt', () => {
  const old = userEventOf(
    frame('Event: UserEvent', 'Privilege: user,all', 'UserEvent: Call', 'Uniqueid: 1.1', 'Source: 5', 'Doe'),
    'home',
  )
  assert.equal(triple(old), ['5', null, null])
  assert.equal(old.channel, O.none)
  assert.equal(old.headers, [
    ['Uniqueid', '1.1'],
    ['Source', '5'],
  ])
})

test('an event without a name is the empty name', () => {
  assert.is(fromAction('').name, '')
  assert.is(userEventOf(frame('Event: UserEvent', 'Source: 1'), 'home').name, '')
})

test('a name keeps its blanks inside and its case', () => {
  assert.is(fromAction('Front Door').name, 'Front Door')
})

test('headers called __proto__ and constructor are headers', () => {
  assert.equal(fromAction('Call', '__proto__: a', 'constructor: b').headers, [
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ])
})

test('frame and origin are kept', () => {
  const sent = frame('Event: UserEvent', 'UserEvent: Call')
  const event = userEventOf(sent, 'home')
  assert.is(event.frame, sent)
  assert.is(event.origin, 'home')
})

test.run()
