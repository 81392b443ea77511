import { EMPTY, NEVER, type Observable, Subscription } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { AmiError } from '../src/index.js'
import { holding, hub, keyedHub, lease } from '../src/multicast.js'
import { marbles } from './marbles.js'

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

const leases = suite('lease')

const counted = (linger?: number) => {
  const runs: Subscription[] = []
  const held = lease(() => {
    const run = new Subscription()
    runs.push(run)
    return run
  }, linger)
  return { ...held, open: () => runs.map(({ closed }) => !closed) }
}

leases('runs from the first hold to the last release', () => {
  const { hold, held, open } = counted()
  assert.is(held(), false)
  const [first, second] = [hold(), hold()]
  assert.equal(open(), [true])
  first()
  assert.is(held(), true)
  assert.equal(open(), [true])
  second()
  assert.is(held(), false)
  assert.equal(open(), [false])
})

leases('a release that is called twice counts once', () => {
  const { hold, open } = counted()
  const [first] = [hold(), hold()]
  first()
  first()
  assert.equal(open(), [true])
})

leases('begins anew after its end', () => {
  const { hold, open } = counted()
  hold()()
  hold()
  assert.equal(open(), [false, true])
})

leases('what is over begins anew at the next hold, whoever still holds the old run', () => {
  const { hold, held, over, open } = counted()
  const old = hold()
  over()
  assert.is(held(), false)
  const fresh = hold()
  assert.equal(open(), [true, true])
  old()
  assert.equal(open(), [false, true])
  assert.is(held(), true)
  fresh()
  assert.equal(open(), [false, false])
})

leases('what is over while it starts begins anew at the next hold', () => {
  let starts = 0
  const short = lease(() => {
    starts += 1
    short.over()
    return Subscription.EMPTY
  })
  short.hold()()
  short.hold()()
  assert.is(starts, 2)
})

leases(
  'lingers before it ends',
  marbles(({ cold, expectSubscriptions }) => {
    const running$ = cold('-')
    const { hold } = lease(() => running$.subscribe(), 5)
    cold<() => void>('a-b', { a: hold(), b: () => undefined }).subscribe((release) => {
      release()
    })

    expectSubscriptions(running$.subscriptions).toBe('^----!')
  }),
)

leases(
  'a hold while it lingers keeps it running',
  marbles(({ cold, expectSubscriptions }) => {
    const running$ = cold('-')
    const { hold } = lease(() => running$.subscribe(), 5)
    const first = hold()
    let second = first
    cold<() => void>('--a--b---c', {
      a: first,
      b: () => {
        second = hold()
      },
      c: () => {
        second()
      },
    }).subscribe((act) => {
      act()
    })

    expectSubscriptions(running$.subscriptions).toBe('^-------------!')
  }),
)

leases(
  'what is over while it lingers ends no later run',
  marbles(({ cold, expectSubscriptions }) => {
    const running$ = cold('-')
    const { hold, over } = lease(() => running$.subscribe(), 5)
    const first = hold()
    cold<() => void>('a-b-----c', { a: first, b: over, c: () => void hold() }).subscribe((act) => {
      act()
    })

    expectSubscriptions(running$.subscriptions).toBe(['^', '--------^'])
  }),
)

leases('an old run does not linger once it is over', () => {
  const { hold, over, open } = counted(60_000)
  const release = hold()
  over()
  release()
  assert.equal(open(), [false])
})

leases.run()

const held = suite('holding')

held(
  'holds while it is subscribed, and gives what the source gives',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const running$ = hot('-')
    const source$ = hot<string>('-a-b-c')
    const needed = lease(() => running$.subscribe())

    expectObservable(source$.pipe(holding(needed)), '--^-!').toBe('---b')
    expectSubscriptions(source$.subscriptions).toBe('--^-!')
    expectSubscriptions(running$.subscriptions).toBe('--^-!')
  }),
)

held(
  'lets go when the source ends',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const running$ = hot('-')
    const needed = lease(() => running$.subscribe())

    expectObservable(hot<string>('-a-|').pipe(holding(needed))).toBe('-a-|')
    expectSubscriptions(running$.subscriptions).toBe('^--!')
  }),
)

held(
  'lets go when the source fails',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const error = new AmiError({ _tag: 'LinkLost', why: 'x' })
    const running$ = hot('-')
    const needed = lease(() => running$.subscribe())

    expectObservable(hot<string>('-a-#', undefined, error).pipe(holding(needed))).toBe('-a-#', undefined, error)
    expectSubscriptions(running$.subscriptions).toBe('^--!')
  }),
)

held(
  'holds for a silent source until it is left',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const running$ = hot('-')
    const needed = lease(() => running$.subscribe())

    expectObservable(NEVER.pipe(holding(needed)), '^--!').toBe('')
    expectSubscriptions(running$.subscriptions).toBe('^--!')
  }),
)

held('listens before it holds, so that what starts at once is heard', () => {
  const { stream$, next } = hub<number>()
  const needed = lease(() => {
    next(1)
    return Subscription.EMPTY
  })
  assert.equal(noted(stream$.pipe(holding(needed))).said, [1])
})

held('a source that has ended at once is not held for', () => {
  let starts = 0
  const needed = lease(() => {
    starts += 1
    return Subscription.EMPTY
  })
  assert.equal(noted(EMPTY.pipe(holding(needed))).said, ['complete'])
  assert.is(starts, 0)
})

held.run()
