import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Frame } from '../../src/index.js'
import { outputOf } from '../../src/functions/command.js'
import { decode, decodePieces, bytesOf, cutEvery } from '../support/decode.js'

const PONG = 'Response: Success\r\nActionID: p-1\r\nPing: Pong'

/** The frames of a message before a good one. The good one must survive, in one piece and byte by byte. */
const before = (message: string): readonly string[] => {
  const wire = `${message}${PONG}\r\n\r\n`
  const { out, frames } = decode(wire)
  assert.equal(decodePieces(cutEvery(bytesOf(wire), 1)).out, out)
  assert.equal(frames, out)
  assert.is(frames.at(-1), PONG)
  return frames.slice(0, -1)
}
const one = (message: string): Frame => {
  const [text, ...more] = before(message)
  assert.equal(more, [])
  return new Frame(text ?? '')
}

const test = suite('decoder: messages of all kinds and ages')

for (const [count, lines] of [
  ['no', []],
  ['one', ['Asterisk 22.10.1']],
  ['three', ['first', 'second', 'third']],
] as const) {
  test(`a command of Asterisk 14 or newer with ${count} lines of output`, () => {
    const output = lines.map((line) => `Output: ${line}\r\n`).join('')
    assert.equal(outputOf(one(`Response: Success\r\nMessage: Command output follows\r\n${output}\r\n`)), lines)
  })
}

test('output keeps an empty line inside and blanks in front', () => {
  const answer = one('Response: Success\r\nOutput: a\r\nOutput: \r\nOutput:    b: c\r\n\r\n')
  assert.equal(outputOf(answer), ['a', '', '   b: c'])
})

test('a failed command carries its output too', () => {
  const answer = one('Response: Error\r\nMessage: Command output follows\r\nOutput: No such command\r\n\r\n')
  assert.is(answer.response, 'Error')
  assert.equal(outputOf(answer), ['No such command'])
})

test('a command of Asterisk 13 or older with a colon and a blank line inside', () => {
  const answer = one(
    'Response: Follows\r\nPrivilege: Command\r\nActionID: c-1\r\nName: x\n\nUptime: 5\r\n\r\nlast\n--END COMMAND--\r\n\r\n',
  )
  assert.equal(outputOf(answer), ['Name: x', '', 'Uptime: 5', '', 'last'])
  assert.is(answer.actionId, 'c-1')
})

test('a command of Asterisk 13 or older without output', () => {
  assert.equal(outputOf(one('Response: Follows\r\nPrivilege: Command\r\n--END COMMAND--\r\n\r\n')), [])
})

test('console output may contain several blank lines in a row', () => {
  const answer = one('Response: Follows\r\nPrivilege: Command\r\na\r\n\r\n\r\n\r\nb\r\n--END COMMAND--\r\n\r\n')
  assert.equal(outputOf(answer), ['a', '', '', '', 'b'])
})

test('console output that looks like a short end stays whole', () => {
  const answer = one('Response: Follows\r\nPrivilege: Command\r\na\r\n\nEvent: b\n--END COMMAND--\r\n\r\n')
  assert.equal(outputOf(answer), ['a', '', 'Event: b'])
})

test('console output without its marker is cut, and the stream goes on', () => {
  const frames = before('Response: Follows\r\nPrivilege: Command\r\nlost\r\n\r\nEvent: A\r\n\r\n')
  assert.equal(frames, ['Response: Follows\r\nPrivilege: Command\r\nlost', 'Event: A'])
})

test('console output without its marker does not swallow a short end behind it', () => {
  const frames = before('Response: Follows\r\nlost\r\n\r\nEvent: A\r\n\nEvent: B\r\n\r\n')
  assert.equal(frames, ['Response: Follows\r\nlost', 'Event: A', 'Event: B'])
})

test('console output without an end is cut at the limit', () => {
  const limits = { frame: 60, headers: 1000 }
  const lines = Array.from({ length: 20 }, (_, n) => `line ${n}\r\n\r\n`).join('')
  const { frames } = decode(`Response: Follows\r\n${lines}Event: A\r\n\r\n`, limits)
  assert.is(frames[0]?.startsWith('Response: Follows\r\nline 0'), true)
  assert.is(
    frames.every((text) => text.length < 120),
    true,
  )
  assert.is(frames.at(-1), 'Event: A')
})

