/** A digit on a phone opens the door while the phone talks to the door station. Needs read class `dtmf`. */
import * as O from 'fp-ts/lib/Option.js'
import { filter, map, type Subscription, withLatestFrom } from 'rxjs'
import type { Asterisk, Channel, Uniqueid } from '../../src/index.js' // in your program: 'rx-asterisk'
import { asProgram } from './environment.js'

/** `PJSIP/200` of `PJSIP/200-0000001a`. Names of endpoints may have dashes too, so the name is cut at the last one. */
const deviceOf = ({ name }: Channel): string => name.slice(0, name.lastIndexOf('-'))

/** True when the two talk to each other: Asterisk has put them into one bridge. No caller id can forge a bridge. */
const inOneCall = (channels: ReadonlyMap<Uniqueid, Channel>, one: string, other: string): boolean => {
  const bridges = (device: string): readonly string[] =>
    [...channels.values()].flatMap((channel) =>
      deviceOf(channel) === device && O.isSome(channel.bridge) ? [channel.bridge.value] : [],
    )
  const others = bridges(other)
  return bridges(one).some((bridge) => others.includes(bridge))
}

export const openDoor = (
  asterisk: Asterisk,
  { phone, door, digit }: { readonly phone: string; readonly door: string; readonly digit: string },
  open: () => void,
): Subscription => {
  const wanted$ = asterisk.dtmf(phone).pipe(
    filter((pressed) => pressed.digit === digit),
    withLatestFrom(asterisk.channel$),
    filter(([, channels]) => inOneCall(channels, phone, door)),
    map(() => undefined),
  )
  return asterisk.logic(wanted$, open)
}

asProgram(import.meta.filename, (asterisk) =>
  openDoor(asterisk, { phone: 'PJSIP/200', door: 'PJSIP/30', digit: '5' }, () => {
    console.log('the door is open')
  }),
)
