/** The hangup cause of a channel as the reason of a call that failed without one. */
import * as O from 'fp-ts/lib/Option.js'
import { catchError, filter, map, merge, mergeMap, Observable, ReplaySubject, take, throwError, timer } from 'rxjs'
import { AmiError, type CallReason, type Failure, failureOf } from '../failure.js'
import { count } from '../protocol/value.js'
import type { Frame } from '../protocol/frame.js'

/** The time after OriginateResponse in which the Hangup of a failed channel may come: Asterisk does not wait for the channel's events. */
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
 * Refines Reason 0 by the cause in the Hangup of the channel. PJSIP gives Reason 0 for busy, rejected and unregistered phones alike
 * (observed on 22.10). `frame$` is subscribed while the call is pending.
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
    // a call that failed at once needs no link
    if (subscriber.closed) return
    const listening = frame$
      .pipe(
        filter((frame) => frame.event === 'Hangup' && frame.exact('Uniqueid') === uniqueid),
        map((frame) => O.getOrElse(() => 0)(count(frame.exact('Cause')))),
        take(1),
      )
      // the call itself reports a failed link
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
