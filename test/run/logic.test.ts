import { EMPTY, NEVER, type Observable, of, range, Subject, throwError } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { AmiError, type Failure, type Handler, type LogicPolicy } from '../../src/index.js'
import { logic } from '../../src/run/logic.js'
import { marbles } from '../../src/testing/index.js'

/** A logic over a Subject, whose handler ends on command. */
const staged = <A>(policy?: LogicPolicy<A>) => {
  const source$ = new Subject<A>()
  const faults: Failure[] = []
  const began: A[] = []
  const aborted: A[] = []
  const ends = new Map<A, Subject<unknown>>()
  const handler: Handler<A> = (value, signal) => {
    began.push(value)
    signal.addEventListener('abort', () => aborted.push(value))
    const end$ = new Subject<unknown>()
    ends.set(value, end$)
    return end$
  }
  const running = logic((failure) => faults.push(failure))(source$, handler, policy)
  const emit = (...values: readonly A[]): void => {
    for (const value of values) source$.next(value)
  }
  return { source$, faults, began, aborted, running, emit, end: (value: A) => ends.get(value)?.complete(), ends }
}
const boom = new Error('boom')
const handlerFailed: Failure = { _tag: 'HandlerFailed', why: 'boom', cause: boom }

const noFault = (fault: Failure): void => {
  assert.unreachable(fault._tag)
}

const test = suite('logic')

test('by default one value runs at a time, the others wait in order', () => {
  const { emit, began, end } = staged<number>()
  emit(1, 2, 3)
  assert.equal(began, [1])
  end(1)
  assert.equal(began, [1, 2])
  end(2)
  assert.equal(began, [1, 2, 3])
})

test(
  'a value begins when the one before has ended',
  marbles(({ hot, cold, expectObservable }) => {
    const source$ = hot('  -ab-----c|')
    const began$ = new Subject<string>()
    const expected = '             -a--b---c'
    logic(() => undefined)(source$, (value) => {
      began$.next(value)
      return cold('---|')
    })

    expectObservable(began$).toBe(expected)
  }),
)

test('a handler that returns nothing is over at once', () => {
  const seen: number[] = []
  logic(() => undefined)(of(1, 2, 3), (value) => void seen.push(value))
  assert.equal(seen, [1, 2, 3])
})

test('in parallel, no more than atOnce run', () => {
  const { emit, began, end } = staged<number>({ overlap: 'parallel', atOnce: 2 })
  emit(1, 2, 3, 4)
  assert.equal(began, [1, 2])
  end(2)
  assert.equal(began, [1, 2, 3])
  end(1)
  assert.equal(began, [1, 2, 3, 4])
})

test('in parallel, a hundred run by default', () => {
  const { emit, began } = staged<number>({ overlap: 'parallel' })
  emit(...Array.from({ length: 150 }, (_, n) => n))
  assert.is(began.length, 100)
})

test('drop drops the values that come meanwhile', () => {
  const { emit, began, end, aborted, faults } = staged<number>({ overlap: 'drop' })
  emit(1, 2, 3)
  end(1)
  emit(4)
  assert.equal(began, [1, 4])
  assert.equal(aborted, [])
  assert.equal(faults, [])
})

test('restart aborts the run and begins anew', () => {
  const { emit, began, aborted, ends } = staged<number>({ overlap: 'restart' })
  emit(1)
  emit(2)
  assert.equal(began, [1, 2])
  assert.equal(aborted, [1])
  assert.is(ends.get(1)?.observed, false)
  assert.is(ends.get(2)?.observed, true)
})

test('restart aborts each run once, however often it is restarted', () => {
  const { emit, began, aborted, end } = staged<number>({ overlap: 'restart' })
  emit(1, 2, 3)
  end(3)
  emit(4)
  assert.equal(began, [1, 2, 3, 4])
  assert.equal(aborted, [1, 2])
})

test('a run that ended by itself is not aborted', () => {
  const { emit, aborted, end, running } = staged<number>()
  emit(1)
  end(1)
  running.unsubscribe()
  assert.equal(aborted, [])
})

test('a handler that throws is one fault, and the next value runs', () => {
  const faults: Failure[] = []
  const seen: number[] = []
  logic((failure) => faults.push(failure))(of(1, 2), (value) => {
    seen.push(value)
    if (value === 1) throw boom
  })
  assert.equal(seen, [1, 2])
  assert.equal(faults, [handlerFailed])
})

test('a throw that is no Error is reported as text', () => {
  const faults: Failure[] = []
  const thrown: unknown = 'just text'
  logic((failure) => faults.push(failure))(of(1), () => throwError(() => thrown))
  assert.equal(faults, [{ _tag: 'HandlerFailed', why: 'just text', cause: 'just text' }])
})

test('a failed action inside a handler is reported as its own failure', () => {
  const faults: Failure[] = []
  const refused: Failure = { _tag: 'Refused', action: 'DBPut', message: 'Permission denied', needs: ['system'] }
  logic((failure) => faults.push(failure))(of(1), () => throwError(() => new AmiError(refused)))
  assert.equal(faults, [refused])
})

