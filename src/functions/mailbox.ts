/** How many voicemail messages wait. */
import * as O from 'fp-ts/lib/Option.js'
import { map, type Observable } from 'rxjs'
import type { Exchanger } from '../request/request.js'
import { countAnswered, mailboxName } from '../protocol/mailbox.js'
import { send } from './ask.js'

/** Old and new messages, in the order of smarthome.py. Asterisk answers zeros for a mailbox that it does not know. */
export type MailboxTuple = readonly [old: number, new: number]

export const mailboxCount =
  (exchange: Exchanger) =>
  (mailbox: string, context?: string): Observable<MailboxTuple> =>
    send(exchange)({ Action: 'MailboxCount', Mailbox: mailboxName(mailbox, context) }).pipe(
      map(({ frame }): MailboxTuple => {
        const counted = countAnswered(frame)
        return O.isSome(counted) ? [counted.value.old, counted.value.new] : [0, 0]
      }),
    )
