/** Mailboxes as streams: counts by mailbox, from announcements and from answers to MailboxCount. */
import * as O from 'fp-ts/lib/Option.js'
import { distinctUntilChanged, Observable } from 'rxjs'
import { holding, keyedHub, type Hub, type Lease } from '../multicast.js'
import type { Frame } from '../protocol/frame.js'
import { countAnnounced, countAnswered, type MailboxCount, mailboxName, sameCount } from '../protocol/mailbox.js'

export interface Mailboxes {
  readonly mailbox: (mailbox: string, context?: string) => Observable<MailboxCount>
  /** Each MessageWaiting for that mailbox: a reason to ask for its counts. */
  readonly announced: (name: string) => Observable<Frame>
  readonly announcement: (frame: Frame) => void
  readonly answer: (frame: Frame) => void
  readonly end: (finish: (hub: Pick<Hub<never>, 'error' | 'complete'>) => void) => void
}

export const mailboxes = (source: Lease): Mailboxes => {
  const counted = keyedHub<MailboxCount>()
  const announced = keyedHub<Frame>()
  const newest = new Map<string, MailboxCount>()

  const tell = (name: string, count: O.Option<MailboxCount>): void => {
    if (O.isNone(count) || !counted.observed(name)) return
    newest.set(name, count.value)
    counted.next(name, count.value)
  }
  const nameIn = (frame: Frame): string => mailboxName(frame.exact('Mailbox') ?? '')

  const current = (name: string): Observable<MailboxCount> =>
    new Observable((subscriber) => {
      const known = newest.get(name)
      if (known !== undefined) subscriber.next(known)
      counted.at(name).subscribe(subscriber)
      // added last, so that it finds the hub left: without listeners the counts are no longer kept up to date
      subscriber.add(() => {
        if (!counted.observed(name)) newest.delete(name)
      })
    })

  return {
    mailbox: (mailbox, context) =>
      current(mailboxName(mailbox, context)).pipe(distinctUntilChanged(sameCount), holding(source)),
    announced: (name) => announced.at(name).pipe(holding(source)),
    announcement: (frame) => {
      const name = nameIn(frame)
      tell(name, countAnnounced(frame, O.fromNullable(newest.get(name))))
      announced.next(name, frame)
    },
    answer: (frame) => {
      const count = countAnswered(frame)
      if (O.isSome(count)) tell(nameIn(frame), count)
    },
    end: (finish) => {
      newest.clear()
      finish(counted)
      finish(announced)
    },
  }
}
