/** Looks for one channel by its Uniqueid. */
import {
  catchError,
  concat,
  concatMap,
  distinctUntilChanged,
  EMPTY,
  ignoreElements,
  map,
  type Observable,
  of,
  retry,
  throwError,
  timer,
  toArray,
} from 'rxjs'
import { failureOf, show } from '../../failure.js'
import type { Frame } from '../../protocol/frame.js'
import type { Ask } from '../../request/request.js'
import { list } from '../ask.js'

/** The pause before an absent channel is looked for once more. */
export const SECOND_LOOK = 250

/** The status of a connection, as far as calls need it. */
export type StatusLike = Observable<{ readonly _tag: string }>

/** True at each Ready, false when the link is over. */
export const linked = (status$: StatusLike): Observable<boolean> =>
  status$.pipe(
    map(({ _tag }) => _tag === 'Ready'),
    distinctUntilChanged(),
  )

/** The item of a channel in Status, or undefined. Asterisk finds a channel by its name or by its Uniqueid (`ast_channel_get_by_name`). */
export const lookUp = (ask: Ask, uniqueid: string): Observable<Frame | undefined> =>
  list(ask)({ Action: 'Status', Channel: uniqueid }).pipe(
    toArray(),
    map((items) => items.find((item) => item.exact('Uniqueid') === uniqueid)),
    catchError((error: unknown) => {
      const failure = failureOf(error)
      return failure?._tag === 'Refused' && failure.message === 'No such channel'
        ? of(undefined)
        : throwError((): unknown => error)
    }),
  )

/** The same; an absent channel is looked for twice, as one absence proves nothing: Asterisk may be moving the channel. */
const lookTwice = (ask: Ask, uniqueid: string): Observable<Frame | undefined> => {
  const second$ = concat(timer(SECOND_LOOK).pipe(ignoreElements()), lookUp(ask, uniqueid))
  return lookUp(ask, uniqueid).pipe(concatMap((item) => (item === undefined ? second$ : of(item))))
}

/** The result of a look at the list of channels. */
export type Look =
  | { readonly _tag: 'Present'; readonly item: Frame }
  | { readonly _tag: 'Absent' }
  | { readonly _tag: 'Denied'; readonly why: string }

const ABSENT: Look = { _tag: 'Absent' }
/** The pause before the next look, where no answer came. */
const LOOK_AGAIN = 1000

/** Looks for a channel, and once more where no answer came. Completes without a result when the link is lost. */
export const looks = (ask: Ask, uniqueid: string, look = lookTwice): Observable<Look> =>
  look(ask, uniqueid).pipe(
    retry({
      delay: (error: unknown) =>
        failureOf(error)?._tag === 'TimedOut' ? timer(LOOK_AGAIN) : throwError((): unknown => error),
    }),
    map((item): Look => (item === undefined ? ABSENT : { _tag: 'Present', item })),
    catchError((error: unknown) => {
      const failure = failureOf(error)
      return failure?._tag === 'Refused' ? of({ _tag: 'Denied' as const, why: show(failure) }) : EMPTY
    }),
  )
