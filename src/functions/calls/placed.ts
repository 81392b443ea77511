/** One call from its action to its outcome: sent once, cancelled when its subscriber leaves, and decided after an outage. */
import { Observable, ReplaySubject, retry, Subscription, takeUntil, throwError, throwIfEmpty, timer } from 'rxjs'
import { type Failure, failureOf } from '../../failure.js'
import type { Ask, Request } from '../../request/request.js'
import { elapsed } from '../../rx/clock.js'
import { send } from '../ask.js'
import type { Answered } from '../originate.js'
import { type Asking, decided, type FateUnknown, type Lost } from './outage.js'

/** The time that Asterisk may take beyond the ring time to report that nobody answered. */
export const GRACE = 2000
/** The wait before the next search for a cancelled call: its channel begins a moment after the action was accepted. */
const LOOK_AGAIN = 50

/** A call that is to be placed. */
export interface Placement extends Pick<Lost, 'source' | 'uniqueid' | 'sightings'> {
  readonly request: Request<Answered>
  /** The ring time, in milliseconds. */
  readonly ring: number
  /** False where the outcome of a call stays hidden anyway. */
  readonly outlives: boolean
  /** The Q.850 cause with which a cancelled call ends, where one is wanted. */
  readonly cancelCause: () => number | undefined
}

interface Cancelling extends Asking {
  readonly report: (failure: Failure) => void
}

/** Waits and searches again where that may help: the channel may still begin, or the reply was lost. A second Hangup does no harm. */
const again = (error: unknown, over$: Observable<unknown>): Observable<unknown> => {
  const failure = failureOf(error)
  const wait$ = timer(LOOK_AGAIN).pipe(takeUntil(over$))
  if (failure?._tag === 'Refused' && failure.message === 'No such channel') return wait$
  return failure?._tag === 'FateUnknown' || failure?._tag === 'TimedOut'
    ? wait$.pipe(throwIfEmpty((): unknown => error))
    : throwError((): unknown => error)
}

/** Ends the channel of a call. The channel may begin later, and the link may be lost meanwhile, so this is tried again until `over$`. */
const cancel = (
  { ask, report }: { readonly ask: Ask; readonly report: (failure: Failure) => void },
  { source, uniqueid, cancelCause }: Placement,
  over$: Observable<unknown>,
): Subscription =>
  send(ask)({ Action: 'Hangup', Channel: uniqueid, Cause: cancelCause() })
    .pipe(retry({ delay: (error) => again(error, over$) }))
    .subscribe({
      error: (error: unknown) => {
        const because = failureOf(error)
        if (because !== undefined) report({ _tag: 'MayStillRing', source, because })
      },
    })

/** True for a failed call that may have a channel all the same. */
const mayLive = (error: unknown): boolean => {
  const tag = failureOf(error)?._tag
  return tag === 'FateUnknown' || tag === 'TimedOut'
}

const fateIn = (error: unknown): FateUnknown | undefined => {
  const failure = failureOf(error)
  return failure?._tag === 'FateUnknown' ? failure : undefined
}

/**
 * Sends the action once. When the subscriber leaves before the source has answered, the call is cancelled. When the link is lost meanwhile,
 * the call is decided over the next link, and its clock goes on.
 */
export const placed = (connection: Cancelling, placement: Placement): Observable<Answered> =>
  new Observable((subscriber) => {
    const over$ = new ReplaySubject<unknown>(1)
    const patience = new Subscription()
    const running = new Subscription()
    let phase: 'unsent' | 'ringing' | 'deciding' | 'abandoned' | 'settled' = 'unsent'
    let until = elapsed() + placement.ring + GRACE
    const settle = (living: boolean): boolean => {
      const wanted = phase !== 'abandoned'
      phase = 'settled'
      if (!wanted) patience.add(timer(living ? GRACE : 0).subscribe(over$))
      return wanted
    }
    const sent = (): void => {
      phase = 'ringing'
      until = elapsed() + placement.ring + GRACE
    }
    const next = (answered: Answered): void => {
      // settled before the value is emitted: a subscriber that leaves at the value keeps the call
      if (settle(true)) subscriber.next(answered)
    }
    const complete = (): void => {
      subscriber.complete()
    }
    const fail = (error: unknown): void => {
      if (settle(mayLive(error))) subscriber.error(error)
    }
    const error = (failed: unknown): void => {
      const fate = fateIn(failed)
      if (fate === undefined || !placement.outlives || phase === 'abandoned') {
        fail(failed)
        return
      }
      phase = 'deciding'
      running.add(decided(connection, { ...placement, until, fate }).subscribe({ next, error: fail, complete }))
    }
    running.add(connection.ask({ ...placement.request, sent }).subscribe({ next, error, complete }))
    return () => {
      if (phase !== 'ringing' && phase !== 'deciding') {
        running.unsubscribe()
        return
      }
      const isDeciding = phase === 'deciding'
      phase = 'abandoned'
      if (isDeciding) {
        // nothing more will tell that the call is over
        running.unsubscribe()
        settle(true)
      }
      // a finished cancel stops its timer, so that the process can exit
      cancel(connection, placement, over$).add(patience)
    }
  })