test('a promise that rejects is one fault, and the next value runs', async () => {
  const faults: Failure[] = []
  const seen: number[] = []
  await new Promise<void>((resolve) => {
    logic((failure) => faults.push(failure))(of(1, 2), async (value) => {
      await Promise.resolve()
      seen.push(value)
      if (value === 1) throw boom
      resolve()
    })
  })
  assert.equal(seen, [1, 2])
  assert.equal(faults, [handlerFailed])
})

test('an async handler may await, and order is kept', async () => {
  const seen: string[] = []
  await new Promise<void>((resolve) => {
    logic(() => undefined)(of(1, 2, 3), async (value) => {
      seen.push(`begin ${value}`)
      await Promise.resolve()
      seen.push(`end ${value}`)
      if (value === 3) resolve()
    })
  })
  assert.equal(seen, ['begin 1', 'end 1', 'begin 2', 'end 2', 'begin 3', 'end 3'])
})

test('an error of the source goes to the fault stream', () => {
  const faults: Failure[] = []
  const lost: Failure = { _tag: 'LoginRefused', message: 'Authentication failed' }
  logic((failure) => faults.push(failure))(
    throwError(() => new AmiError(lost)),
    () => undefined,
  )
  assert.equal(faults, [lost])
})

test('waiting values still run after the source has ended', () => {
  const { source$, emit, began, end } = staged<number>()
  emit(1, 2)
  source$.complete()
  end(1)
  assert.equal(began, [1, 2])
})

test('an empty source and a silent one run nothing', () => {
  const sources: readonly Observable<number>[] = [EMPTY, NEVER]
  for (const source$ of sources) logic(noFault)(source$, () => assert.unreachable()).unsubscribe()
})

test('unsubscribing aborts the runs, drops the waiting values, and leaves the source', () => {
  const { source$, emit, began, aborted, running } = staged<number>()
  emit(1, 2, 3)
  running.unsubscribe()
  assert.equal(aborted, [1])
  assert.equal(began, [1])
  assert.is(source$.observed, false)
})

test('unsubscribing aborts all that run in parallel', () => {
  const { emit, aborted, running } = staged<number>({ overlap: 'parallel' })
  emit(1, 2, 3)
  running.unsubscribe()
  assert.equal(aborted, [1, 2, 3])
})

test('the signal of an abandoned promise is aborted', () => {
  const signals: AbortSignal[] = []
  logic(() => undefined)(of(1), (_, signal) => {
    signals.push(signal)
    return new Promise(() => undefined)
  }).unsubscribe()
  assert.equal(
    signals.map(({ aborted }) => aborted),
    [true],
  )
})

test('ten thousand values that come at once do not overflow the stack', () => {
  let ran = 0
  logic(() => undefined)(range(10_000), () => void (ran += 1))
  assert.is(ran, 10_000)
  logic(() => undefined)(range(10_000), () => {
    ran += 1
    return EMPTY
  })
  assert.is(ran, 20_000)
})

test('ten thousand values that waited do not overflow the stack', () => {
  const source$ = new Subject<number>()
  const first$ = new Subject<unknown>()
  let ran = 0
  logic(noFault)(source$, (value) => {
    ran += 1
    return value === 0 ? first$ : EMPTY
  })
  for (let n = 0; n <= 10_000; n += 1) source$.next(n)
  first$.complete()
  assert.is(ran, 10_001)
})

test('a handler that makes the source emit runs that value after its own end', () => {
  const source$ = new Subject<number>()
  const seen: string[] = []
  logic(() => undefined)(source$, (value) => {
    seen.push(`begin ${value}`)
    if (value < 3) source$.next(value + 1)
    seen.push(`end ${value}`)
  })
  source$.next(1)
  assert.equal(seen, ['begin 1', 'end 1', 'begin 2', 'end 2', 'begin 3', 'end 3'])
})

for (const [what, result] of [
  ['a number', 5],
  ['a text', 'done'],
  ['an array', [1, 2]],
  ['null', null],
  ['an object', { value: 1 }],
] as const) {
  test(`a handler may return ${what}, which is ignored: the run ends at once`, () => {
    const seen: number[] = []
    const running = logic(noFault)(range(1, 3), (value) => {
      seen.push(value)
      return result
    })
    assert.equal([seen, running.closed], [[1, 2, 3], true])
  })
}

test('an async iterable is awaited', () => {
  const began: number[] = []
  const source$ = new Subject<number>()
  logic(noFault)(source$, async function* (value) {
    began.push(value)
    yield await Promise.resolve(value)
  })
  source$.next(1)
  source$.next(2)
  assert.equal(began.length <= 1, true)
})

test('a logic whose stream failed is closed, and the failure is a fault', () => {
  const { source$, running, faults } = staged<number>()
  assert.is(running.closed, false)
  source$.error(boom)
  assert.equal([running.closed, faults], [true, [handlerFailed]])
})

test('a stream that ends or fails lets all runs end before the logic closes', () => {
  const { source$, running, emit, end, began, aborted } = staged<number>()
  emit(1, 2)
  source$.error(boom)
  assert.is(running.closed, false)
  end(1)
  assert.equal([began, running.closed], [[1, 2], false])
  end(2)
  assert.equal([running.closed, aborted], [true, []])
})

test.run()
