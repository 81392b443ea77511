/** Asks Asterisk for the truth whenever a link begins: what happened meanwhile is replayed to nobody. */
import { catchError, concat, EMPTY, ignoreElements, type Observable, retry, startWith, switchMap, throwError, timer } from 'rxjs'
import { type Failure, failureOf } from '../failure.js'
import { listItems, oneResponse } from './answers.js'
import type { Exchanger } from './requests.js'
import type { Status } from './status.js'

/** A second list proves what the first one merely suggests: `Status` can miss a channel that is being moved. */
const SECOND_LIST = 250
const LONGEST_WAIT = 30_000

const isPermission = (failure: Failure | undefined): failure is Failure =>
  failure?._tag === 'Refused' && failure.needs.length > 0

/** Asks until it is answered, 1, 2, 4 … 30 s apart; a missing permission is reported and ends the asking, as it cannot come while logged in. */
const insist = (question$: Observable<unknown>, report: (failure: Failure) => void): Observable<never> =>
  question$.pipe(
    retry({
      delay: (error, count) => (isPermission(failureOf(error)) ? throwError(() => error) : timer(waitAfter(count))),
    }),
    catchError((error: unknown) => {
      const failure = failureOf(error)
      if (!isPermission(failure)) return throwError(() => error)
      report(failure)
      return EMPTY
    }),
    ignoreElements(),
  )

const waitAfter = (count: number): number => Math.min(LONGEST_WAIT, 1000 * 2 ** (count - 1))

const whileReady = (status$: Observable<Status>, ask: () => Observable<never>): Observable<never> =>
  status$.pipe(switchMap((status) => (status._tag === 'Ready' ? ask() : EMPTY)))

/** What both drivers need of a connection. */
export interface Driven {
  readonly status$: Observable<Status>
  readonly exchange: Exchanger
  readonly report: (failure: Failure) => void
}

/**
 * Lists the living channels at each `Ready`, and again a moment later. Emits nothing: the list's frames reach the streams as all frames do.
 */
export const channelLists = ({ status$, exchange, report }: Driven): Observable<never> => {
  const list$ = exchange({ action: { Action: 'Status' }, form: 'list', mark: 'snapshot', answer: listItems('Status') })
  let refused = false
  const once$ = insist(list$, (failure) => {
    refused = true
    report(failure)
  })
  return whileReady(status$, () => {
    refused = false
    return concat(once$, timer(SECOND_LIST).pipe(switchMap(() => (refused ? EMPTY : once$))))
  })
}

/** Counts a mailbox at each `Ready` and whenever something says that it changed. Emits nothing, as above. */
export const mailboxCounts = (
  { status$, exchange, report }: Driven,
  mailbox: string,
  announced$: Observable<unknown>,
): Observable<never> => {
  const count$ = exchange({
    action: { Action: 'MailboxCount', Mailbox: mailbox },
    form: 'response',
    answer: oneResponse('MailboxCount'),
  })
  return whileReady(status$, () => counting(insist(count$, report), announced$))
}

const counting = (count$: Observable<never>, announced$: Observable<unknown>): Observable<never> =>
  announced$.pipe(
    startWith(undefined),
    switchMap(() => count$),
  )
