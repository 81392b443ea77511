import { type Observable, Subscription, take } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Hub, keyedHub, nextAll } from '../../src/rx/hub.js'

/** Writes down everything that an Observable says. */
const noted = <A>(source$: Observable<A>) => {
  const said: unknown[] = []
  const subscription = source$.subscribe({
    next: (value) => said.push(value),
    error: () => said.push('error'),
    complete: () => said.push('complete'),
  })
  return { said, subscription }
}

const hubs = suite('hub')

hubs('gives each value to all who listen', () => {
  const one = new Hub<number>()
  const [a, b] = [noted(one.stream$), noted(one.stream$)]
  one.next(1)
  assert.equal([a.said, b.said], [[1], [1]])
})

hubs('knows whether anybody listens', () => {
  const one = new Hub<number>()
  assert.is(one.observed(), false)
  const { subscription } = noted(one.stream$)
  assert.is(one.observed(), true)
  subscription.unsubscribe()
  assert.is(one.observed(), false)
})

hubs('who listens twice hears twice, and leaving once leaves one', () => {
  const one = new Hub<number>()
  const [a, b] = [noted(one.stream$), noted(one.stream$)]
  a.subscription.unsubscribe()
  one.next(1)
  assert.equal([a.said, b.said], [[], [1]])
})

hubs('an error ends those who listen, and later ones start afresh', () => {
  const one = new Hub<number>()
  const before = noted(one.stream$)
  one.error(new Error('x'))
  assert.is(one.observed(), false)
  const after = noted(one.stream$)
  one.next(1)
  assert.equal([before.said, after.said], [['error'], [1]])
})

hubs('an end ends those who listen, and later ones start afresh', () => {
  const one = new Hub<number>()
  const before = noted(one.stream$)
  one.complete()
  const after = noted(one.stream$)
  one.next(1)
  assert.equal([before.said, after.said], [['complete'], [1]])
})

hubs('closing ends those who listen and those who come', () => {
  const one = new Hub<number>()
  const before = noted(one.stream$)
  one.close()
  assert.equal([before.said, noted(one.stream$).said], [['complete'], ['complete']])
})

hubs('tells who comes what it is to know first, and then each value', () => {
  let newest = 1
  const one = new Hub<number>((subscriber) => {
    subscriber.next(newest)
  })
  const early = noted(one.stream$)
  newest = 2
  one.next(newest)
  assert.equal([early.said, noted(one.stream$).said], [[1, 2], [2]])
})

hubs('tells who comes after closing what it is to know, and ends', () => {
  const one = new Hub<number>((subscriber) => {
    subscriber.next(1)
  })
  one.close()
  assert.equal(noted(one.stream$).said, [1, 'complete'])
})

hubs('gives the values that come while a subscriber is told the first', () => {
  const one = new Hub<number>((subscriber) => {
    subscriber.next(1)
  })
  const heard: number[] = []
  one.stream$.subscribe((value) => {
    heard.push(value)
    if (value === 1) one.next(2)
  })
  assert.equal(heard, [1, 2])
})

hubs('does not keep who leaves at what it is told first', () => {
  const one = new Hub<number>((subscriber) => {
    subscriber.next(1)
  })
  assert.equal([noted(one.stream$.pipe(take(1))).said, one.observed()], [[1, 'complete'], false])
})

hubs('who subscribes or leaves during a value does not disturb it', () => {
  const one = new Hub<number>()
  const late: unknown[] = []
  const leaving = new Subscription()
  one.stream$.subscribe(() => {
    leaving.unsubscribe()
    one.stream$.subscribe((value) => late.push(value))
  })
  const left: unknown[] = []
  leaving.add(one.stream$.subscribe((value) => left.push(value)))
  const other = noted(one.stream$)
  one.next(1)
  assert.equal([late, left, other.said], [[], [], [1]])
  one.next(2)
  assert.equal([late, other.said], [[2], [1, 2]])
})

hubs('who subscribes again on an end hears no second end', () => {
  const one = new Hub<number>()
  let ends = 0
  const again = (): void => {
    one.stream$.subscribe({
      complete: () => {
        ends += 1
        again()
      },
    })
  }
  again()
  one.complete()
  assert.is(ends, 1)
  assert.is(one.observed(), true)
})

hubs.run()

const keyed = suite('keyedHub')

keyed('gives a value to the listeners of its key alone', () => {
  const { at, next } = keyedHub<number>()
  const [a, b] = [noted(at('a')), noted(at('b'))]
  next('a', 1)
  next('c', 2)
  assert.equal([a.said, b.said], [[1], []])
})

keyed('keeps a key only while somebody listens to it', () => {
  const { at, keys, observed } = keyedHub<number>()
  const [a, b] = [noted(at('a')), noted(at('a'))]
  a.subscription.unsubscribe()
  assert.equal(keys(), ['a'])
  assert.is(observed('a'), true)
  b.subscription.unsubscribe()
  assert.equal(keys(), [])
  assert.is(observed('a'), false)
})

keyed('a slot shows who listens for its key, before and after nobody did', () => {
  const { at, slot } = keyedHub<number>()
  const early = noted(at('a'))
  const { subscribers: before } = slot('a')
  early.subscription.unsubscribe()
  const between = slot('a').subscribers
  const late = noted(at('a'))
  nextAll(slot('a').subscribers, 1)
  assert.equal([before.length, between.length, early.said, late.said], [1, 0, [], [1]])
})

keyed('a slot that was taken once is the same one for ever', () => {
  const { at, slot, complete } = keyedHub<number>()
  const taken = slot('a')
  complete()
  const { said, subscription } = noted(at('a'))
  nextAll(taken.subscribers, 1)
  subscription.unsubscribe()
  assert.equal([said, taken.subscribers.length], [[1], 0])
})

keyed('a slot is no listener', () => {
  const { slot, keys, observed, subscribers } = keyedHub<number>()
  slot('a')
  assert.equal([keys(), observed('a'), subscribers('a')], [[], false, undefined])
})

keyed('a key called __proto__ is a key', () => {
  const { at, next } = keyedHub<number>()
  const { said } = noted(at('__proto__'))
  next('__proto__', 1)
  assert.equal(said, [1])
})

keyed('an error and an end reach the listeners of every key, and later ones start afresh', () => {
  const { at, next, error, complete, keys } = keyedHub<number>()
  const [a, b] = [noted(at('a')), noted(at('b'))]
  error(new Error('x'))
  assert.equal(keys(), [])
  const c = noted(at('a'))
  next('a', 1)
  complete()
  assert.equal([a.said, b.said, c.said], [['error'], ['error'], [1, 'complete']])
})

keyed.run()
