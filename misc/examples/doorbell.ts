/** The doorbell rings all phones; the first to answer talks to the door, and the others stop ringing. */
import * as E from 'fp-ts/lib/Either.js'
import { defaultIfEmpty, filter, map, merge, type Subscription, take, tap } from 'rxjs'
import { type Asterisk, attempt } from '../../src/index.js' // in your program: 'rx-asterisk'
import { asProgram } from './environment.js'

/**
 * `UserEvent(Door)` starts it; `answered` hears which channel took the call, or undefined when nobody did.
 *
 * Bells that ring while the phones ring already are dropped.
 */
export const doorbell = (
  asterisk: Asterisk,
  phones: readonly string[],
  answered: (channel: string | undefined) => void,
): Subscription => {
  const ring = (phone: string) => asterisk.call(phone, '240', 'door', 'Door <30>', { timeout: 20_000 })
  const ringAll = () =>
    // a phone that is busy or switched off must not stop the others: its failure becomes a value, which is left out
    merge(...phones.map((phone) => ring(phone).pipe(attempt()))).pipe(
      filter(E.isRight),
      map(({ right }) => right.channel),
      take(1), // ends the other calls: whoever unsubscribes from a call before the answer cancels it
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
