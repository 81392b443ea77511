import { Subject } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Failure, LogicPolicy } from '../../src/index.js'
import { logic } from '../../src/run/logic.js'

/** The runs and the faults when all values come while the first one runs. */
const flooded = <A>(values: readonly [A, ...A[]], policy: LogicPolicy<A>) => {
  const source$ = new Subject<A>()
  const gate$ = new Subject<unknown>()
  const faults: Failure[] = []
  const began: A[] = []
  logic((failure) => faults.push(failure))(
    source$,
    (value) => {
      began.push(value)
      return began.length === 1 ? gate$ : undefined
    },
    policy,
  )
  for (const value of values) source$.next(value)
  gate$.complete()
  return { began, faults, source$ }
}

const test = suite('logic: bounds')

const WRONG: readonly (readonly [LogicPolicy<number>, RegExp])[] = [
  [{ bound: 0 }, /^logic: bound must be 1 or more; it is 0$/],
  [{ bound: NaN }, /^logic: bound must be 1 or more; it is NaN$/],
  [{ overlap: 'parallel', atOnce: 0 }, /^logic: atOnce must be 1 or more; it is 0$/],
]
for (const [policy, message] of WRONG) {
  test(`${JSON.stringify(policy)} is refused before anything is subscribed`, () => {
    assert.throws(
      () => flooded([1], policy),
      (error: unknown) => error instanceof TypeError && message.test(error.message),
    )
  })
}

test('beyond its bound a queue keeps all, with a fault', () => {
  const { began, faults } = flooded([1, 2, 3, 4], { bound: 2 })
  assert.equal(began, [1, 2, 3, 4])
  assert.equal(faults, [{ _tag: 'Overflow', waiting: 3, dropped: 0 }])
})

test('beyond its bound a queue may keep the newest', () => {
  const { began, faults } = flooded([1, 2, 3, 4, 5], { bound: 2, beyond: 'newest' })
  assert.equal(began, [1, 4, 5])
  assert.equal(faults, [{ _tag: 'Overflow', waiting: 2, dropped: 1 }])
})

test('newestPer keeps one of each key', () => {
  const { began, faults } = flooded(['a1', 'b1', 'b2', 'c1', 'b3'], { beyond: { newestPer: (value) => value[0] } })
  assert.equal(began, ['a1', 'b3', 'c1'])
  assert.equal(faults, [])
})

test('a newestPer that throws costs its value, is a fault, and the stream goes on', () => {
  const newestPer = (value: number): number => {
    if (value === 2) throw new Error('no key')
    return value
  }
  const { began, faults, source$ } = flooded([1, 2, 3], { beyond: { newestPer } })
  assert.equal(began, [1, 3])
  assert.equal(
    faults.map((failure) => failure._tag === 'HandlerFailed' && failure.why),
    ['no key'],
  )
  assert.is(source$.observed, true)
})

test('parallel has a bound too', () => {
  const { began, faults } = flooded([1, 2, 3, 4], { overlap: 'parallel', atOnce: 1, bound: 2, beyond: 'newest' })
  assert.equal(began, [1, 3, 4])
  assert.equal(faults, [{ _tag: 'Overflow', waiting: 2, dropped: 1 }])
})

test('the bound is ten thousand by default', () => {
  const many = Array.from({ length: 10_001 }, (_, n) => n)
  assert.equal(flooded([0, ...many.slice(1)], {}).faults, [])
  assert.equal(flooded([0, ...many], {}).faults, [{ _tag: 'Overflow', waiting: 10_001, dropped: 0 }])
})

test.run()
