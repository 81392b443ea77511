/** Places a call: rings one phone and connects it, once answered, with an extension. The call is placed once, and can be cancelled. */
import * as O from 'fp-ts/lib/Option.js'
import { catchError, defer, filter, merge, mergeMap, Observable, take, throwError, timer } from 'rxjs'
import { AmiError, type Failure, failureOf } from '../failure.js'
import type { Frame } from '../protocol/frame.js'
import { randomId } from '../request/randomId.js'
import type { Request } from '../request/request.js'
import { callFrames } from './calls/callFrames.js'
import { refined, withoutReason } from './calls/cause.js'
import { type Call, type CallHandles, callHandles } from './calls/handle.js'
import type { Asking } from './calls/outage.js'
import { GRACE, placed } from './calls/placed.js'
import { Sightings } from './calls/sightings.js'
import {
  type Answered,
  type CallOptions,
  fateUnknown,
  mistake,
  originate,
  outcomeOf,
  type Wanted,
} from './originate.js'

/** The connection as a call needs it. */
export interface CallContext extends Asking {
  readonly frame$: Observable<Frame>
  readonly report: (failure: Failure) => void
  /** True where the event mask passes OriginateResponse, which alone tells the outcome of a call. */
  readonly passesOutcome: boolean
  /** Reports a member whose events the mask drops. */
  readonly onWatch: (member: string) => void
}

/** The ring time of a call without a `timeout`, in milliseconds. */
export const RING_TIME = 30_000
/** The time after OriginateResponse in which the Hangup of a failed channel may come: Asterisk does not wait for the channel's events. */
const AFTERWARDS = 300

/** Refines a failure without a reason by the cause in the Hangup of the channel, which may come a moment later. */
const explained = (error: unknown, { trace, change$ }: Sightings): Observable<never> => {
  const failure = withoutReason(error)
  if (failure === undefined) return throwError(() => error)
  const because = (cause: O.Option<number>): Observable<never> =>
    throwError(() => new AmiError(refined(failure, O.getOrElse(() => 0)(cause))))
  if (trace.ended) return because(trace.cause)
  const ended$ = change$.pipe(filter(({ ended }) => ended))
  return merge(ended$, timer(AFTERWARDS)).pipe(
    take(1),
    mergeMap((now) => because(typeof now === 'number' ? O.none : now.cause)),
  )
}

/** The failure of a call that may live, with what is known of its channel. */
const traced = (error: unknown, uniqueid: string, { trace }: Sightings): unknown => {
  const failure = failureOf(error)
  return failure?._tag === 'FateUnknown'
    ? new AmiError({ ...failure, uniqueid: O.some(uniqueid), channel: trace.channel })
    : error
}

const NO_OUTCOME = 'no OriginateResponse came; a missing class or an eventfilter hides it'

/** Places a wanted call. `cancelCause`: the Q.850 cause with which its cancelling ends the channel, where one is wanted. */
export type Place = (wanted: Wanted, cancelCause?: () => number | undefined) => Observable<Call>

/** The answered call as its handle, which knows what came before it was emitted. */
const emitted = (answered$: Observable<Answered>, handles: CallHandles, sightings: Sightings): Observable<Call> =>
  new Observable((subscriber) =>
    answered$.subscribe({
      next: (answered) => {
        const { handle, told } = handles(answered, sightings.early)
        subscriber.next(handle)
        told()
      },
      error: (error: unknown) => {
        subscriber.error(error)
      },
      complete: () => {
        subscriber.complete()
      },
    }),
  )

/** The way to place calls on a connection. */
export const placing = (connection: CallContext): Place => {
  const frames = callFrames(connection.frame$)
  const handles = callHandles(connection, frames)
  return (wanted, cancelCause = () => undefined) =>
    defer(() => {
      const why = mistake(wanted)
      if (why !== undefined) throw new AmiError({ _tag: 'InvalidAction', action: 'Originate', why })
      const { source } = wanted
      const ring = wanted.options.timeout ?? RING_TIME
      const uniqueid = `rx-${randomId()}${randomId()}`
      let accepted = false
      const request: Request<Answered> = {
        action: originate(wanted, ring, uniqueid),
        form: 'response',
        reply: outcomeOf(source, connection.passesOutcome, () => {
          accepted = true
        }),
        replyWithin: ring + GRACE,
      }
      const sightings = new Sightings(uniqueid)
      const outlives = connection.passesOutcome
      const call$ = placed(connection, { source, uniqueid, sightings, request, ring, outlives, cancelCause }).pipe(
        catchError((error: unknown) => explained(error, sightings)),
        catchError((error: unknown) => {
          const isHidden = accepted && failureOf(error)?._tag === 'TimedOut'
          const fate = isHidden ? new AmiError(fateUnknown(NO_OUTCOME, ['call'])) : error
          return throwError(() => traced(fate, uniqueid, sightings))
        }),
      )
      return followed(emitted(call$, handles, sightings), sightings, frames(uniqueid))
    })
}

/** Follows the channel of a call while the call is pending. */
const followed = (call$: Observable<Call>, sightings: Sightings, frame$: Observable<Frame>): Observable<Call> =>
  new Observable((subscriber) => {
    const calling = call$.subscribe(subscriber)
    // a call that failed at once needs no link
    if (subscriber.closed) return
    const listening = sightings.follow(frame$)
    return () => {
      calling.unsubscribe()
      listening.unsubscribe()
    }
  })

/** Rings `source`; after its answer the dialplan continues with `dest` in `context`. */
export const call =
  (place: Place) =>
  (source: string, dest: string, context: string, options: string | CallOptions = {}): Observable<Call> =>
    place({ source, dest, context, options: typeof options === 'string' ? { callerId: options } : options })
