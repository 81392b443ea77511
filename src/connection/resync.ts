/** Asks Asterisk for the truth whenever a link begins: what happened meanwhile is replayed to nobody. */
import * as O from 'fp-ts/lib/Option.js'
import {
  catchError,
  concat,
  EMPTY,
  ignoreElements,
  type Observable,
  retry,
  startWith,
  switchMap,
  throwError,
  timer,
} from 'rxjs'
import { type Failure, failureOf } from '../failure.js'
import type { Frame } from '../protocol/frame.js'
import { countAnswered, isEmpty } from '../protocol/mailbox.js'
import { listItems, oneResponse } from '../request/reply.js'
import type { Exchanger } from '../request/request.js'
import type { Status } from './status.js'

/** A second list proves what the first one merely suggests: `Status` can miss a channel that is being moved. */
const SECOND_LIST = 250
/**
 * An Asterisk that is still starting counts no messages anywhere: when there are none, the question is put once more. Not a round
 * second: tests act at those, and rxjs's TestScheduler throws where one timer cancels another that is due at the same time.
 */
const SECOND_COUNT = 1050
const LONGEST_WAIT = 30_000

/** What a driver needs of a connection. */
export interface Driven {
  readonly status$: Observable<Status>
  readonly exchange: Exchanger
  /** Tells of a missing write class; the question is not put again on that link, as rights never change while logged in. */
  readonly report: (failure: Failure) => void
}

/** Whether asking again may help: it was not answered, or refused for another reason than permission. */
const mayPass = (failure: Failure | undefined): boolean => {
  switch (failure?._tag) {
    case 'TimedOut':
    case 'NotSent':
    case 'FateUnknown':
      return true
    case 'Refused':
      return failure.needs.length === 0
    default:
      return false
  }
}

/** Asks until it is answered: again after 1, 2, 4 … 30 s. */
const insist = (question$: Observable<unknown>): Observable<never> =>
  question$.pipe(
    retry({
      delay: (error, count) =>
        mayPass(failureOf(error))
          ? timer(Math.min(LONGEST_WAIT, 1000 * 2 ** (count - 1)))
          : throwError((): unknown => error),
    }),
    ignoreElements(),
  )

const whileReady = ({ status$, report }: Driven, asking$: Observable<never>): Observable<never> => {
  const unlessDenied$ = asking$.pipe(
    catchError((error: unknown) => {
      const failure = failureOf(error)
      if (failure?._tag !== 'Refused') return throwError(() => error)
      report(failure)
      return EMPTY
    }),
  )
  return status$.pipe(switchMap((status) => (status._tag === 'Ready' ? unlessDenied$ : EMPTY)))
}

/**
 * Lists the living channels at each `Ready`, and again a moment later. Emits nothing: the list's frames reach the streams as all frames do.
 */
export const channelLists = (driven: Driven): Observable<never> => {
  const list$ = insist(
    driven.exchange({ action: { Action: 'Status' }, form: 'list', mark: 'snapshot', answer: listItems('Status') }),
  )
  return whileReady(driven, concat(list$, timer(SECOND_LIST).pipe(switchMap(() => list$))))
}

const holdsNone = (frame: Frame): boolean => O.exists(isEmpty)(countAnswered(frame))

/** Counts a mailbox at each `Ready`, and whenever something says that it changed. Emits nothing, as above. */
export const mailboxCounts = (driven: Driven, mailbox: string, announced$: Observable<unknown>): Observable<never> => {
  const once$ = driven.exchange({
    action: { Action: 'MailboxCount', Mailbox: mailbox },
    form: 'response',
    answer: oneResponse('MailboxCount'),
  })
  const count$ = insist(
    once$.pipe(switchMap(({ frame }) => (holdsNone(frame) ? timer(SECOND_COUNT).pipe(switchMap(() => once$)) : EMPTY))),
  )
  return whileReady(
    driven,
    announced$.pipe(
      startWith(undefined),
      switchMap(() => count$),
    ),
  )
}
