/** A light that is on while a mailbox has new messages. */
import * as O from 'fp-ts/lib/Option.js'
import { distinctUntilChanged, map, type Subscription } from 'rxjs'
import type { Asterisk, MailboxCount } from '../../src/index.js' // in your program: 'rx-asterisk'
import { asProgram } from './environment.js'

/** The new messages, urgent ones among them: Asterisk counts the two apart. */
const newMessages = (count: MailboxCount): number => count.new + O.getOrElse(() => 0)(count.urgent)

/** The light is right from the start, and right again after an outage. */
export const mailboxLight = (asterisk: Asterisk, mailbox: string, light: (on: boolean) => void): Subscription => {
  const on$ = asterisk.mailbox(mailbox).pipe(
    map((count) => newMessages(count) > 0),
    distinctUntilChanged(),
  )
  return asterisk.logic(on$, light)
}

asProgram(import.meta.filename, (asterisk) =>
  mailboxLight(asterisk, '2222', (on) => {
    console.log(`the light is ${on ? 'on' : 'off'}`)
  }),
)
