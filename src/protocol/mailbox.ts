/** Voicemail counts, from the event MessageWaiting and from the answer to MailboxCount. */
import * as O from 'fp-ts/lib/Option.js'
import { count, sameOption } from './value.js'
import type { Frame } from './frame.js'

/** Messages in a mailbox. `new` is without the urgent messages, which Asterisk counts separately. */
export interface MailboxCount {
  readonly old: number
  readonly new: number
  /** None if the count comes from an event alone: events do not count urgent messages. */
  readonly urgent: O.Option<number>
}

/** `2222` in a context → `2222@default`; a name with a context stays as it is. */
export const mailboxName = (mailbox: string, context = 'default'): string =>
  mailbox.includes('@') ? mailbox : `${mailbox}@${context}`

/** The answer to MailboxCount (`manager.c:action_mailboxcount`); none for any other frame. */
export const countAnswered = (frame: Frame): O.Option<MailboxCount> => {
  const fresh = count(frame.exact('NewMessages'))
  return O.isNone(fresh)
    ? O.none
    : O.some({
        old: O.getOrElse(() => 0)(count(frame.exact('OldMessages'))),
        new: fresh.value,
        urgent: count(frame.exact('UrgMessages')),
      })
}

/**
 * The count after MessageWaiting. Its `New` includes urgent messages (`app_voicemail.c:queue_mwi`), so the urgent messages known before are
 * subtracted. None where the event has no counts, as from some sources (`New` is missing). `Waiting` is not reliable, and not read.
 */
export const countAnnounced = (frame: Frame, before: O.Option<MailboxCount>): O.Option<MailboxCount> => {
  const all = count(frame.exact('New'))
  if (O.isNone(all)) return O.none
  const urgent = O.chain((known: MailboxCount) => known.urgent)(before)
  return O.some({
    old: O.getOrElse(() => 0)(count(frame.exact('Old'))),
    new: Math.max(0, all.value - O.getOrElse(() => 0)(urgent)),
    urgent: O.map((known: number) => Math.min(known, all.value))(urgent),
  })
}

/** No messages at all. */
export const isEmpty = (count: MailboxCount): boolean =>
  count.old + count.new + O.getOrElse(() => 0)(count.urgent) === 0

export const sameCount = (a: MailboxCount, b: MailboxCount): boolean =>
  a.old === b.old && a.new === b.new && sameOption(a.urgent, b.urgent)
