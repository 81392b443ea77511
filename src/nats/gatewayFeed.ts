/** Reads for a gateway: its log, the requests of workers, and the events among the frames of its link. */
import { catchError, concat, defer, EMPTY, type Observable, of, switchMap, timer } from 'rxjs'
import type { Failure, Frame } from '../index.js'
import { busFailure } from './busFailure.js'
import type { BusLink } from './link.js'
import type { Entry, Log } from './log.js'

/** Entries that a gateway reads when it begins, to know the newest frames of the log. */
const READ_BACK = 2000
const AGAIN = 500

/** The tail of a log that cannot be asked. */
export const UNKNOWN_TAIL: Observable<never> = defer(() => {
  throw new Error('the bus is away')
})

/** True for an item of a list that this gateway has asked for: it is no event. */
export const isItem = (frame: Frame, own: string, isAsking: (() => boolean) | undefined): boolean =>
  own !== '' &&
  isAsking?.() !== false &&
  frame.event !== 'UserEvent' &&
  frame.event !== 'OriginateResponse' &&
  frame.text.includes(own) &&
  frame.actionId?.startsWith(own) === true

/** The entries of the log, from where this gateway has read; again after each failure. */
export const reading = (
  log: Log,
  link: BusLink,
  server: string,
  replicas: number,
  read: () => number,
  report: (failure: Failure) => void,
): Observable<Entry> => {
  const setup$ = link.setup(server, replicas).pipe(
    catchError((error: unknown) => {
      report(busFailure(error))
      return EMPTY
    }),
    switchMap(() => EMPTY),
  )
  const read$ = log
    .tail()
    .pipe(switchMap(({ last }) => log.read(read() === 0 ? Math.max(1, last - READ_BACK) : read() + 1)))
  const once$: Observable<Entry> = concat(setup$, read$).pipe(
    catchError((error: unknown) => {
      report(busFailure(error))
      return timer(AGAIN).pipe(switchMap(() => once$))
    }),
  )
  return once$
}

/** Takes each value of a subscription; its failure is reported. */
export const heard = <A>(
  source$: Observable<A>,
  take: (value: A) => void,
  report: (failure: Failure) => void,
): Observable<never> =>
  source$.pipe(
    switchMap((value) => {
      take(value)
      return EMPTY
    }),
    catchError((error: unknown) => {
      report(busFailure(error))
      return of()
    }),
  )
