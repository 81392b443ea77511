import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Failure } from '../../src/index.js'
import { backlog, type BacklogLimit } from '../../src/run/backlog.js'

const backlogOf = <A>(bound: number, beyond: BacklogLimit<A>) => {
  const faults: Failure[] = []
  const waiting = backlog<A>(bound, beyond, (failure) => faults.push(failure))
  const takeAll = (): readonly A[] => {
    const taken: A[] = []
    for (let next = waiting.take(); next !== undefined; next = waiting.take()) taken.push(next.value)
    return taken
  }
  return { ...waiting, faults, takeAll, putAll: (...values: readonly A[]) => values.forEach(waiting.put) }
}
const overflow = (waiting: number, dropped: number): Failure => ({ _tag: 'Overflow', waiting, dropped })

const test = suite('backlog')

test('values leave in the order in which they came', () => {
  const { putAll, takeAll } = backlogOf<number>(10, 'all')
  putAll(1, 2, 3)
  assert.equal(takeAll(), [1, 2, 3])
})

test('an empty backlog has no value to take', () => {
  assert.is(backlogOf(10, 'all').take(), undefined)
})

test('undefined and equal values may wait', () => {
  const { putAll, takeAll } = backlogOf<number | undefined>(10, 'all')
  putAll(undefined, 1, 1, undefined)
  assert.equal(takeAll(), [undefined, 1, 1, undefined])
})

test('up to the bound nothing is reported', () => {
  const { putAll, faults, takeAll } = backlogOf<number>(3, 'newest')
  putAll(1, 2, 3)
  assert.equal(faults, [])
  assert.equal(takeAll(), [1, 2, 3])
})

test('beyond the bound all are kept, with a fault', () => {
  const { putAll, faults, takeAll } = backlogOf<number>(2, 'all')
  putAll(1, 2, 3)
  assert.equal(faults, [overflow(3, 0)])
  assert.equal(takeAll(), [1, 2, 3])
})

test('where all are kept, ten times the bound is the end: the oldest are dropped, and the faults count them', () => {
  const { putAll, faults, takeAll } = backlogOf<number>(2, 'all')
  const many = Array.from({ length: 30 }, (_, n) => n)
  putAll(...many)
  assert.equal(takeAll(), many.slice(10))
  const counts = faults.map((fault) => (fault._tag === 'Overflow' ? [fault.waiting, fault.dropped] : []))
  assert.equal(counts.slice(0, 3), [
    [3, 0],
    [5, 0],
    [7, 0],
  ])
  assert.equal(counts.at(-1), [20, 2])
  assert.is(
    counts.reduce((sum, [, dropped = 0]) => sum + dropped, 0),
    9, // and one since the newest fault
  )
})

test('a flood is reported at its first value and then at every bound-th', () => {
  const { putAll, faults } = backlogOf<number>(3, 'all')
  putAll(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
  assert.equal(faults, [overflow(4, 0), overflow(7, 0), overflow(10, 0)])
})

test('of newest, the oldest is dropped', () => {
  const { putAll, faults, takeAll } = backlogOf<number>(2, 'newest')
  putAll(1, 2, 3)
  assert.equal(faults, [overflow(2, 1)])
  assert.equal(takeAll(), [2, 3])
})

test('of newest, a fault counts the values dropped since the last one', () => {
  const { putAll, faults } = backlogOf<number>(3, 'newest')
  putAll(1, 2, 3, 4, 5, 6, 7)
  assert.equal(faults, [overflow(3, 1), overflow(3, 3)])
})

test('values dropped between two floods are counted in the next fault', () => {
  const { putAll, take, faults } = backlogOf<number>(4, 'newest')
  putAll(1, 2, 3, 4, 5, 6, 7)
  take()
  take()
  putAll(8, 9, 10)
  assert.equal(faults, [overflow(4, 1), overflow(4, 3)])
})

test('a backlog that has emptied by half reports the next flood at once', () => {
  const { putAll, take, faults } = backlogOf<number>(4, 'all')
  putAll(1, 2, 3, 4, 5)
  take()
  take()
  take()
  putAll(6, 7, 8)
  assert.equal(faults, [overflow(5, 0), overflow(5, 0)])
})

test('a backlog that stays near its bound reports once', () => {
  const { putAll, take, faults } = backlogOf<number>(4, 'all')
  putAll(1, 2, 3, 4, 5)
  take()
  putAll(6)
  take()
  putAll(7)
  assert.is(faults.length, 1)
})

test('newestPer keeps the newest of each key, in the place of the first', () => {
  const { putAll, takeAll, faults } = backlogOf<readonly [string, number]>(10, { newestPer: ([key]) => key })
  putAll(['a', 1], ['b', 1], ['a', 2], ['a', 3])
  assert.equal(takeAll(), [
    ['a', 3],
    ['b', 1],
  ])
  assert.equal(faults, [])
})

test('more keys than the bound drop the oldest key', () => {
  const { putAll, takeAll, faults } = backlogOf<number>(2, { newestPer: (n) => n })
  putAll(1, 2, 3)
  assert.equal(takeAll(), [2, 3])
  assert.equal(faults, [overflow(2, 1)])
})

test('a cleared backlog is empty', () => {
  const { putAll, clear, take } = backlogOf<number>(10, 'all')
  putAll(1, 2)
  clear()
  assert.is(take(), undefined)
})

test.run()
