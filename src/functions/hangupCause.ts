/** Why a call that failed without a reason really failed: the hangup cause of its channel tells. */
import * as O from 'fp-ts/lib/Option.js'
import { catchError, filter, map, merge, mergeMap, Observable, ReplaySubject, take, throwError, timer } from 'rxjs'
import { AmiError, type CallReason, type Failure, failureOf } from '../failure.js'
import { count } from '../protocol/value.js'
import type { Frame } from '../protocol/frame.js'

/** How long the Hangup of a failed channel may come after OriginateResponse, which does not wait for the channel's events. */
const AFTERWARDS = 300

/** Q.850 causes (`causes.h`). */
const REASONS: ReadonlyMap<number, CallReason> = new Map([
  [17, 'busy'],
  [18, 'noAnswer'],
  [19, 'noAnswer'],
  [34, 'congestion'],
  [38, 'congestion'],
  [42, 'congestion'],
])
const REJECTED = 21

type CallFailed = Extract<Failure, { readonly _tag: 'CallFailed' }>

const refined = (failure: CallFailed, cause: number): CallFailed => {
  const reason = REASONS.get(cause)
  if (reason !== undefined) return { ...failure, reason, hint: O.none }
  return cause === REJECTED ? { ...failure, hint: O.some('the phone rejected the call') } : failure
}

const withoutReason = (error: unknown): CallFailed | undefined => {
  const failure = failureOf(error)
  return failure?._tag === 'CallFailed' && O.isSome(failure.code) && failure.code.value === 0 ? failure : undefined
}

/**
 * Refines Reason 0, which PJSIP gives for busy, rejected and unregistered phones alike (observed on 22.10), by what the Hangup of the
 * channel says. `frame$` is listened to while the call is under way.
 */
export const withCause = <A>(call$: Observable<A>, frame$: Observable<Frame>, uniqueid: string): Observable<A> =>
  new Observable<A>((subscriber) => {
    const cause$ = new ReplaySubject<number>(1)
    const explain = (failure: CallFailed): Observable<never> =>
      merge(cause$, timer(AFTERWARDS)).pipe(
        take(1),
        mergeMap((cause) => throwError(() => new AmiError(refined(failure, cause)))),
      )
    const calling = call$
      .pipe(
        catchError((error: unknown) => {
          const failure = withoutReason(error)
          return failure === undefined ? throwError(() => error) : explain(failure)
        }),
      )
      .subscribe(subscriber)
    // a call that cannot be sent needs no link
    if (subscriber.closed) return
    const listening = frame$
      .pipe(
        filter((frame) => frame.event === 'Hangup' && frame.exact('Uniqueid') === uniqueid),
        map((frame) => O.getOrElse(() => 0)(count(frame.exact('Cause')))),
        take(1),
      )
      // a link that fails is the call's to tell
      .subscribe({
        next: (cause) => {
          cause$.next(cause)
        },
        error: () => undefined,
      })
    return () => {
      calling.unsubscribe()
      listening.unsubscribe()
    }
  })
