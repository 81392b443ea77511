/** The bus as a gateway sees it: its log, and the requests of workers. */
import * as O from 'fp-ts/lib/Option.js'
import { catchError, concat, EMPTY, ignoreElements, type Observable, switchMap, tap, throwError } from 'rxjs'
import { AmiError, type Failure, type FailureReporter } from '../index.js'
import { beginningAgain, keptReading } from './again.js'
import { busFailure } from './busFailure.js'
import type { BusLink, BusMessage } from './link.js'
import type { Entry, Log } from './log.js'

/** Entries that a gateway reads when it begins, to know the newest frames of the log. */
const READ_BACK = 2000
const AWAY: Failure = { _tag: 'BusLost', why: 'the bus is away', hint: O.none }

/** The log behind a bus that may be away. */
export const logOver = (log: () => Log | undefined): Log => ({
  most: () => log()?.most() ?? Infinity,
  append: (entry, expecting, done) => {
    const known = log()
    if (known === undefined) done?.({ _tag: 'Unanswered' })
    else known.append(entry, expecting, done)
  },
  tail: () => log()?.tail() ?? throwError(() => new AmiError(AWAY)),
  read: (from) => log()?.read(from) ?? EMPTY,
})

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

/** Takes each message of a subject, which is subscribed again after a failure. */
export const heard = (
  link: BusLink,
  subject: string,
  take: (message: BusMessage) => void,
  report: FailureReporter,
): Observable<never> => link.subscribe(subject).pipe(tap(take), ignoreElements(), beginningAgain(report))
