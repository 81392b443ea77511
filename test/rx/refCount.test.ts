import { EMPTY, NEVER, Subscription } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { AmiError } from '../../src/index.js'
import { Hub } from '../../src/rx/hub.js'
import { keyedRefCount, RefCount, acquiring } from '../../src/rx/refCount.js'
import { marbles } from '../../src/testing/index.js'

const counts = suite('RefCount')

const counted = (linger?: number) => {
  const runs: Subscription[] = []
  const needed = new RefCount(() => {
    const run = new Subscription()
    runs.push(run)
    return run
  }, linger)
  return {
    acquire: () => needed.acquire(),
    inUse: () => needed.inUse(),
    reset: () => {
      needed.reset()
    },
    open: () => runs.map(({ closed }) => !closed),
  }
}

counts('runs from the first use to the last release', () => {
  const { acquire, inUse, open } = counted()
  assert.is(inUse(), false)
  const [first, second] = [acquire(), acquire()]
  assert.equal(open(), [true])
  first()
  assert.is(inUse(), true)
  assert.equal(open(), [true])
  second()
  assert.is(inUse(), false)
  assert.equal(open(), [false])
})

counts('a release that is called twice counts once', () => {
  const { acquire, open } = counted()
  const [first] = [acquire(), acquire()]
  first()
  first()
  assert.equal(open(), [true])
})

counts('begins anew after its end', () => {
  const { acquire, open } = counted()
  acquire()()
  acquire()
  assert.equal(open(), [false, true])
})

counts('what is over begins anew at the next use, whoever still uses the old run', () => {
  const { acquire, inUse, reset, open } = counted()
  const old = acquire()
  reset()
  assert.is(inUse(), false)
  const fresh = acquire()
  assert.equal(open(), [true, true])
  old()
  assert.equal(open(), [false, true])
  assert.is(inUse(), true)
  fresh()
  assert.equal(open(), [false, false])
})

counts('what is over while it starts begins anew at the next hold', () => {
  let starts = 0
  const short = new RefCount(() => {
    starts += 1
    short.reset()
    return Subscription.EMPTY
  })
  short.acquire()()
  short.acquire()()
  assert.is(starts, 2)
})

counts(
  'lingers before it ends',
  marbles(({ cold, expectSubscriptions }) => {
    const running$ = cold('-')
    const needed = new RefCount(() => running$.subscribe(), 5)
    cold<() => void>('a-b', { a: needed.acquire(), b: () => undefined }).subscribe((release) => {
      release()
    })

    expectSubscriptions(running$.subscriptions).toBe('^----!')
  }),
)

counts(
  'a hold while it lingers keeps it running',
  marbles(({ cold, expectSubscriptions }) => {
    const running$ = cold('-')
    const needed = new RefCount(() => running$.subscribe(), 5)
    const first = needed.acquire()
    let second = first
    cold<() => void>('--a--b---c', {
      a: first,
      b: () => {
        second = needed.acquire()
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

counts(
  'what is over while it lingers ends no later run',
  marbles(({ cold, expectSubscriptions }) => {
    const running$ = cold('-')
    const needed = new RefCount(() => running$.subscribe(), 5)
    const first = needed.acquire()
    cold<() => void>('a-b-----c', {
      a: first,
      b: () => {
        needed.reset()
      },
      c: () => void needed.acquire(),
    }).subscribe((act) => {
      act()
    })

    expectSubscriptions(running$.subscriptions).toBe(['^', '--------^'])
  }),
)

counts('an old run does not linger once it is over', () => {
  const { acquire, reset, open } = counted(60_000)
  const release = acquire()
  reset()
  release()
  assert.equal(open(), [false])
})

counts.run()

const keyed = suite('keyedRefCount')

const countedByKey = () => {
  const runs: { readonly key: string; readonly run: Subscription }[] = []
  const leased = keyedRefCount((key) => {
    const run = new Subscription()
    runs.push({ key, run })
    return run
  })
  return { ...leased, open: () => runs.filter(({ run }) => !run.closed).map(({ key }) => key), runs }
}

keyed('runs once for each key, from its first use to its last release', () => {
  const { at, inUse, open, runs } = countedByKey()
  assert.is(inUse(), false)
  const [first, second, other] = [at('a').acquire(), at('a').acquire(), at('b').acquire()]
  assert.equal(open(), ['a', 'b'])
  first()
  assert.equal(open(), ['a', 'b'])
  second()
  assert.equal(open(), ['b'])
  assert.is(inUse(), true)
  other()
  assert.is(inUse(), false)
  assert.is(runs.length, 2)
})

keyed('a key begins anew after its end', () => {
  const { at, open, runs } = countedByKey()
  const needed = at('a')
  needed.acquire()()
  needed.acquire()
  assert.equal(open(), ['a'])
  assert.is(runs.length, 2)
})

keyed('asking for a key uses nothing', () => {
  const { at, inUse, runs } = countedByKey()
  at('a')
  assert.is(inUse(), false)
  assert.is(runs.length, 0)
})

keyed.run()

const held = suite('holding')

held(
  'holds while it is subscribed, and gives what the source gives',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const running$ = hot('-')
    const source$ = hot('-a-b-c')
    const needed = new RefCount(() => running$.subscribe())

    expectObservable(source$.pipe(acquiring(needed)), '--^-!').toBe('---b')
    expectSubscriptions(source$.subscriptions).toBe('--^-!')
    expectSubscriptions(running$.subscriptions).toBe('--^-!')
  }),
)

held(
  'lets go when the source ends',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const running$ = hot('-')
    const needed = new RefCount(() => running$.subscribe())

    expectObservable(hot('-a-|').pipe(acquiring(needed))).toBe('-a-|')
    expectSubscriptions(running$.subscriptions).toBe('^--!')
  }),
)

held(
  'lets go when the source fails',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const error = new AmiError({ _tag: 'LinkLost', why: 'x' })
    const running$ = hot('-')
    const needed = new RefCount(() => running$.subscribe())

    expectObservable(hot('-a-#', undefined, error).pipe(acquiring(needed))).toBe('-a-#', undefined, error)
    expectSubscriptions(running$.subscriptions).toBe('^--!')
  }),
)

held(
  'holds for a silent source until it is left',
  marbles(({ hot, expectObservable, expectSubscriptions }) => {
    const running$ = hot('-')
    const needed = new RefCount(() => running$.subscribe())

    expectObservable(NEVER.pipe(acquiring(needed)), '^--!').toBe('')
    expectSubscriptions(running$.subscriptions).toBe('^--!')
  }),
)

held('listens before it holds, so that what starts at once is heard', () => {
  const one = new Hub<number>()
  const needed = new RefCount(() => {
    one.next(1)
    return Subscription.EMPTY
  })
  const heard: number[] = []
  one.stream$.pipe(acquiring(needed)).subscribe((value) => heard.push(value))
  assert.equal(heard, [1])
})

held('a source that has ended at once is not held for', () => {
  let starts = 0
  const needed = new RefCount(() => {
    starts += 1
    return Subscription.EMPTY
  })
  EMPTY.pipe(acquiring(needed)).subscribe()
  assert.is(starts, 0)
})

held.run()