test('--END SMS EVENT-- is a line without meaning', () => {
  const sms = one('Event: SMS\r\nContent: hello\r\n--END SMS EVENT--\r\n\r\n')
  assert.is(sms.get('Content'), 'hello')
})

test('CRLF LF ends a message when an event follows', () => {
  const frames = before('Response: Error\r\nMessage: x\r\n\nEvent: A\r\nB: 1\r\n\r\n')
  assert.equal(frames, ['Response: Error\r\nMessage: x', 'Event: A\r\nB: 1'])
})

test('CRLF LF ends a message when a response follows', () => {
  assert.equal(before('Event: A\r\n\n'), ['Event: A'])
})

test('CRLF LF before anything else belongs to the value', () => {
  assert.equal(before('Event: A\r\n\nEventList: x\r\n\r\n'), ['Event: A\r\n\nEventList: x'])
})

test('a line feed inside a header belongs to its value', () => {
  assert.is(one('Response: Error\r\nMessage: No Contacts found\n\r\n\r\n').get('Message'), 'No Contacts found\n')
  assert.is(one('Event: A\r\nText: one\ntwo\r\nB: 1\r\n\r\n').get('B'), '1')
})

test('a double blank line ends one message and begins none', () => {
  assert.equal(before('Event: TestEvent\r\nState: 1\r\n\r\n\r\n'), ['Event: TestEvent\r\nState: 1'])
  assert.equal(before('Event: A\r\n\r\n\r\n\r\n\r\n'), ['Event: A'])
  assert.equal(before('\r\n\r\n\r\nEvent: A\r\n\r\n'), ['Event: A'])
})

test('a header without a value is empty', () => {
  assert.is(one('Event: A\r\nAccountCode:\r\nExten: 1\r\n\r\n').get('AccountCode'), '')
})

test('text without headers is a frame without meaning, up to the next blank line', () => {
  const [text] = before('default has 0 calls (max unlimited) in strategy\r\nNo Members\r\n\r\n')
  const frame = new Frame(text ?? '')
  assert.is(frame.event, undefined)
  assert.is(frame.response, undefined)
  assert.is(text?.includes('No Members'), true)
})

test('a message cut off before its first header hurts nothing but itself', () => {
  assert.equal(before('SIP/200-1\r\nCause: 16\r\n\r\nEvent: A\r\n\r\n'), ['SIP/200-1\r\nCause: 16', 'Event: A'])
})

test('bytes that are no UTF-8 become replacement characters', () => {
  const latin1 = Buffer.from('Event: A\r\nName: M\xfcller\r\n\r\nEvent: B\r\n\r\n', 'latin1')
  for (const size of [1, 2, 1000]) {
    assert.equal(decodePieces(cutEvery(latin1, size)).out, ['Event: A\r\nName: M\ufffdller', 'Event: B'])
  }
})

test('NUL and other control bytes pass', () => {
  assert.is(one('Event: A\r\nVal: a\0b\x07\r\n\r\n').get('Val'), 'a\0b\x07')
})

test('repeated headers are all kept', () => {
  const answer = one('Event: A\r\nVariable: a=1\r\nVariable: b=2\r\nKey: 1\r\nKey: 2\r\n\r\n')
  assert.equal(answer.all('Variable'), ['a=1', 'b=2'])
  assert.equal(answer.all('Key'), ['1', '2'])
})

test('values keep their colons and equals signs', () => {
  assert.is(one('Event: A\r\nAppData: a=b: c, "d: e"\r\n\r\n').get('AppData'), 'a=b: c, "d: e"')
})

test('names are found in any case', () => {
  assert.is(one('Response: Success\r\nActionId: x-1\r\n\r\n').get('ActionID'), 'x-1')
})

test('a lone CR belongs to the value', () => {
  assert.is(one('Event: A\r\nVal: a\rb\r\n\r\n').get('Val'), 'a\rb')
})

test.run()
