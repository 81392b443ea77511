/** Links one after the other: opened, lost, waited for, opened again. */
import * as O from 'fp-ts/lib/Option.js'
import { asyncScheduler, type Observable, retry, type SubscriptionLike, throwError, timer } from 'rxjs'
import { type Failure, failureOf } from '../failure.js'
import type { Settings } from '../options.js'
import { delayAfter } from '../rx/backoff.js'
import { isFinal } from '../link/handshake.js'
import type { Opened } from '../link/link.js'
import type { Status } from './status.js'

/** Who is told how the links fare. */
export interface Watch {
  readonly status: (status: Status) => void
  /** A link is ready. `away`: how long there was none, in milliseconds; none for the first. */
  readonly opened: (session: Opened, away: O.Option<number>) => void
  /** A link, or the try to open one, has failed. */
  readonly failed: (failure: Failure) => void
}

/** A link that lived this long counts as stable: the next failure begins with the shortest wait again. */
const STABLE = 30_000

/** A silent link was dead before that was noticed: what happened since its last byte is as lost as what happens until the next link. */
const unheard = (failure: Failure): number => (failure._tag === 'LinkSilent' ? failure.after : 0)

/**
 * Keeps a link open from each call, which begins anew without a gap, until what it returned is unsubscribed. Gives up, with
 * `LoginRefused`, when Asterisk refuses the password before any link was ever ready. After that a refusal may be a passing one (a reload
 * of manager.conf), and is tried again at the longest interval.
 *
 *     link      --R-------#                    --R----    R: ready, #: lost
 *     status    C A R     W  (wait: backoff)   C A R      Connecting, Authenticating, Ready, Waiting
 */
export const lives = (
  { backoff }: Pick<Settings, 'backoff'>,
  session$: Observable<Opened>,
  watch: Watch,
): ((giveUp: (error: unknown) => void) => SubscriptionLike) => {
  let everReady = false

  return (giveUp) => {
    let lostAt: O.Option<number> = O.none
    let readyAt: O.Option<number> = O.none
    let attempt = 0

    const opened = (session: Opened): void => {
      const now = asyncScheduler.now()
      everReady = true
      readyAt = O.some(now)
      watch.opened(session, O.map((since: number) => now - since)(lostAt))
    }
    const lost = (ready: number, failure: Failure): void => {
      const now = asyncScheduler.now()
      lostAt = O.some(now - unheard(failure))
      readyAt = O.none
      // a clock that was set back tells nothing of the link's age
      if (now - ready >= STABLE || now < ready) attempt = 0
    }
    const again = (error: unknown): Observable<unknown> => {
      const failure = failureOf(error)
      if (failure === undefined) return throwError(() => error)
      if (O.isSome(readyAt)) lost(readyAt.value, failure)
      attempt += 1
      watch.failed(failure)
      if (isFinal(failure) && !everReady) return throwError(() => error)
      const delay = isFinal(failure) ? backoff.max : delayAfter(attempt, backoff, Math.random())
      watch.status({ _tag: 'Waiting', attempt, delay, failure })
      return timer(delay)
    }
    return session$.pipe(retry({ delay: again })).subscribe({ next: opened, error: giveUp })
  }
}
