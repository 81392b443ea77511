/** Streams of the bus that begin again after a failure. */
import { EMPTY, type MonoTypeOperatorFunction, pipe, repeat, retry, timeout, timer } from 'rxjs'
import type { FailureReporter } from '../index.js'
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

/** The same for the reader of a log: it begins again also when nothing came for ten seconds. */
export const keptReading = <A>(tell: FailureReporter): MonoTypeOperatorFunction<A> =>
  pipe(timeout({ each: SILENCE, with: () => EMPTY }), beginningAgain(tell), repeat())
