/** A short hunt with each target; a long one is `npm run fuzz -- --seconds N`. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hunt } from './target.js'
import { TARGETS } from './targets.js'

const test = suite('fuzzing')

for (const target of TARGETS) {
  test(`${target.name}: ${target.runs} broken inputs break nothing`, () => {
    assert.is(hunt(target, target.runs, 7), undefined)
  })
}

test('a target that fails is caught, and its input is shrunk', () => {
  const fussy = {
    name: 'fussy',
    runs: 3000,
    corpus: [Buffer.from('Event: Hangup\r\nCause: 16\r\n\r\n')],
    words: ['BOOM'],
    fuzz: (data: Uint8Array) => {
      if (Buffer.from(data).includes('BOOM')) throw new Error('it hurts')
    },
  }
  const found = hunt(fussy, 3000, 7)
  assert.match(found ?? '', /it hurts/)
  assert.match(found ?? '', /"\\u0000BOOM"/)
})

test.run()
