import { inspect } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { castOf, initialOf, sameValue } from '../../src/smarthome/config/cast.js'
import type { ItemType } from '../../src/smarthome/index.js'

const test = suite('casts')

const REFUSED = Symbol('refused')
const cast = (type: ItemType, value: unknown): unknown => E.getOrElse((): unknown => REFUSED)(castOf(type)(value))

const rows: readonly (readonly [type: ItemType, value: unknown, expected: unknown])[] = [
  ...[true, 1, '1', 'true', 'True', 'YES', 'on', ' on '].map((value) => ['bool', value, true] as const),
  ...[false, 0, '0', 'false', 'No', 'OFF', ''].map((value) => ['bool', value, false] as const),
  ...[2, -1, 0.5, '2', 'ja', null, undefined, [], {}, NaN].map((value) => ['bool', value, REFUSED] as const),
  ['num', 3.5, 3.5],
  ['num', '3', 3],
  ['num', ' 3.5 ', 3.5],
  ['num', '-1e3', -1000],
  ['num', '', 0],
  ['num', true, 1],
  ['num', '0x10', REFUSED],
  ['num', '3,5', REFUSED],
  ['num', NaN, REFUSED],
  ['num', null, REFUSED],
  ['scene', '3', 3],
  ['str', '0030', '0030'],
  ['str', 30, '30'],
  ['str', true, REFUSED],
  ['str', null, REFUSED],
  ['list', ['a', 1], ['a', 1]],
  ['list', '["a", 1]', ['a', 1]],
  ['list', 'a', REFUSED],
  ['list', {}, REFUSED],
  ['dict', { a: 1 }, { a: 1 }],
  ['dict', '{"a": 1}', { a: 1 }],
  ['dict', [], REFUSED],
  ['dict', 'a', REFUSED],
  ['foo', undefined, undefined],
  ['foo', 'anything', 'anything'],
]

for (const [type, value, expected] of rows) {
  const given = inspect(value)
  test(`${type}: ${given} is ${typeof expected === 'symbol' ? 'refused' : inspect(expected)}`, () => {
    assert.equal(cast(type, value), expected)
  })
}

test('the initial value of each type', () => {
  assert.equal(
    (['bool', 'num', 'str', 'list', 'dict', 'foo', 'scene'] as const).map((type) => initialOf(type)),
    [false, 0, '', [], {}, null, 0],
  )
})

test('lists and objects are compared by their contents', () => {
  assert.ok(sameValue([1, { a: [2] }], [1, { a: [2] }]))
  assert.ok(sameValue(NaN, NaN))
  for (const [a, b] of [
    [[1], [1, 2]],
    [{ a: 1 }, { b: 1 }],
    [{ a: 1 }, { a: 1, b: 1 }],
    [[], {}],
    [1, '1'],
    [{ a: undefined }, { b: undefined }],
  ] as const) {
    assert.not(sameValue(a, b))
    assert.not(sameValue(b, a))
  }
})

test.run()
