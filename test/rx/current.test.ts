import * as O from 'fp-ts/lib/Option.js'
import { Subject } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { currentThen } from '../../src/rx/current.js'

const test = suite('the current value, then the later ones')

const watching = (now: O.Option<number>) => {
  const later$ = new Subject<number>()
  const seen: number[] = []
  const acquired: string[] = []
  const subscription = currentThen(
    () => now,
    later$,
    () => {
      acquired.push('acquired')
      return () => acquired.push('released')
    },
  ).subscribe((value) => seen.push(value))
  return { later$, seen, acquired, subscription }
}

test('the current value comes first, then each later one', () => {
  const { later$, seen } = watching(O.some(1))
  later$.next(2)
  assert.equal(seen, [1, 2])
})

test('without a current value only later ones come', () => {
  const { later$, seen } = watching(O.none)
  later$.next(2)
  assert.equal(seen, [2])
})

test('the resource is acquired after the current value, and released at the end', () => {
  const { subscription, acquired } = watching(O.some(1))
  assert.equal(acquired, ['acquired'])
  subscription.unsubscribe()
  assert.equal(acquired, ['acquired', 'released'])
})

test('after the end nothing is subscribed any more', () => {
  const { later$, subscription, seen } = watching(O.some(1))
  subscription.unsubscribe()
  assert.is(later$.observed, false)
  later$.next(2)
  assert.equal(seen, [1])
})

test('the end of the later values is the end', () => {
  const { later$, acquired } = watching(O.some(1))
  later$.complete()
  assert.equal(acquired, ['acquired', 'released'])
})

test.run()
