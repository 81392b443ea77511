import { asyncScheduler } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Deadline, deadlines } from '../../src/rx/deadline.js'
import { story } from '../support/peer.js'

const test = suite('deadlines')

test('all that begins at one moment has one deadline, and one timer', () => {
  story(() => {
    const deadline = deadlines(1000)
    assert.is(deadline(), deadline())
  })
})

test('what begins later has a deadline of its own', () => {
  const made: Deadline[] = []
  story((at) => {
    const deadline = deadlines(1000)
    for (const time of [0, 1, 2]) at(time, () => made.push(deadline()))
  })
  assert.is(new Set(made).size, 3)
})

for (const [after, due] of [
  [1000, [1000]],
  [Infinity, []],
] as const) {
  test(`a deadline of ${after} ms is due ${due.length === 0 ? 'never' : `after ${after} ms`}`, () => {
    const seen: number[] = []
    story(() => {
      deadlines(after)().add({ due: () => seen.push(asyncScheduler.now()) })
    })
    assert.equal(seen, due)
  })
}

test('who is removed is not due', () => {
  const seen: string[] = []
  story((at) => {
    const shared = deadlines(1000)()
    const [first, second] = ['first', 'second'].map((name) => ({ due: () => seen.push(name) }))
    if (first === undefined || second === undefined) return
    shared.add(first)
    shared.add(second)
    at(500, () => {
      shared.delete(first)
    })
  })
  assert.equal(seen, ['second'])
})

test.run()
