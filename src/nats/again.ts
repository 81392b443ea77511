/** Streams of the bus that begin again after a failure. */
import {
  defer,
  type MonoTypeOperatorFunction,
  type Observable,
  of,
  pipe,
  repeat,
  retry,
  switchMap,
  takeUntil,
  tap,
  timer,
} from 'rxjs'
import type { FailureReporter } from '../index.js'
import { elapsed } from '../rx/clock.js'
import { busFailure } from './busFailure.js'

const AGAIN = 500
/** A leader writes more often: nothing for so long means that nobody leads, or that the bus forgot this reader. */
const SILENCE = 10_000

/**
 * The same values; a failure is told, and the stream begins again half a second later.
 *
 *     source          a-b-#
 *     beginningAgain  a-b-----a-b-----
 */
export const beginningAgain = <A>(tell: FailureReporter): MonoTypeOperatorFunction<A> =>
  retry({
    delay: (error: unknown) => {
      tell(busFailure(error))
      return timer(AGAIN)
    },
  })

/** Completes when nothing came for ten seconds. One timer serves thousands of values; `timeout` would set a new one for each. */
const untilSilent =
  <A>(): MonoTypeOperatorFunction<A> =>
  (source) =>
    defer(() => {
      let heardAt = elapsed()
      const left = (): number => SILENCE - (elapsed() - heardAt)
      const silence$: Observable<unknown> = defer(() =>
        left() > 0 ? timer(left()).pipe(switchMap(() => silence$)) : of(undefined),
      )
      const heard$ = source.pipe(
        tap(() => {
          heardAt = elapsed()
        }),
      )
      return heard$.pipe(takeUntil(silence$))
    })

/** The same for the reader of a log: it begins again also when nothing came for ten seconds. */
export const keptReading = <A>(tell: FailureReporter): MonoTypeOperatorFunction<A> =>
  pipe(untilSilent(), beginningAgain(tell), repeat())
