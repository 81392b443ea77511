/** Shows who calls, on the screen of a phone's user, while the phone rings. */
import * as O from 'fp-ts/lib/Option.js'
import { distinctUntilChanged, map, type Subscription } from 'rxjs'
import type { Asterisk, LiveCall } from '../../src/index.js' // in your program: 'rx-asterisk'
import { asProgram } from './environment.js'

export interface Popped {
  readonly number: string
  readonly name: string
  /** The queue through which the call came. */
  readonly queue: string
}

const orEmpty = O.getOrElse(() => '')

/** A phone rings in a call while an attempt to reach it is open. */
const ringsAt = ({ attempts }: LiveCall, phone: string): boolean =>
  attempts.some(({ to, outcome }) => to.device === phone && O.isNone(outcome))

const popped = ({ caller, queue }: LiveCall): Popped => ({
  number: O.isSome(caller) ? orEmpty(caller.value.number) : '',
  name: O.isSome(caller) ? orEmpty(caller.value.name) : '',
  queue: O.isSome(queue) ? queue.value.name : '',
})

/** `show` gets the caller when the phone begins to ring, and undefined when it stops: answered, given up, or taken by another phone. */
export const screenPop = (
  asterisk: Asterisk,
  phone: string,
  show: (call: Popped | undefined) => void,
): Subscription => {
  const ringing$ = asterisk.callOf(phone).pipe(
    map((calls) => calls.find((call) => ringsAt(call, phone))),
    distinctUntilChanged((a, b) => a?.id === b?.id),
    map((call) => (call === undefined ? undefined : popped(call))),
  )
  return asterisk.logic(ringing$, show)
}

asProgram(import.meta.filename, (asterisk) =>
  screenPop(asterisk, '2222', (call) => {
    if (call !== undefined) console.log(`${call.number} ${call.name} ${call.queue}`.trim())
  }),
)
