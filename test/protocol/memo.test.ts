import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { memoizeKnown } from '../../src/protocol/memo.js'

const test = suite('memoizeKnown')

const counted = () => {
  const made: string[] = []
  const of = memoizeKnown(
    (name) => name.startsWith('known'),
    (name) => made.push(name),
  )
  return { made, of }
}

test('a result for a known name is made once', () => {
  const { made, of } = counted()
  assert.equal([of('known'), of('known'), of('known too')], [1, 1, 2])
  assert.equal(made, ['known', 'known too'])
})

test('a result for another name is made each time, and not kept', () => {
  const { made, of } = counted()
  of('other')
  of('other')
  assert.equal(made, ['other', 'other'])
})

test.run()
