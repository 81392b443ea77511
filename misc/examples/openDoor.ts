/** A digit on a phone opens the door while the phone talks to the door station. Needs read class `dtmf`. */
import * as O from 'fp-ts/lib/Option.js'
import { filter, map, type Subscription, withLatestFrom } from 'rxjs'
import { type Asterisk, type Channel, deviceOf, type Uniqueid } from '../../src/index.js' // in your program: 'rx-asterisk'
import { asProgram } from './environment.js'

/** True for a channel of a phone such as `PJSIP/200`. */
const isOf = (phone: string, channel: Channel): boolean => {
  const device = deviceOf(channel)
  return O.isSome(device) && `${device.value.technology}/${device.value.name}` === phone
}

/** True when the two talk to each other: Asterisk has put them into one bridge. No caller id can forge a bridge. */
const inOneCall = (channels: ReadonlyMap<Uniqueid, Channel>, one: string, other: string): boolean => {
  const bridges = (device: string): readonly string[] =>
    [...channels.values()].flatMap((channel) =>
      isOf(device, channel) && O.isSome(channel.bridge) ? [channel.bridge.value] : [],
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
