import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { frame } from '../../src/index.js'
import { weightOf } from '../../src/run/weight.js'

const test = suite('weight of a value')

const LONG = 'x'.repeat(100_000)
const MANY = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`H${n}`, 'xxxxxxxxxx']))
const circular: Record<string, unknown> = { text: 1, long: LONG }
circular['self'] = circular

const shared = { LONG }

/** Each value holds the long text once. */
const HEAVY: Readonly<Record<string, unknown>> = {
  'a text': LONG,
  'an object, as a codec decodes it': { Source: LONG },
  'a text deep inside': { a: { b: [{ c: LONG }] } },
  'the name of a part': { [LONG]: 1 },
  'a map': new Map([['Source', LONG]]),
  'a set': new Set([LONG]),
  'a frame': frame('Event: UserEvent', `Source: ${LONG}`),
  'an event with a frame': { name: 'UserEvent', frame: frame('Event: UserEvent', `Source: ${LONG}`) },
  'one object in two places': { a: shared, b: shared },
  'a text beside a part called text': { text: 'short', body: LONG },
  'a text beside a part called frame': { frame: 'short', body: LONG },
  'a circle': circular,
  'ten thousand headers': MANY,
  bytes: Buffer.alloc(100_000),
}
for (const [name, value] of Object.entries(HEAVY))
  test(`${name} weighs about its texts`, () => {
    const bytes = weightOf(value)
    assert.ok(bytes >= 100_000 && bytes < 150_000, String(bytes))
  })

const hostile = {
  get anything() {
    throw new Error('a getter of the program')
  },
}
const revoked = Proxy.revocable({}, {})
revoked.revoke()

for (const [name, value] of Object.entries({
  nothing: undefined,
  null: null,
  'a number': 7,
  'a function': () => LONG,
  'a getter that throws': hostile,
  'a revoked proxy': revoked.proxy,
}))
  test(`${name} weighs little, and throws nothing`, () => {
    assert.ok(weightOf(value) < 1000)
  })

test('a million parts cost no time: the first parts count', () => {
  assert.ok(weightOf(Array.from({ length: 1_000_000 }, () => 'x'.repeat(100))) < 3_000_000)
})

test.run()
