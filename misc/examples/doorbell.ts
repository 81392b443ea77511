/** A doorbell rings all phones. The first one to answer is connected with the door, and the others stop ringing. */
import * as E from 'fp-ts/lib/Either.js'
import { defaultIfEmpty, filter, map, merge, type Subscription, take, tap } from 'rxjs'
import { type Asterisk, attempt } from '../../src/index.js' // in your program: 'rx-asterisk'
import { asProgram } from './environment.js'

/**
 * `UserEvent(Door)` starts it. `answered` gets the channel that took the call, or undefined when no phone answered.
 *
 * A bell that rings while the phones ring is dropped.
 */
export const doorbell = (
  asterisk: Asterisk,
  phones: readonly string[],
  answered: (channel: string | undefined) => void,
): Subscription => {
  const ring = (phone: string) => asterisk.call(phone, '240', 'door', { callerId: 'Door <30>', timeout: 20_000 })
  const ringAll = () =>
    // a busy or switched-off phone must not stop the others: its failure becomes a value, which is left out
    merge(...phones.map((phone) => ring(phone).pipe(attempt()))).pipe(
      filter(E.isRight),
      map(({ right }) => right.channel),
      take(1), // at the first answer it unsubscribes from the other calls: they have no answer yet, so they are cancelled
      defaultIfEmpty(undefined),
      tap(answered),
    )
  return asterisk.logic(asterisk.userEvent('Door'), ringAll, { overlap: 'drop' })
}

asProgram(import.meta.filename, (asterisk) =>
  doorbell(asterisk, ['PJSIP/2222', 'PJSIP/200'], (channel) => {
    console.log(channel === undefined ? 'nobody came to the door' : `${channel} talks to the door`)
  }),
)
