/** Reads for a gateway: its log, the requests of workers, and the events among the frames of its link. */
import { catchError, concat, defer, EMPTY, ignoreElements, type Observable, switchMap, tap } from 'rxjs'
import type { FailureReporter, Frame } from '../index.js'
import { beginningAgain, keptReading } from './again.js'
import { busFailure } from './busFailure.js'
import type { BusLink } from './link.js'
import type { Entry, Log } from './log.js'

/** Entries that a gateway reads when it begins, to know the newest frames of the log. */
const READ_BACK = 2000

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

/** The entries of the log, from where this gateway has read; again after each failure, and after a long silence. */
export const reading = (
  log: Log,
  link: BusLink,
  server: string,
  replicas: number,
  read: () => number,
  report: FailureReporter,
): Observable<Entry> => {
  const setup$ = link.setup(server, replicas).pipe(
    catchError((error: unknown) => {
      report(busFailure(error))
      return EMPTY
    }),
    ignoreElements(),
  )
  const read$ = log
    .tail()
    .pipe(switchMap(({ last }) => log.read(read() === 0 ? Math.max(1, last - READ_BACK) : read() + 1)))
  return concat(setup$, read$).pipe(keptReading(report))
}

/** Takes each value of a subscription, which begins again after a failure. */
export const heard = <A>(
  source$: Observable<A>,
  take: (value: A) => void,
  report: FailureReporter,
): Observable<never> => source$.pipe(tap(take), ignoreElements(), beginningAgain(report))
