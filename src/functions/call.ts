/** Places a call: rings one phone and connects it, once answered, with an extension. The call is placed once, and can be cancelled. */
import {
  catchError,
  defer,
  Observable,
  ReplaySubject,
  retry,
  Subscription,
  takeUntil,
  throwError,
  throwIfEmpty,
  timer,
} from 'rxjs'
import { randomId } from '../request/randomId.js'
import type { Ask, Request } from '../request/request.js'
import { AmiError, type Failure, failureOf } from '../failure.js'
import type { Frame } from '../protocol/frame.js'
import { send } from './ask.js'
import { withCause } from './hangupCause.js'
import { type Call, type CallOptions, mistake, originate, outcomeOf, fateUnknown } from './originate.js'

/** The connection as a call needs it. */
export interface CallContext {
  readonly ask: Ask
  readonly frame$: Observable<Frame>
  readonly report: (failure: Failure) => void
  /** True where the event mask passes OriginateResponse, which alone tells the outcome of a call. */
  readonly passesOutcome: boolean
}

/** The time that Asterisk may take beyond the ring time to report that nobody answered. */
const GRACE = 2000
/** The wait before the next search for a cancelled call: its channel begins a moment after the action was accepted. */
const LOOK_AGAIN = 50

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
  { ask, report }: CallContext,
  source: string,
  uniqueid: string,
  over$: Observable<unknown>,
): Subscription =>
  send(ask)({ Action: 'Hangup', Channel: uniqueid })
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

/** Sends the action once, and cancels the call when the subscriber leaves before the source has answered. */
const placed = (connection: CallContext, source: string, uniqueid: string, request: Request<Call>): Observable<Call> =>
  new Observable((subscriber) => {
    const over$ = new ReplaySubject<unknown>(1)
    const patience = new Subscription()
    let phase: 'unsent' | 'ringing' | 'abandoned' | 'settled' = 'unsent'
    const settle = (living: boolean): boolean => {
      const wanted = phase !== 'abandoned'
      phase = 'settled'
      if (!wanted) patience.add(timer(living ? GRACE : 0).subscribe(over$))
      return wanted
    }
    const sent = (): void => {
      phase = 'ringing'
    }
    const running = connection.ask({ ...request, sent }).subscribe({
      next: (call) => {
        // settled before the value is emitted: a subscriber that leaves at the value keeps the call
        if (settle(true)) subscriber.next(call)
      },
      error: (error: unknown) => {
        if (settle(mayLive(error))) subscriber.error(error)
      },
      complete: () => {
        subscriber.complete()
      },
    })
    return () => {
      if (phase !== 'ringing') {
        running.unsubscribe()
        return
      }
      phase = 'abandoned'
      // a finished cancel stops its timer, so that the process can exit
      cancel(connection, source, uniqueid, over$).add(patience)
    }
  })

/** Rings `source`; after its answer the dialplan continues with `dest` in `context`. */
export const call =
  (connection: CallContext) =>
  (source: string, dest: string, context: string, options: string | CallOptions = {}): Observable<Call> =>
    defer(() => {
      const chosen = typeof options === 'string' ? { callerId: options } : options
      const wanted = { source, dest, context, options: chosen }
      const why = mistake(wanted)
      if (why !== undefined) throw new AmiError({ _tag: 'InvalidAction', action: 'Originate', why })
      const ring = chosen.timeout ?? 30_000
      const uniqueid = `rx-${randomId()}${randomId()}`
      let accepted = false
      const reply = outcomeOf(source, connection.passesOutcome, () => {
        accepted = true
      })
      const request: Request<Call> = {
        action: originate(wanted, ring, uniqueid),
        form: 'response',
        reply,
        replyWithin: ring + GRACE,
      }
      return withCause(placed(connection, source, uniqueid, request), connection.frame$, uniqueid).pipe(
        catchError((error: unknown) =>
          throwError(() =>
            accepted && failureOf(error)?._tag === 'TimedOut'
              ? new AmiError(
                  fateUnknown('no OriginateResponse came; a missing class or an eventfilter hides it', ['call']),
                )
              : error,
          ),
        ),
      )
    })
