import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Action, Frame } from '../../src/index.js'
import { encode } from '../../src/protocol/action.js'
import { decode } from '../support/decode.js'

/** The text of an action that may be sent. */
const textOf = (action: Action, id = 'rx-1'): string => {
  const encoded = encode(action, 'response')
  if (E.isLeft(encoded)) throw new TypeError(JSON.stringify(encoded.left))
  return encoded.right(id)
}

const test = suite('encode')

test('an action is its name, its ActionID, its headers, and a blank line', () => {
  assert.is(
    textOf({ Action: 'QueuePause', Interface: 'PJSIP/2222' }),
    'Action: QueuePause\r\nActionID: rx-1\r\nInterface: PJSIP/2222\r\n\r\n',
  )
})

test('an action without headers is whole', () => {
  assert.is(textOf({ Action: 'Ping' }), 'Action: Ping\r\nActionID: rx-1\r\n\r\n')
})

test('the same action can be sent with another ActionID', () => {
  const encoded = encode({ Action: 'Ping' }, 'response')
  assert.is(E.isRight(encoded) && encoded.right('a'), 'Action: Ping\r\nActionID: a\r\n\r\n')
  assert.is(E.isRight(encoded) && encoded.right('b'), 'Action: Ping\r\nActionID: b\r\n\r\n')
})

test('Action comes first wherever it was written, and the order of the rest is kept', () => {
  const text = textOf({ Zeta: '1', Action: 'X', Alpha: '2', Mid: '3' })
  assert.is(text, 'Action: X\r\nActionID: rx-1\r\nZeta: 1\r\nAlpha: 2\r\nMid: 3\r\n\r\n')
})

test('an array repeats its header in order', () => {
  const text = textOf({ Action: 'X', Variable: ['A=1', 'B=2'], Last: 'x' })
  assert.is(text, 'Action: X\r\nActionID: rx-1\r\nVariable: A=1\r\nVariable: B=2\r\nLast: x\r\n\r\n')
})

test('an empty array and undefined are left out', () => {
  assert.is(textOf({ Action: 'X', A: undefined, B: [], C: 'c' }), 'Action: X\r\nActionID: rx-1\r\nC: c\r\n\r\n')
})

test('booleans are written true and false', () => {
  assert.is(textOf({ Action: 'X', A: true, B: false }), 'Action: X\r\nActionID: rx-1\r\nA: true\r\nB: false\r\n\r\n')
})

test('numbers are written in full, zero too', () => {
  assert.is(textOf({ Action: 'X', A: 0, B: -1.5 }), 'Action: X\r\nActionID: rx-1\r\nA: 0\r\nB: -1.5\r\n\r\n')
})

test('an empty value is sent', () => {
  assert.is(textOf({ Action: 'X', Val: '' }), 'Action: X\r\nActionID: rx-1\r\nVal: \r\n\r\n')
})

test('a blank at the end of a value is kept, and one inside', () => {
  assert.is(textOf({ Action: 'X', Val: 'a b ' }).includes('Val: a b \r\n'), true)
})

test('there is one ActionID', () => {
  assert.is(textOf({ Action: 'X' }).match(/ActionID/gi)?.length, 1)
})

test('a header called __proto__ is sent as any other', () => {
  const action: Action = { Action: 'X', ['__proto__']: 'a' }
  assert.is(textOf(action).includes('__proto__: a\r\n'), true)
})

const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,20}$/).filter((text) => !/^action(?:id)?$/i.test(text))
const value = fc
  .string({ unit: 'grapheme', maxLength: 200 })
  .filter((text) => !/[\r\n\0]/.test(text) && !/^[\x01-\x20]/.test(text))
const headers = fc.uniqueArray(fc.tuple(name, fc.oneof(value, fc.array(value, { maxLength: 3 }))), {
  selector: ([given]) => given.toLowerCase(),
  maxLength: 30,
})

test('an encoded action reads back as it was', () => {
  fc.assert(
    fc.property(headers, (pairs) => {
      const text = textOf({ Action: 'Anything', ...Object.fromEntries(pairs) }, 'rx-42')
      const { frames, faults } = decode(text)
      assert.equal(faults, [])
      assert.is(frames.length, 1)
      const frame = new Frame(frames[0] ?? '')
      assert.is(frame.get('Action'), 'Anything')
      assert.is(frame.actionId, 'rx-42')
      for (const [given, wanted] of pairs) assert.equal(frame.all(given), [wanted].flat())
    }),
  )
})

test('an encoded action never contains a second action or another header', () => {
  const wild = fc.dictionary(fc.string({ maxLength: 10 }), fc.string({ maxLength: 10 }), { noNullPrototype: true })
  const nasty = fc.constantFrom('x\r\n\r\nAction: Originate', 'x\nChannel: /.*/', 'a\0b', '\r', 'x: y', ' x')
  fc.assert(
    fc.property(wild, nasty, name, (rest, odd, given) => {
      const action: Action = { ...rest, [given]: odd, Action: 'X' }
      const encoded = encode(action, 'response')
      if (E.isLeft(encoded)) return
      const lines = encoded.right('rx-1').split(/[\r\n\0]+/)
      const sent = Object.keys(action).length
      assert.is(lines.filter((line) => line !== '').length, sent + 1)
    }),
  )
})

test.run()
