/** Values of Asterisk → the JSON of their topics. Pure. What is absent is null, and its key is there. */
import * as O from 'fp-ts/lib/Option.js'
import type {
  CallerChannel,
  CallLogEntry,
  DeviceState,
  DeviceStateWord,
  Digit,
  MailboxCount,
  UserEvent,
} from '../index.js'
import { harmless, iso, orNull } from './text.js'

/** The words of Home Assistant's call monitor, and one for a call on hold. */
export const PHONE_STATES = ['idle', 'ringing', 'dialing', 'talking', 'on_hold'] as const

/** The activity of a phone. */
export interface PhonePayload {
  readonly state: (typeof PHONE_STATES)[number]
  /** True in a call: dialing, talking, on hold; false while the phone only rings. */
  readonly busy: boolean
  readonly direction: 'incoming' | 'outgoing' | null
  readonly number: string | null
  readonly name: string | null
  readonly since: string | null
  /** The number of calls that the phone has; the busiest one is shown. */
  readonly calls: number
}

const STATE_WORDS: Readonly<Record<DeviceState['_tag'], PhonePayload['state']>> = {
  Idle: 'idle',
  Ringing: 'ringing',
  Dialing: 'dialing',
  Talking: 'talking',
  OnHold: 'on_hold',
}

export const phonePayload = ({ _tag, direction, peer, since, channels }: DeviceState): PhonePayload => ({
  state: STATE_WORDS[_tag],
  busy: _tag !== 'Idle' && _tag !== 'Ringing',
  direction: O.toNullable(direction),
  number: O.isSome(peer) ? orNull(peer.value.number) : null,
  name: O.isSome(peer) ? orNull(peer.value.name) : null,
  since: O.toNullable(O.map(iso)(since)),
  calls: channels.length,
})

/** Equal for people: early events move the beginning by a millisecond, and say the same. */
export const samePhone = (a: PhonePayload, b: PhonePayload): boolean =>
  a.state === b.state &&
  a.direction === b.direction &&
  a.number === b.number &&
  a.name === b.name &&
  a.calls === b.calls

/** The busiest phone of a group, the first of several; `calls` are those of all. */
export const groupPayload = (phones: readonly PhonePayload[]): PhonePayload | undefined => {
  const rank = ({ state }: PhonePayload): number =>
    (['idle', 'on_hold', 'ringing', 'dialing', 'talking'] as const).indexOf(state)
  const [busiest] = [...phones].sort((a, b) => rank(b) - rank(a))
  const calls = phones.reduce((sum, phone) => sum + phone.calls, 0)
  return busiest === undefined ? undefined : { ...busiest, calls }
}

/** A device is registered unless it is unavailable; null where Asterisk does not know it. */
export const registeredPayload = (
  state: DeviceStateWord,
): { readonly registered: boolean | null; readonly state: string } => ({
  registered: state === 'INVALID' || state === 'UNKNOWN' ? null : state !== 'UNAVAILABLE',
  state,
})

export const mailboxPayload = ({ new: fresh, old, urgent }: MailboxCount) => ({
  new: fresh,
  old,
  urgent: O.toNullable(urgent),
})

/** The most bytes of all headers of one event: Home Assistant keeps no larger attributes. */
const MOST_BYTES = 12 * 1024

/** The headers by name, the first of a name; those beyond the limit are left out. */
const headersOf = ({ headers }: UserEvent): Readonly<Record<string, string>> => {
  const kept = new Map<string, string>()
  let bytes = 0
  for (const [name, value] of headers) {
    const [key, text] = [harmless(name), harmless(value)]
    bytes += new TextEncoder().encode(JSON.stringify([key, text])).length
    if (bytes > MOST_BYTES) break
    if (!kept.has(key)) kept.set(key, text)
  }
  return Object.fromEntries(kept)
}

/** A UserEvent. `type`: `ring` for a doorbell, else the name of the configuration. */
export const eventPayload = (event: UserEvent, type: string, id: string, at: number) => ({
  event_type: type,
  id,
  time: iso(at),
  source: orNull(event.source),
  value: orNull(event.value),
  destination: orNull(event.destination),
  headers: headersOf(event),
  caller: O.toNullable(
    O.map(({ channel, callerId }: CallerChannel) => ({
      number: orNull(callerId.number),
      name: orNull(callerId.name),
      channel: harmless(channel),
    }))(event.channel),
  ),
})

export const digitPayload = ({ digit }: Digit, id: string) => ({ event_type: 'digit', digit: harmless(digit), id })

/** An entry of the call log. */
export const logPayload = (entry: CallLogEntry) => ({
  id: entry.call,
  device: harmless(entry.device),
  direction: entry.direction,
  number: orNull(entry.other.number),
  name: orNull(entry.other.name),
  result: entry.result,
  began: entry.began,
  answered: O.toNullable(entry.answered),
  ended: O.toNullable(entry.ended),
  /** Seconds. */
  talked: Math.round(entry.talked / 1000),
})
