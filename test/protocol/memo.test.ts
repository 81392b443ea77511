import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { remembering } from '../../src/protocol/memo.js'

const test = suite('remembering')

const counted = () => {
  const made: string[] = []
  const of = remembering(
    (name) => name.startsWith('known'),
    (name) => made.push(name),
  )
  return { made, of }
}

test('what is made of a known name is made once', () => {
  const { made, of } = counted()
  assert.equal([of('known'), of('known'), of('known too')], [1, 1, 2])
  assert.equal(made, ['known', 'known too'])
})

test('names that are not known are made each time, and none is kept', () => {
  const { made, of } = counted()
  of('other')
  of('other')
  assert.equal(made, ['other', 'other'])
})

test.run()
