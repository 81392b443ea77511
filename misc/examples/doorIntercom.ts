/** A door station: rings three phones for 20 s, connects the first, opens at digit 5 of that call, and sends a mail when nobody came. */
import * as E from 'fp-ts/lib/Either.js'
import { EMPTY, filter, mergeMap, type Subscription, tap } from 'rxjs'
import { type Asterisk, attempt, show } from '../../src/index.js' // in your program: 'rx-asterisk'
import { asProgram } from './environment.js'

/** The effects of the door and of the house. */
export interface House {
  readonly open: () => void
  /** `why` is the reason of each phone, as a sentence. */
  readonly mail: (why: string) => void
}

/**
 * `UserEvent(Door)` starts it. A bell that rings while the phones ring, or while somebody talks to the door, is dropped. Needs read classes
 * `call`, `dtmf` and `user`, and write classes `originate` and `call`.
 */
export const doorIntercom = (
  asterisk: Asterisk,
  { phones, digit }: { readonly phones: readonly string[]; readonly digit: string },
  { open, mail }: House,
): Subscription =>
  asterisk.logic(
    asterisk.userEvent('Door'),
    () =>
      asterisk.callFirst(phones, '240', 'door', { callerId: 'Door <30>', timeout: 20_000 }).pipe(
        attempt(),
        mergeMap((taken) => {
          // the digits of this call only, until its end: a 5 in another call of that phone opens nothing
          if (E.isRight(taken)) return taken.right.dtmf$
          mail(show(taken.left))
          return EMPTY
        }),
        filter((pressed) => pressed.digit === digit),
        tap(open),
      ),
    { overlap: 'drop' },
  )

asProgram(import.meta.filename, (asterisk) =>
  doorIntercom(
    asterisk,
    { phones: ['PJSIP/200', 'PJSIP/300', 'PJSIP/2222'], digit: '5' },
    {
      open: () => {
        console.log('the door is open')
      },
      mail: (why) => {
        console.log(`mail: somebody was at the door; ${why}`)
      },
    },
  ),
)
