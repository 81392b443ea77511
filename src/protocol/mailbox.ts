/** Voicemail counts, from the event that announces a change and from the answer to MailboxCount. */
import * as O from 'fp-ts/lib/Option.js'
import { count } from './value.js'
import type { Frame } from './frame.js'

/** Messages in a mailbox. `new` leaves out the urgent ones, which Asterisk counts apart. */
export interface MailboxCount {
  readonly old: number
  readonly new: number
  /** None where only an event told, which knows no urgent messages. */
  readonly urgent: O.Option<number>
}

/** `2222` in a context → `2222@default`; a name that has its context keeps it. */
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
 * What MessageWaiting tells, seen from what was known: its `New` includes urgent messages (`app_voicemail.c:queue_mwi`), so those known
 * are taken off. None where it carries no counts, as from some sources (`New` missing); `Waiting` is not to be trusted.
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
  a.old === b.old && a.new === b.new && O.toUndefined(a.urgent) === O.toUndefined(b.urgent)
