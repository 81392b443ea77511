import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import type * as t from 'io-ts'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CODECS, readAs, Word } from '../../src/protocol/codec.js'
import { unescaped } from '../../src/protocol/value.js'

const test = suite('fields')

type KindName = keyof typeof CODECS

const READ: readonly (readonly [KindName, string, unknown])[] = [
  ['Text', 'a: b', 'a: b'],
  ['EscapedText', 'O\\\'Brien \\"Bob\\" \\\\ \\n', 'O\'Brien "Bob" \\ \n'],
  ['IntFromString', '42', 42],
  ['IntFromString', '-2', -2],
  ['NumberFromString', '0.25', 0.25],
  ['CauseFromString', '16', 16],
  ['Seconds', '3.000000', 3],
  ['Milliseconds', '100', 100],
  ['Microseconds', '2345', 2345],
  ['SecondsFromClock', '01:02:03', 3723],
  ...(['yes', 'Yes', '1', 'true', 'True', 'on', 'Enabled'] as const).map(
    (word) => ['BooleanFromString', word, true] as const,
  ),
  ...(['no', 'No', '0', 'false', 'off', 'Disabled'] as const).map(
    (word) => ['BooleanFromString', word, false] as const,
  ),
  ['DateFromEpoch', '1795386573', new Date(1_795_386_573_000)],
  ['DateFromEpoch', '1795386776.459377', new Date(1_795_386_776_459)],
  ['DateFromISOString', '2026-11-22T22:29:17.435+0000', new Date('2026-11-22T22:29:17.435Z')],
  ['DateFromISOString', '2026-11-22T23:29:17.435+0100', new Date('2026-11-22T22:29:17.435Z')],
  ['DateFromLocalTime', '2026-11-22 22:28:54', new Date(2026, 10, 22, 22, 28, 54)],
  ['ChannelStateFromNumber', '6', 'up'],
  ['ChannelStateFromNumber', '65536', 'mute'],
  ['ChannelStateFromNumber', '42', 'unknown'],
  ['ChannelStateFromWord', 'Dialing Offhook', 'dialingOffHook'],
  ['ChannelStateFromWord', 'Unknown (42)', 'unknown'],
  ['DeviceStateWord', 'NOT_INUSE', 'NOT_INUSE'],
  ['DeviceStateWord', 'Not in use', 'NOT_INUSE'],
  ['DeviceStateWord', 'On Hold', 'ONHOLD'],
  ['DeviceStateFromNumber', '6', 'RINGING'],
]

const codecOf = (kind: KindName): t.Type<unknown, string> => CODECS[kind] as t.Type<unknown, string>

for (const [kind, text, value] of READ) {
  test(`${kind} reads ${JSON.stringify(text)}`, () => {
    assert.equal(readAs(codecOf(kind), text), E.right(O.some(value)))
  })
  test(`${kind} reads what it wrote for ${JSON.stringify(text)}`, () => {
    const codec = codecOf(kind)
    // an unknown state is written as a word of its own, which is no number of Asterisk's
    if (value === 'unknown') return
    assert.equal(readAs(codec, codec.encode(value)), E.right(O.some(value)))
  })
  test(`${kind} knows the value of ${JSON.stringify(text)} as its own`, () => {
    assert.is(codecOf(kind).is(value), true)
    assert.is(codecOf(kind).is(undefined), false)
  })
}

const REFUSED: readonly (readonly [KindName, string])[] = [
  ['IntFromString', '1.5'],
  ['IntFromString', '0x10'],
  ['IntFromString', '12345678901234567890'],
  ['NumberFromString', '1e3'],
  ['CauseFromString', '-1'],
  ['Seconds', 'soon'],
  ['SecondsFromClock', '00:61:00'],
  ['BooleanFromString', 'perhaps'],
  ['DateFromEpoch', 'yesterday'],
  ['DateFromISOString', '2026-13-40T99:99:99.000+0000'],
  ['DateFromLocalTime', '22.11.2026'],
  ['ChannelStateFromNumber', 'Up'],
  ['ChannelStateFromWord', 'Singing'],
  ['DeviceStateWord', 'ASLEEP'],
  ['DeviceStateFromNumber', '9'],
]

for (const [kind, text] of REFUSED) {
  test(`${kind} refuses ${JSON.stringify(text)}, and gives the text back`, () => {
    assert.equal(readAs(codecOf(kind), text), E.left(text))
  })
}

for (const nothing of [undefined, '', '<unknown>', '<null>', '(null)', '<none>', '(none)', '-none-', 'n/a', 'N/A']) {
  test(`${String(nothing)} is nothing to every kind, and no fault`, () => {
    for (const kind of Object.values(CODECS))
      assert.equal(readAs(kind as t.Decoder<unknown, unknown>, nothing), E.right(O.none))
  })
}

test('the epoch’s zero is never', () => {
  assert.equal(readAs(CODECS.DateFromEpoch, '0'), E.right(O.none))
})

test('a word is spelled as listed, whatever case the wire has', () => {
  const Word2 = Word(['NO ANSWER', 'BUSY'])
  assert.equal(readAs(Word2, 'NO ANSWER'), E.right(O.some('NO ANSWER')))
  assert.equal(readAs(Word2, 'busy'), E.right(O.some('BUSY')))
  assert.equal(readAs(Word2, 'GONE'), E.left('GONE'))
  assert.is(Word2.name, 'NO ANSWER | BUSY')
})

test('a backslash at the end stays, and a character without a meaning as C escape is itself', () => {
  assert.is(unescaped('a\\'), 'a\\')
  assert.is(unescaped('\\q\\t'), 'q\t')
})

test.run()
