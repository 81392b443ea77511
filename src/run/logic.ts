/** Logics: an async handler for each value of a stream, with an overlap that is chosen and a line that is bounded. */
import { defer, EMPTY, finalize, from, type Observable, type ObservableInput, Subscription, tap } from 'rxjs'
import { type Failure, failureOf } from '../failure.js'
import { type Beyond, line } from './backlog.js'

/**
 * Runs for one value; what it returns (a promise, an Observable, nothing) tells when it is done. `signal` is aborted when the run is no
 * longer wanted: restarted, or the logic unsubscribed.
 */
export type Handler<A> = (value: A, signal: AbortSignal) => ObservableInput<unknown> | undefined | void

/**
 * What happens to a value that comes while the handler runs.
 *
 * - `queue`: it waits its turn; the order is kept. The default.
 * - `parallel`: it runs too, up to `atOnce` (100) at a time; more wait.
 * - `drop`: it is given up.
 * - `restart`: the run is aborted, and begins anew with it.
 *
 * `bound` (10,000) is how many may wait before a fault tells so, and `beyond` what is kept then: `all` (the default; beyond ten times the
 * bound the oldest are given up, and the faults count them), the `newest`, or, by `newestPer`, never more than the newest of each key. `logic` throws a TypeError for a `bound` or `atOnce` below 1.
 */
export type Policy<A> =
  | { readonly overlap?: 'queue'; readonly bound?: number; readonly beyond?: Beyond<A> }
  | { readonly overlap: 'parallel'; readonly atOnce?: number; readonly bound?: number; readonly beyond?: Beyond<A> }
  | { readonly overlap: 'drop' | 'restart' }

const BOUND = 10_000
const AT_ONCE = 100

const handlerFailed = (cause: unknown): Failure => ({
  _tag: 'HandlerFailed',
  why: cause instanceof Error ? cause.message : String(cause),
  cause,
})

/** One run of a handler, cold; unsubscribing before its end aborts it. */
const run = <A>(handler: Handler<A>, value: A): Observable<unknown> =>
  defer(() => {
    const abort = new AbortController()
    const result = handler(value, abort.signal)
    let ended = result === undefined
    const end = (): void => {
      ended = true
    }
    return (result === undefined ? EMPTY : from(result)).pipe(
      tap({ complete: end, error: end }),
      finalize(() => {
        if (!ended) abort.abort()
      }),
    )
  })

export const logic =
  (report: (failure: Failure) => void) =>
  <A>(source$: Observable<A>, handler: Handler<A>, policy: Policy<A> = {}): Subscription => {
    const waiting = line(limitOf(policy), beyondOf(policy), report)
    const width = widthOf(policy)
    const runs = new Set<Subscription>()
    let pumping = false

    const fail = (error: unknown): void => {
      report(failureOf(error) ?? handlerFailed(error))
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
    /** A loop and no recursion: a handler that ends at once must not deepen the stack by each value. */
    const pump = (): void => {
      if (pumping) return
      pumping = true
      while (runs.size < width) {
        const next = waiting.take()
        if (next === undefined) break
        start(next.value)
      }
      pumping = false
    }
    const abortAll = (): void => {
      // a copy: the end of one begins the next, which is not to be aborted
      for (const running of [...runs]) running.unsubscribe()
    }
    const come = (value: A): void => {
      if (policy.overlap === 'drop' && runs.size > 0) return
      waiting.put(value)
      if (policy.overlap === 'restart') abortAll()
      pump()
    }

    const listening = source$.subscribe({
      next: (value) => {
        // a caller's `newestPer` may throw; that costs one value and no stream
        try {
          come(value)
        } catch (error) {
          fail(error)
        }
      },
      error: fail,
    })
    return new Subscription(() => {
      listening.unsubscribe()
      waiting.clear()
      abortAll()
    })
  }

/** A width of 0 would run nothing, for ever and without a word. */
const atLeastOne = (name: string, value: number): number => {
  if (value >= 1) return value
  throw new TypeError(`logic: ${name} must be 1 or more; it got ${value}`)
}

const widthOf = <A>(policy: Policy<A>): number =>
  policy.overlap === 'parallel' ? atLeastOne('atOnce', policy.atOnce ?? AT_ONCE) : 1

const limitOf = <A>(policy: Policy<A>): number =>
  'bound' in policy ? atLeastOne('bound', policy.bound ?? BOUND) : BOUND

const beyondOf = <A>(policy: Policy<A>): Beyond<A> => ('beyond' in policy ? (policy.beyond ?? 'all') : 'all')
