/** The handle of an answered call. It costs nothing until one of its streams is subscribed. */
import * as O from 'fp-ts/lib/Option.js'
import {
  catchError,
  concatMap,
  defer,
  EMPTY,
  filter,
  map,
  merge,
  type Observable,
  of,
  shareReplay,
  startWith,
  switchMap,
  take,
  takeUntil,
  takeWhile,
  throwError,
  timer,
  toArray,
} from 'rxjs'
import { failureOf } from '../../failure.js'
import type { Frame } from '../../protocol/frame.js'
import { elapsed } from '../../rx/clock.js'
import { once } from '../../rx/once.js'
import type { Digit } from '../../streams/router.js'
import { done, list, send } from '../ask.js'
import type { Answered } from '../originate.js'
import type { CallFrames } from './callFrames.js'
import { BEGUN, type CallEnd, GONE, type Life, lifeAfter, type News } from './life.js'
import { linked, looks, SECOND_LOOK } from './lookUp.js'
import { type Connected, partnerIn } from './otherLeg.js'
import type { Asking } from './outage.js'

/**
 * A call that the source has answered. `console.log` and `JSON.stringify` show its channel and its Uniqueid.
 *
 * Its streams may be subscribed at any time, also late and after an outage: lists then show the present state. They complete at the end of
 * the call and at `close()`, and fail with `LoginRefused`. A list needs write class `call`, `reporting` or `system`; without it the streams
 * emit only what they see.
 *
 * A source such as `Local/100@internal` may leave the call when Asterisk joins its two halves, and the handle sees that as an end.
 * `Local/100@internal/n` stays.
 *
 * @example
 * import { connect } from 'rx-asterisk'
 * import { firstValueFrom } from 'rxjs'
 *
 * const asterisk = connect({ username: 'admin', password: 'secret' })
 * const call = await firstValueFrom(asterisk.call('PJSIP/200', '240', 'door'))
 * call.connected$.subscribe({
 *   next: (other) => console.log(other._tag === 'Answered' ? `talks to ${other.channel}` : other.reason),
 *   error: console.error,
 * })
 */
export interface Call {
  /** The source's channel: `PJSIP/200-00000003`. */
  readonly channel: string
  readonly uniqueid: string
  /**
   * The other leg: emits once, when another party has answered, or at the end of a call that nobody else took. Behind Local channels, queues
   * and ring groups it is the phone that answered. Needs read class `call`.
   *
   *     connected$   ----c|    c: { _tag: 'Answered', channel, … } or { _tag: 'NotAnswered', reason, dialStatus, cause }
   */
  readonly connected$: Observable<Connected>
  /**
   * The digits that the user of the source presses in this call. Needs read class `dtmf`.
   *
   *     dtmf$   --d--d---|    d: { digit, channel, uniqueid }; ends with the call
   */
  readonly dtmf$: Observable<Digit>
  /** Emits once, at the end of the call, with its cause and its duration. Needs read class `call`. */
  readonly ended$: Observable<CallEnd>
  /** Ends the call; a call that has ended is fine. Needs write class `call` or `system`. */
  readonly hangup: () => Observable<void>
}

interface HandleContext extends Asking {
  readonly onWatch: (member: string) => void
}

/** Makes a handle from a call and the early frames about its other leg. `told`: the call was emitted, later frames may be missed. */
export type CallHandles = (
  answered: Answered,
  early: readonly Frame[],
) => { readonly handle: Call; readonly told: () => void }

/** Only these two show in logs and comparisons. */
const HIDDEN: PropertyDescriptorMap = {
  connected$: { enumerable: false },
  dtmf$: { enumerable: false },
  ended$: { enumerable: false },
  hangup: { enumerable: false },
}

