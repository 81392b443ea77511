/** Mailboxes as streams: counts by mailbox, from announcements and from answers to MailboxCount. */
import * as O from 'fp-ts/lib/Option.js'
import { distinctUntilChanged, Observable } from 'rxjs'
import { Hub, keyedHub } from '../rx/hub.js'
import { RefCount, acquiring } from '../rx/refCount.js'
import type { Frame } from '../protocol/frame.js'
import {
  countAnnounced,
  countAnswered,
  isEmpty,
  type MailboxCount,
  mailboxName,
  sameCount,
} from '../protocol/mailbox.js'

export interface Mailboxes {
  readonly mailbox: (mailbox: string, context?: string) => Observable<MailboxCount>
  /** Each MessageWaiting for that mailbox: a reason to ask for its counts. */
  readonly announced: (name: string) => Observable<Frame>
  /** A link began: what proved that a mailbox holds messages is gone. */
  readonly newLink: () => void
  readonly announcement: (frame: Frame) => void
  readonly answer: (frame: Frame) => void
  readonly end: (finish: (hub: Pick<Hub<never>, 'error' | 'complete'>) => void) => void
}

export const mailboxes = (source: RefCount): Mailboxes => {
  const counted = keyedHub<MailboxCount>()
  const announced = keyedHub<Frame>()
  const newest = new Map<string, MailboxCount>()
  /** Why an empty count is not believed: messages were announced on this link, or it is the first that says so against what was known. */
  const doubts = new Map<string, 'announced' | 'first'>()

  const tell = (name: string, count: O.Option<MailboxCount>): void => {
    if (O.isNone(count) || !counted.observed(name)) return
    newest.set(name, count.value)
    counted.next(name, count.value)
  }
  /**
   * An Asterisk that is still starting takes logins and counts no messages anywhere, even in answer to its own announcement of some
   * (observed on 22.10): so one empty count proves nothing.
   */
  const believed = (name: string, count: MailboxCount): boolean => {
    const known = newest.get(name)
    const doubt = doubts.get(name)
    if (doubt === 'announced') return !isEmpty(count)
    if (known === undefined || isEmpty(known) || !isEmpty(count) || doubt === 'first') {
      doubts.delete(name)
      return true
    }
    doubts.set(name, 'first')
    return false
  }
  const nameIn = (frame: Frame): string => mailboxName(frame.exact('Mailbox') ?? '')

  const current = (name: string): Observable<MailboxCount> =>
    new Observable((subscriber) => {
      const known = newest.get(name)
      if (known !== undefined) subscriber.next(known)
      counted.at(name).subscribe(subscriber)
      // added last, so that it finds the hub left: without listeners the counts are no longer kept up to date
      subscriber.add(() => {
        if (counted.observed(name)) return
        newest.delete(name)
        doubts.delete(name)
      })
    })

  return {
    mailbox: (mailbox, context) =>
      current(mailboxName(mailbox, context)).pipe(distinctUntilChanged(sameCount), acquiring(source)),
    announced: (name) => announced.at(name).pipe(acquiring(source)),
    newLink: () => {
      doubts.clear()
    },
    announcement: (frame) => {
      const name = nameIn(frame)
      const count = countAnnounced(frame, O.fromNullable(newest.get(name)))
      if (O.isSome(count) && counted.observed(name)) {
        if (isEmpty(count.value)) doubts.delete(name)
        else doubts.set(name, 'announced')
      }
      tell(name, count)
      announced.next(name, frame)
    },
    answer: (frame) => {
      const count = countAnswered(frame)
      const name = nameIn(frame)
      if (O.isSome(count) && believed(name, count.value)) tell(name, count)
    },
    end: (finish) => {
      newest.clear()
      doubts.clear()
      finish(counted)
      finish(announced)
    },
  }
}
