/** Devices: which channels are theirs, and what that makes of them. */
import * as O from 'fp-ts/lib/Option.js'
import { type Channel, sameChannel } from '../protocol/channel.js'

/** What a device does; `channels` are the living ones, oldest first. */
export interface DeviceState {
  /** The busiest thing it does: a phone that talks and rings for a second call is `Talking`; its `channels` tell the rest. */
  readonly _tag: 'Idle' | 'Ringing' | 'Dialing' | 'Talking' | 'OnHold'
  /** `incoming`: it was called; `outgoing`: it placed the call; none when idle, or when we came too late to see. */
  readonly direction: O.Option<'incoming' | 'outgoing'>
  /** The number of the other side. */
  readonly peer: O.Option<string>
  /** Since when, as epoch milliseconds. */
  readonly since: number
  readonly channels: readonly Channel[]
}

/** Made by old Asterisks around a real channel, or inside by new ones: no device of their own. */
const WRAPPERS = /^(?:AsyncGoto|Surrogate|Announcer|Recorder|ConfBridgeRecorder|CBAnn|CBRec)\//

/** The part that makes a channel's name unique: `-0000001a`, `-00000004;2`, `-1<ZOMBIE>`. */
const SUFFIX = /-[0-9a-f]+(?:;[12])?(?:<[^>]*>)?$/i

/** Technologies are compared in any case, device names exactly (endpoint names are case-sensitive in PJSIP). */
const normal = (device: string): string => {
  const slash = device.indexOf('/')
  return slash < 0 ? device : device.slice(0, slash).toLowerCase() + device.slice(slash)
}

/** The key under which `device(name)` is found: `2222`, `PJSIP/2222`. */
export const keyOfDevice = normal

/**
 * The keys of a channel's device, with its technology and without: `PJSIP/2222-00000001` is `pjsip/2222` and `2222`.
 * Cut at the last dash, as Asterisk itself does (`ast_channel_get_device_name`), so names may hold dashes.
 */
export const keysOfChannel = (name: string): readonly string[] => {
  const device = name.replace(SUFFIX, '')
  const slash = device.indexOf('/')
  if (slash < 0 || WRAPPERS.test(name)) return []
  return [normal(device), normal(device.slice(slash + 1))]
}

const RANK: readonly DeviceState['_tag'][] = ['Idle', 'OnHold', 'Ringing', 'Dialing', 'Talking']

const activityOf = ({ state, held, placed }: Channel): DeviceState['_tag'] => {
  if (state === 'up') return held ? 'OnHold' : 'Talking'
  return O.isSome(placed) && !placed.value ? 'Ringing' : 'Dialing'
}

/** What channels make of a device. `now`: epoch milliseconds, for the time since when it is idle. */
export const deviceStateOf = (channels: readonly Channel[], now: number): DeviceState => {
  const [busiest] = [...channels].sort((a, b) => RANK.indexOf(activityOf(b)) - RANK.indexOf(activityOf(a)))
  if (busiest === undefined) return { _tag: 'Idle', direction: O.none, peer: O.none, since: now, channels }
  return {
    _tag: activityOf(busiest),
    direction: O.map((placed: boolean) => (placed ? ('outgoing' as const) : ('incoming' as const)))(busiest.placed),
    peer: busiest.connected.number,
    since: busiest.since,
    channels,
  }
}

const sameAt = (channel: Channel, other: Channel | undefined): boolean =>
  other !== undefined && sameChannel(channel, other)

/** Equal to those who watch: what it does, with whom, since when, and its channels. */
export const sameState = (a: DeviceState, b: DeviceState): boolean =>
  a._tag === b._tag &&
  O.toUndefined(a.direction) === O.toUndefined(b.direction) &&
  O.toUndefined(a.peer) === O.toUndefined(b.peer) &&
  (a._tag === 'Idle' || a.since === b.since) &&
  a.channels.length === b.channels.length &&
  a.channels.every((channel, index) => sameAt(channel, b.channels[index]))
