/** Logics: a handler for each value of a stream, with a chosen overlap and a bounded backlog. */
import {
  defer,
  EMPTY,
  finalize,
  from,
  isObservable,
  type Observable,
  type ObservableInput,
  Subscription,
  tap,
} from 'rxjs'
import { asFailure, type FailureReporter } from '../failure.js'
import { backlog, type BacklogLimit } from './backlog.js'

/**
 * Runs for one value. The run ends when the returned promise, Observable or async iterable does; any other returned value is ignored, and
 * the run ends at once. `signal` is aborted when the run is no longer wanted: it was restarted, or the logic was unsubscribed.
 */
export type Handler<A> = (value: A, signal: AbortSignal) => unknown

/**
 * The treatment of a value that comes during a run.
 *
 * - `queue`: it waits its turn; the order is kept. The default.
 * - `parallel`: it runs too, up to `atOnce` (100) at a time; more wait.
 * - `drop`: it is dropped.
 * - `restart`: the run is aborted, and begins anew with the value.
 *
 * `bound` is the number of values that may wait (10,000); a fault reports more. `beyond` decides which values are kept then: `all` (the
 * default), the `newest`, or by `newestPer` the newest of each key. `all` keeps ten times the bound at most. Waiting values take 48 MiB at
 * most. Beyond these limits the oldest are dropped, and the faults count them. `logic` throws a TypeError for a `bound` or `atOnce` below 1.
 */
export type LogicPolicy<A> =
  | {
      readonly overlap?: 'queue' | undefined
      readonly bound?: number | undefined
      readonly beyond?: BacklogLimit<A> | undefined
    }
  | {
      readonly overlap: 'parallel'
      readonly atOnce?: number | undefined
      readonly bound?: number | undefined
      readonly beyond?: BacklogLimit<A> | undefined
    }
  | { readonly overlap: 'drop' | 'restart' }

const BOUND = 10_000
const AT_ONCE = 100

/** True for a result whose end is the end of the run. */
const isAwaited = (result: unknown): result is ObservableInput<unknown> =>
  isObservable(result) ||
  (typeof result === 'object' &&
    result !== null &&
    (('then' in result && typeof result.then === 'function') || Symbol.asyncIterator in result))

/** One run of a handler, cold; unsubscribing before its end aborts it. */
const run = <A>(handler: Handler<A>, value: A): Observable<unknown> =>
  defer(() => {
    const abort = new AbortController()
    const result = handler(value, abort.signal)
    const result$ = isAwaited(result) ? from(result) : EMPTY
    let ended = result$ === EMPTY
    const end = (): void => {
      ended = true
    }
    return result$.pipe(
      tap({ complete: end, error: end }),
      finalize(() => {
        if (!ended) abort.abort()
      }),
    )
  })

/**
 * Runs a handler for each value of a stream, until the subscription that it returns ends. `report` gets the failures of the handler and
 * of the stream. `Asterisk.logic` is this function with `fault$` for the failures.
 *
 * @example
 * import { interval } from 'rxjs'
 * import { logic, show } from 'rx-asterisk'
 *
 * const run = logic((failure) => console.error(show(failure)))
 * const running = run(interval(1000), async (tick) => console.log(tick), { overlap: 'drop' })
 * setTimeout(() => running.unsubscribe(), 10_000)
 */
export const logic =
  (report: FailureReporter) =>
  <A>(source$: Observable<A>, handler: Handler<A>, policy: LogicPolicy<A> = {}): Subscription => {
    const waiting = backlog(limitOf(policy), beyondOf(policy), report)
    const width = widthOf(policy)
    const runs = new Set<Subscription>()
    const whole = new Subscription(() => {
      waiting.clear()
      abortAll()
    })
    let pumping = false
    let sourceEnded = false

    const fail = (error: unknown): void => {
      report(asFailure(error))
    }
    const start = (value: A): void => {
      const running = new Subscription()
      runs.add(running)
      const over = (): void => {
        runs.delete(running)
        pump()
      }
      running.add(run(handler, value).pipe(finalize(over)).subscribe({ error: fail }))
    }
    /** A loop and no recursion: a handler that ends at once must not deepen the stack with each value. */
    const pump = (): void => {
      if (pumping) return
      pumping = true
      while (runs.size < width) {
        const next = waiting.take()
        if (next === undefined) break
        start(next.value)
      }
      pumping = false
      // nothing more can happen
      if (sourceEnded && runs.size === 0 && waiting.isEmpty()) whole.unsubscribe()
    }
    const abortAll = (): void => {
      // a copy: the end of one run begins the next, which must not be aborted
      for (const running of [...runs]) running.unsubscribe()
    }
    const receive = (value: A): void => {
      if (policy.overlap === 'drop' && runs.size > 0) return
      waiting.put(value)
      if (policy.overlap === 'restart') abortAll()
      pump()
    }
    const end = (): void => {
      sourceEnded = true
      pump()
    }

    whole.add(
      source$.subscribe({
        next: (value) => {
          // the user's `newestPer` may throw: this costs one value and no stream
          try {
            receive(value)
          } catch (error) {
            fail(error)
          }
        },
        error: (error: unknown) => {
          fail(error)
          end()
        },
        complete: end,
      }),
    )
    return whole
  }

/** A width of 0 would run nothing, for ever and silently. */
const atLeastOne = (name: string, value: number): number => {
  if (value >= 1) return value
  throw new TypeError(`logic: ${name} must be 1 or more; it is ${value}`)
}

const widthOf = <A>(policy: LogicPolicy<A>): number =>
  policy.overlap === 'parallel' ? atLeastOne('atOnce', policy.atOnce ?? AT_ONCE) : 1

const limitOf = <A>(policy: LogicPolicy<A>): number =>
  'bound' in policy ? atLeastOne('bound', policy.bound ?? BOUND) : BOUND

const beyondOf = <A>(policy: LogicPolicy<A>): BacklogLimit<A> => ('beyond' in policy ? (policy.beyond ?? 'all') : 'all')
