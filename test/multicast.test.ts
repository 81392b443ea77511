import { type Observable, Subscription, take } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { hub, keyedHub, nextAll } from '../src/multicast.js'

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
  const { stream$, next } = hub<number>()
  const [a, b] = [noted(stream$), noted(stream$)]
  next(1)
  assert.equal([a.said, b.said], [[1], [1]])
})

hubs('knows whether anybody listens', () => {
  const { stream$, observed } = hub<number>()
  assert.is(observed(), false)
  const { subscription } = noted(stream$)
  assert.is(observed(), true)
  subscription.unsubscribe()
  assert.is(observed(), false)
})

hubs('who listens twice hears twice, and leaving once leaves one', () => {
  const { stream$, next } = hub<number>()
  const [a, b] = [noted(stream$), noted(stream$)]
  a.subscription.unsubscribe()
  next(1)
  assert.equal([a.said, b.said], [[], [1]])
})

hubs('an error ends those who listen, and later ones start afresh', () => {
  const { stream$, next, error, observed } = hub<number>()
  const before = noted(stream$)
  error(new Error('x'))
  assert.is(observed(), false)
  const after = noted(stream$)
  next(1)
  assert.equal([before.said, after.said], [['error'], [1]])
})

hubs('an end ends those who listen, and later ones start afresh', () => {
  const { stream$, next, complete } = hub<number>()
  const before = noted(stream$)
  complete()
  const after = noted(stream$)
  next(1)
  assert.equal([before.said, after.said], [['complete'], [1]])
})

hubs('closing ends those who listen and those who come', () => {
  const { stream$, close } = hub<number>()
  const before = noted(stream$)
  close()
  assert.equal([before.said, noted(stream$).said], [['complete'], ['complete']])
})

hubs('tells who comes what it is to know first, and then each value', () => {
  let newest = 1
  const { stream$, next } = hub<number>((subscriber) => {
    subscriber.next(newest)
  })
  const early = noted(stream$)
  newest = 2
  next(newest)
  assert.equal([early.said, noted(stream$).said], [[1, 2], [2]])
})

hubs('tells who comes after closing what it is to know, and ends', () => {
  const { stream$, close } = hub<number>((subscriber) => {
    subscriber.next(1)
  })
  close()
  assert.equal(noted(stream$).said, [1, 'complete'])
})

hubs('gives the values that come while a subscriber is told the first', () => {
  const { stream$, next } = hub<number>((subscriber) => {
    subscriber.next(1)
  })
  const heard: number[] = []
  stream$.subscribe((value) => {
    heard.push(value)
    if (value === 1) next(2)
  })
  assert.equal(heard, [1, 2])
})

hubs('does not keep who leaves at what it is told first', () => {
  const { stream$, observed } = hub<number>((subscriber) => {
    subscriber.next(1)
  })
  assert.equal([noted(stream$.pipe(take(1))).said, observed()], [[1, 'complete'], false])
})

hubs('who subscribes or leaves during a value does not disturb it', () => {
  const { stream$, next } = hub<number>()
  const late: unknown[] = []
  const leaving = new Subscription()
  stream$.subscribe(() => {
    leaving.unsubscribe()
    stream$.subscribe((value) => late.push(value))
  })
  const left: unknown[] = []
  leaving.add(stream$.subscribe((value) => left.push(value)))
  const other = noted(stream$)
  next(1)
  assert.equal([late, left, other.said], [[], [], [1]])
  next(2)
  assert.equal([late, other.said], [[2], [1, 2]])
})

hubs('who subscribes again on an end hears no second end', () => {
  const { stream$, complete, observed } = hub<number>()
  let ends = 0
  const again = (): void => {
    stream$.subscribe({
      complete: () => {
        ends += 1
        again()
      },
    })
  }
  again()
  complete()
  assert.is(ends, 1)
  assert.is(observed(), true)
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

keyed('a place shows who listens for its key, before and after nobody did', () => {
  const { at, place } = keyedHub<number>()
  const early = noted(at('a'))
  const { listeners: before } = place('a')
  early.subscription.unsubscribe()
  const between = place('a').listeners
  const late = noted(at('a'))
  nextAll(place('a').listeners, 1)
  assert.equal([before.length, between.length, early.said, late.said], [1, 0, [], [1]])
})

keyed('a place that was taken once is the same one for ever', () => {
  const { at, place, complete } = keyedHub<number>()
  const taken = place('a')
  complete()
  const { said, subscription } = noted(at('a'))
  nextAll(taken.listeners, 1)
  subscription.unsubscribe()
  assert.equal([said, taken.listeners.length], [[1], 0])
})

keyed('a place is no listener', () => {
  const { place, keys, observed, listeners } = keyedHub<number>()
  place('a')
  assert.equal([keys(), observed('a'), listeners('a')], [[], false, undefined])
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
