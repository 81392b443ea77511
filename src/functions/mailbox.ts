/** The number of voicemail messages in a mailbox. */
import * as O from 'fp-ts/lib/Option.js'
import { map, type Observable } from 'rxjs'
import type { Ask } from '../request/request.js'
import { countAnswered, mailboxName } from '../protocol/mailbox.js'
import { send } from './ask.js'

/** Old and new messages, in the order of smarthome.py. Asterisk answers zeros for an unknown mailbox. */
export type MailboxTuple = readonly [old: number, new: number]

export const mailboxCount =
  (ask: Ask) =>
  (mailbox: string, context?: string): Observable<MailboxTuple> =>
    send(ask)({ Action: 'MailboxCount', Mailbox: mailboxName(mailbox, context) }).pipe(
      map(({ frame }): MailboxTuple => {
        const counted = countAnswered(frame)
        return O.isSome(counted) ? [counted.value.old, counted.value.new] : [0, 0]
      }),
    )
