/** A light that shines while a mailbox holds messages that nobody has heard. */
import * as O from 'fp-ts/lib/Option.js'
import { distinctUntilChanged, map, type Subscription } from 'rxjs'
import type { Asterisk, MailboxCount } from '../../src/index.js' // in your program: 'rx-asterisk'
import { asProgram } from './environment.js'

/** Asterisk counts urgent messages apart from the new ones. */
const unheard = (count: MailboxCount): number => count.new + O.getOrElse(() => 0)(count.urgent)

/** Right from the start, and right again after an outage. */
export const mailboxLight = (asterisk: Asterisk, mailbox: string, light: (on: boolean) => void): Subscription => {
  const on$ = asterisk.mailbox(mailbox).pipe(
    map((count) => unheard(count) > 0),
    distinctUntilChanged(),
  )
  return asterisk.logic(on$, light)
}

asProgram(import.meta.filename, (asterisk) =>
  mailboxLight(asterisk, '2222', (on) => {
    console.log(`the light is ${on ? 'on' : 'off'}`)
  }),
)
