/** Decides a call whose link was lost: by the events, the records and the lists of the links that follow. */
import * as O from 'fp-ts/lib/Option.js'
import {
  concat,
  concatMap,
  defer,
  EMPTY,
  map,
  merge,
  type Observable,
  of,
  startWith,
  switchMap,
  take,
  takeUntil,
  throwError,
  timer,
} from 'rxjs'
import { AmiError, type CallReason, type Failure } from '../../failure.js'
import type { Ask } from '../../request/request.js'
import { elapsed } from '../../rx/clock.js'
import { reasonFrom } from './cause.js'
import { linked, type Look, looks, lookUp, type StatusLike } from './lookUp.js'
import type { Answered } from '../originate.js'
import type { Sightings } from './sightings.js'
import type { Trace } from './trace.js'

export type FateUnknown = Extract<Failure, { readonly _tag: 'FateUnknown' }>

/** A call that was sent on a link that is lost. */
export interface Lost {
  readonly source: string
  readonly uniqueid: string
  readonly sightings: Sightings
  /** The end of its ring time and its grace, by the stop-watch. */
  readonly until: number
  /** The failure of the link. */
  readonly fate: FateUnknown
}

/** The connection as a look needs it. */
export interface Asking {
  readonly ask: Ask
  readonly status$: StatusLike
}

const GONE = 'its channel is gone, or never was'
const SILENT = 'nothing shows its outcome'

/** The outcome of a call; undefined while there is none. */
type Verdict = Answered | Failure | undefined

/** The outcome that a trace shows; undefined while it shows none. */
const outcomeIn = (trace: Trace, { source, uniqueid }: Lost, isGone: boolean): Verdict => {
  if (trace.answered) return { channel: O.getOrElse(() => '')(trace.channel), uniqueid }
  const reason = reasonFrom(trace.status, trace.cause)
  if (!trace.ended && !(isGone && O.isSome(reason))) return undefined
  return {
    _tag: 'CallFailed',
    source,
    reason: O.getOrElse((): CallReason => 'failed')(reason),
    code: O.none,
    hint: O.none,
  }
}

/** The time for the look at the end of the ring time. */
const LAST_LOOK = 2000

/**
 * Emits the call when its source has answered, and fails when it has not. Until one of both is known, the call stays pending, to the end of
 * its ring time at most. Nothing is placed again.
 *
 *     decided(…)   ----c|    c: the source has answered, during the outage or after it
 *     decided(…)   ----#     CallFailed with the reason that was seen, else FateUnknown
 */
export const decided = ({ ask, status$ }: Asking, lost: Lost): Observable<Answered> =>
  defer(() => {
    const { sightings, uniqueid, fate } = lost
    let denied = ''
    let isReady = false
    const unknown = (why = ''): Verdict => {
      const also = [fate.why, denied, why].filter((each) => each !== '')
      return { ...fate, why: also.join('; '), channel: sightings.trace.channel }
    }
    const judged = (look: Look): Verdict => {
      if (look._tag === 'Absent') return outcomeIn(sightings.trace, lost, true) ?? unknown(GONE)
      if (look._tag === 'Denied') denied = look.why
      else sightings.found(look.item)
      return undefined
    }
    const seen$ = sightings.change$.pipe(
      startWith(sightings.trace),
      map((trace) => outcomeIn(trace, lost, false)),
    )
    const looked$ = linked(status$).pipe(
      switchMap((ready) => {
        isReady = ready
        return ready ? looks(ask, uniqueid) : EMPTY
      }),
      map(judged),
    )
    const last$ = defer(() => (isReady ? looks(ask, uniqueid, lookUp) : EMPTY)).pipe(takeUntil(timer(LAST_LOOK)))
    const late$ = timer(Math.max(0, lost.until - elapsed())).pipe(
      switchMap(() => last$),
      map(judged),
    )
    return merge(
      concat(
        seen$,
        defer(() => of(unknown())),
      ),
      looked$,
      concat(
        late$,
        defer(() => of(unknown(SILENT))),
      ),
    ).pipe(
      concatMap((verdict) => (verdict === undefined ? EMPTY : of(verdict))),
      take(1),
      concatMap((verdict) => ('_tag' in verdict ? throwError(() => new AmiError(verdict)) : of(verdict))),
    )
  })
