/** Links in a row: opened, lost, waited for, opened again. */
import * as O from 'fp-ts/lib/Option.js'
import { map, Observable, retry, type Subscriber, throwError, timer } from 'rxjs'
import { type Failure, failureOf } from '../failure.js'
import { isFinal } from '../link/handshake.js'
import type { LinkEvent } from '../link/link.js'
import type { Settings } from '../options.js'
import { delayAfter } from '../rx/backoff.js'
import { elapsed } from '../rx/clock.js'

/** A link that lasted this long counts as stable: the next failure begins with the shortest wait again. */
const STABLE = 30_000

/** A silent link was dead before its silence was noticed: all events since its last byte are lost as well. */
const unnoticed = (failure: Failure): number => (failure._tag === 'LinkSilent' ? failure.after : 0)

/**
 * The same events, with a new link after each that fails, until it is unsubscribed.
 *
 *     link$          o-g-r-----#         o: Opening, g: Greeted, r: Ready
 *     reconnecting   o-g-r-----l--o-g-r--    l: Lost, with the wait before the next try
 *
 * Fails with `LoginRefused` when Asterisk refuses the password before any link was ever ready. A later refusal may be a passing one (a
 * reload of manager.conf): it is tried again at the longest interval.
 */
export const reconnecting = (
  { backoff }: Pick<Settings, 'backoff'>,
  link$: Observable<LinkEvent>,
): Observable<LinkEvent> => {
  let everReady = false

  return new Observable((subscriber: Subscriber<LinkEvent>) => {
    let lostAt: O.Option<number> = O.none
    let readyAt: O.Option<number> = O.none
    let attempt = 0

    const withAway = (event: LinkEvent): LinkEvent => {
      if (event._tag !== 'Ready') return event
      const now = elapsed()
      everReady = true
      readyAt = O.some(now)
      return { ...event, away: O.map((since: number) => now - since)(lostAt) }
    }
    const noteLoss = (ready: number, failure: Failure): void => {
      const now = elapsed()
      lostAt = O.some(now - unnoticed(failure))
      readyAt = O.none
      if (now - ready >= STABLE) attempt = 0
    }
    const again = (error: unknown): Observable<unknown> => {
      const failure = failureOf(error)
      if (failure === undefined) return throwError(() => error)
      if (O.isSome(readyAt)) noteLoss(readyAt.value, failure)
      attempt += 1
      if (isFinal(failure) && !everReady) return throwError(() => error)
      const delay = isFinal(failure) ? backoff.max : delayAfter(attempt, backoff, Math.random())
      subscriber.next({ _tag: 'Lost', failure, attempt, delay })
      return timer(delay)
    }
    return link$.pipe(map(withAway), retry({ delay: again })).subscribe(subscriber)
  })
}
