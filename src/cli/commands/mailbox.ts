/** `mailbox`: counts the messages of a mailbox. */
import { map } from 'rxjs'
import { asking } from '../asking.js'
import { text } from '../valueTypes.js'
import { outputLine } from '../output.js'
import { argument } from '../word.js'

export const mailbox = asking(
  {
    name: 'mailbox',
    summary: 'count the messages of a mailbox',
    details: [
      'A mailbox that does not exist counts as empty: Asterisk shows no difference. Needs write=call or write=reporting.',
    ],
    words: { mailbox: argument(text('MAILBOX'), '2222, or 2222@office in a context other than default') },
    examples: ['rx-asterisk mailbox 2222'],
  },
  ({ mailbox }) =>
    ({ mailboxCount }) =>
      mailboxCount(mailbox).pipe(
        map(([old, fresh]) => outputLine(`${fresh} new, ${old} old`, { mailbox, new: fresh, old })),
      ),
)
