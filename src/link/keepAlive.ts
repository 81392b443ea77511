/** Notices a link that died silently: Asterisk itself never pings, and sets no TCP keep-alive. */
import * as O from 'fp-ts/lib/Option.js'
import { asyncScheduler, type MonoTypeOperatorFunction, Observable } from 'rxjs'
import { AmiError } from '../failure.js'
import { elapsed } from '../rx/clock.js'

/** `interval`: milliseconds without a value until a Ping. `deadline`: further milliseconds until the link is given up. */
export interface Patience {
  readonly interval: number
  readonly deadline: number
}

/**
 * Passes values on. Runs `ping` when none came for `interval`; fails with `LinkSilent` when none comes for `deadline` after that.
 *
 *     interval 3, deadline 2   -a-b--------#      p: ping
 *     pings                    -------p----
 *
 * Any value counts as life. Errors and completion pass through; unsubscribing stops the timers.
 */
export const keepAlive =
  <A>({ interval, deadline }: Patience, ping: () => void): MonoTypeOperatorFunction<A> =>
  (source$) =>
    new Observable((subscriber) => {
      let newest = elapsed()
      let pinged = false

      const watch = asyncScheduler.schedule(function () {
        const silent = elapsed() - newest
        if (pinged) {
          subscriber.error(new AmiError({ _tag: 'LinkSilent', after: interval + deadline, hint: O.none }))
        } else if (silent >= interval) {
          // only silence after a Ping counts: the clock jumps when the machine slept or the time was set
          pinged = true
          this.schedule(undefined, deadline)
          ping()
        } else {
          this.schedule(undefined, interval - silent)
        }
      }, interval)

      const subscription = source$.subscribe({
        next: (value) => {
          newest = elapsed()
          pinged = false
          subscriber.next(value)
        },
        error: (error: unknown) => {
          subscriber.error(error)
        },
        complete: () => {
          subscriber.complete()
        },
      })
      return () => {
        watch.unsubscribe()
        subscription.unsubscribe()
      }
    })