export const callHandles =
  (context: HandleContext, frames: CallFrames): CallHandles =>
  (answered, early) => {
    const { channel, uniqueid } = answered
    const since = elapsed()
    let isFresh = true
    const life$ = once(() => lifeOf(context, frames(uniqueid), { uniqueid, since, early, missed: () => !isFresh }))
    const handle: Call = {
      channel,
      uniqueid,
      get connected$() {
        return life$().pipe(
          concatMap(({ connected }) => valueOf(connected)),
          take(1),
        )
      },
      get dtmf$() {
        return digits(context, frames(uniqueid), uniqueid).pipe(takeUntil(life$().pipe(filter(isOver))))
      },
      get ended$() {
        return life$().pipe(
          concatMap((life) => valueOf(life.ended)),
          take(1),
        )
      },
      hangup: () => ended(context, uniqueid),
    }
    Object.defineProperties(handle, HIDDEN)
    return {
      handle,
      told: () => {
        isFresh = false
      },
    }
  }

const valueOf = <A>(option: O.Option<A>): Observable<A> => (O.isSome(option) ? of(option.value) : EMPTY)

const isOver = ({ ended }: Life): boolean => O.isSome(ended)

const digits = ({ onWatch }: HandleContext, frame$: Observable<Frame>, uniqueid: string): Observable<Digit> =>
  defer(() => {
    onWatch('dtmf')
    return frame$.pipe(
      filter(
        (frame) =>
          frame.event === 'DTMFEnd' && frame.exact('Uniqueid') === uniqueid && frame.exact('Direction') === 'Received',
      ),
      map((frame) => ({ digit: frame.exact('Digit') ?? '', channel: frame.exact('Channel') ?? '', uniqueid })),
    )
  })

const ended = ({ ask }: HandleContext, uniqueid: string): Observable<void> =>
  send(ask)({ Action: 'Hangup', Channel: uniqueid }).pipe(
    done,
    catchError((error: unknown) => {
      const failure = failureOf(error)
      return failure?._tag === 'Refused' && failure.message === 'No such channel'
        ? of(undefined)
        : throwError((): unknown => error)
    }),
  )

interface Beginning {
  readonly uniqueid: string
  /** The time of the answer, by the stop-watch. */
  readonly since: number
  readonly early: readonly Frame[]
  /** True where frames may have passed unseen. */
  readonly missed: () => boolean
}

/** The life of a call, shared by all its streams. What was seen stays known when they come and go. */
const lifeOf = (context: HandleContext, frame$: Observable<Frame>, beginning: Beginning): Observable<Life> => {
  const { uniqueid, since, early } = beginning
  const after = (life: Life, news: News): Life => lifeAfter(life, news, uniqueid, elapsed() - since)
  let life = early.reduce(after, BEGUN)
  const known = (): boolean => O.isSome(life.connected)
  return defer(() => {
    if (isOver(life)) return of(life)
    const listed$ = linked(context.status$).pipe(
      switchMap((isReady, index) => {
        const isOld = index > 0 || beginning.missed()
        return isReady && isOld ? listed(context, uniqueid, known) : EMPTY
      }),
    )
    const joined$ = frame$.pipe(
      filter((frame) => frame.event === 'BridgeEnter' && frame.exact('Uniqueid') === uniqueid),
      switchMap(() => timer(SECOND_LOOK)),
      switchMap(() => (known() ? EMPTY : listed(context, uniqueid, known))),
    )
    return merge(frame$, listed$, joined$).pipe(
      map((news) => (life = after(life, news))),
      startWith(life),
      takeWhile((now) => !isOver(now), true),
    )
  }).pipe(shareReplay({ bufferSize: 1, refCount: true }))
}

/** The news of a call from lists: nothing, the other leg, or its end. */
const listed = ({ ask }: HandleContext, uniqueid: string, known: () => boolean): Observable<News> =>
  looks(ask, uniqueid).pipe(
    concatMap((look): Observable<News> => {
      if (look._tag === 'Absent') return of(GONE)
      if (look._tag === 'Denied' || known() || (look.item.exact('BridgeID') ?? '') === '') return EMPTY
      return list(ask)({ Action: 'Status' }).pipe(
        toArray(),
        concatMap((items) => valueOf(partnerIn(items, uniqueid))),
        map((partner) => ({ partner })),
        catchError(() => EMPTY),
      )
    }),
  )
