import { EMPTY, NEVER, Subscription } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { AmiError } from '../src/index.js'
import { holding, hub, keyedLease, lease } from '../src/multicast.js'
import { marbles } from './marbles.js'

const leases = suite('lease')

const counted = (linger?: number) => {
  const runs: Subscription[] = []
  const needed = lease(() => {
    const run = new Subscription()
    runs.push(run)
    return run
  }, linger)
  return {
    hold: () => needed.hold(),
    held: () => needed.held(),
    over: () => {
      needed.over()
    },
    open: () => runs.map(({ closed }) => !closed),
  }
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
    const needed = lease(() => running$.subscribe(), 5)
    cold<() => void>('a-b', { a: needed.hold(), b: () => undefined }).subscribe((release) => {
      release()
    })

    expectSubscriptions(running$.subscriptions).toBe('^----!')
  }),
)

leases(
  'a hold while it lingers keeps it running',
  marbles(({ cold, expectSubscriptions }) => {
    const running$ = cold('-')
    const needed = lease(() => running$.subscribe(), 5)
    const first = needed.hold()
    let second = first
    cold<() => void>('--a--b---c', {
      a: first,
      b: () => {
        second = needed.hold()
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
    const needed = lease(() => running$.subscribe(), 5)
    const first = needed.hold()
    cold<() => void>('a-b-----c', {
      a: first,
      b: () => {
        needed.over()
      },
      c: () => void needed.hold(),
    }).subscribe((act) => {
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

const keyed = suite('keyedLease')

const countedByKey = () => {
  const runs: { readonly key: string; readonly run: Subscription }[] = []
  const leased = keyedLease((key) => {
    const run = new Subscription()
    runs.push({ key, run })
    return run
  })
  return { ...leased, open: () => runs.filter(({ run }) => !run.closed).map(({ key }) => key), runs }
}

keyed('runs once for each key, from its first hold to its last release', () => {
  const { at, held, open, runs } = countedByKey()
  assert.is(held(), false)
  const [first, second, other] = [at('a').hold(), at('a').hold(), at('b').hold()]
  assert.equal(open(), ['a', 'b'])
  first()
  assert.equal(open(), ['a', 'b'])
  second()
  assert.equal(open(), ['b'])
  assert.is(held(), true)
  other()
  assert.is(held(), false)
  assert.is(runs.length, 2)
})

keyed('a key begins anew after its end', () => {
  const { at, open, runs } = countedByKey()
  const needed = at('a')
  needed.hold()()
  needed.hold()
  assert.equal(open(), ['a'])
  assert.is(runs.length, 2)
})

keyed('asking for a key holds nothing', () => {
  const { at, held, runs } = countedByKey()
  at('a')
  assert.is(held(), false)
  assert.is(runs.length, 0)
})

keyed.run()

const held = suite('holding')

held(
  'holds while it is subscribed, and gives what the source gives',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const running$ = hot('-')
    const source$ = hot('-a-b-c')
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

    expectObservable(hot('-a-|').pipe(holding(needed))).toBe('-a-|')
    expectSubscriptions(running$.subscriptions).toBe('^--!')
  }),
)

held(
  'lets go when the source fails',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const error = new AmiError({ _tag: 'LinkLost', why: 'x' })
    const running$ = hot('-')
    const needed = lease(() => running$.subscribe())

    expectObservable(hot('-a-#', undefined, error).pipe(holding(needed))).toBe('-a-#', undefined, error)
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
  const one = hub<number>()
  const needed = lease(() => {
    one.next(1)
    return Subscription.EMPTY
  })
  const heard: number[] = []
  one.stream$.pipe(holding(needed)).subscribe((value) => heard.push(value))
  assert.equal(heard, [1])
})

held('a source that has ended at once is not held for', () => {
  let starts = 0
  const needed = lease(() => {
    starts += 1
    return Subscription.EMPTY
  })
  EMPTY.pipe(holding(needed)).subscribe()
  assert.is(starts, 0)
})

held.run()
