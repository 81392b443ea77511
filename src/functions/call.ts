/** Places a call: rings one phone and connects it, once answered, with an extension. Places it once, and can take it back. */
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
import type { Exchanger, Request } from '../request/request.js'
import { AmiError, type Failure, failureOf } from '../failure.js'
import type { Frame } from '../protocol/frame.js'
import { send } from './ask.js'
import { withCause } from './hangupCause.js'
import { type Call, type CallerId, type CallOptions, mistake, originate, outcomeOf, untold } from './originate.js'

/** What a call needs of its connection. */
export interface Caller {
  readonly exchange: Exchanger
  readonly frame$: Observable<Frame>
  readonly report: (failure: Failure) => void
  /** Whether the event mask lets OriginateResponse through, which alone tells how a call came out. */
  readonly hears: boolean
}

/** What Asterisk may take beyond the ring time to tell that nobody answered. */
const GRACE = 2000
/** How often a cancelled call is looked for: its channel is made a moment after the order was accepted. */
const LOOK_AGAIN = 50

/** Waits to look again, where that may help: the channel may come yet, or the answer got lost. Ending it twice harms nobody. */
const again = (error: unknown, over$: Observable<unknown>): Observable<unknown> => {
  const failure = failureOf(error)
  const wait$ = timer(LOOK_AGAIN).pipe(takeUntil(over$))
  if (failure?._tag === 'Refused' && failure.message === 'No such channel') return wait$
  return failure?._tag === 'FateUnknown' || failure?._tag === 'TimedOut'
    ? wait$.pipe(throwIfEmpty((): unknown => error))
    : throwError((): unknown => error)
}

/** Ends the channel that a call made or is about to make, looking for it until `over$`; a broken or silent link is waited out. */
const cancel = (
  { exchange, report }: Caller,
  source: string,
  uniqueid: string,
  over$: Observable<unknown>,
): Subscription =>
  send(exchange)({ Action: 'Hangup', Channel: uniqueid })
    .pipe(retry({ delay: (error) => again(error, over$) }))
    .subscribe({
      error: (error: unknown) => {
        const because = failureOf(error)
        if (because !== undefined) report({ _tag: 'MayStillRing', source, because })
      },
    })

/** Whether a failed call may have a channel all the same. */
const mayLive = (error: unknown): boolean => {
  const tag = failureOf(error)?._tag
  return tag === 'FateUnknown' || tag === 'TimedOut'
}

/** Sends it once, and cancels it when the asker leaves before the source has answered. */
const placed = (caller: Caller, source: string, uniqueid: string, request: Request<Call>): Observable<Call> =>
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
    const running = caller.exchange({ ...request, sent }).subscribe({
      next: (call) => {
        // delivered before it is handed on: who unsubscribes on it has got the call, and keeps it
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
      // what has been found, or cannot be looked for any more, holds no process
      cancel(caller, source, uniqueid, over$).add(patience)
    }
  })

/** Rings `source`; when it answers, the dialplan goes on with `dest` in `context`. */
export const call =
  (caller: Caller) =>
  (source: string, dest: string, context: string, callerId?: CallerId, options: CallOptions = {}): Observable<Call> =>
    defer(() => {
      const wanted = { source, dest, context, callerId, options }
      const why = mistake(wanted)
      if (why !== undefined) throw new AmiError({ _tag: 'InvalidAction', action: 'Originate', why })
      const ring = options.timeout ?? 30_000
      const uniqueid = `rx-${randomId()}${randomId()}`
      let accepted = false
      const answer = outcomeOf(source, caller.hears, () => {
        accepted = true
      })
      const request: Request<Call> = {
        action: originate(wanted, ring, uniqueid),
        form: 'response',
        answer,
        answerWithin: ring + GRACE,
      }
      return withCause(placed(caller, source, uniqueid, request), caller.frame$, uniqueid).pipe(
        catchError((error: unknown) =>
          throwError(() =>
            accepted && failureOf(error)?._tag === 'TimedOut'
              ? new AmiError(untold('no OriginateResponse came; a missing class or an eventfilter hides it', ['call']))
              : error,
          ),
        ),
      )
    })
