/** The state of a device: the sum of its channels. */
import * as O from 'fp-ts/lib/Option.js'
import { type Channel, type Party, sameChannel, sameParty } from '../protocol/channel.js'
import { sameOption } from '../protocol/value.js'

/** The activity of a device; `channels` are the living ones, oldest first. */
export interface DeviceState {
  /** The busiest activity: a phone that talks and rings for a second call is `Talking`; its `channels` show the rest. */
  readonly _tag: 'Idle' | 'Ringing' | 'Dialing' | 'Talking' | 'OnHold'
  /** `incoming`: the device was called; `outgoing`: it placed the call; none when idle, or where no event showed the beginning. */
  readonly direction: O.Option<'incoming' | 'outgoing'>
  /** Number and name of the other side; none where neither is known. */
  readonly peer: O.Option<Party>
  /** The beginning of this state, as epoch milliseconds; none for a device that was idle before anybody watched. */
  readonly since: O.Option<number>
  readonly channels: readonly Channel[]
}

const RANK: readonly DeviceState['_tag'][] = ['Idle', 'OnHold', 'Ringing', 'Dialing', 'Talking']

const activityOf = ({ state, held, placed }: Channel): DeviceState['_tag'] => {
  if (state === 'up') return held ? 'OnHold' : 'Talking'
  return O.isSome(placed) && !placed.value ? 'Ringing' : 'Dialing'
}

const peerOf = (party: Party): O.Option<Party> =>
  O.isNone(party.number) && O.isNone(party.name) ? O.none : O.some(party)

/** The state that channels make. `idleSince`: the end of the last channel, as epoch milliseconds. */
export const deviceStateOf = (channels: readonly Channel[], idleSince: O.Option<number>): DeviceState => {
  const [busiest] = [...channels].sort((a, b) => RANK.indexOf(activityOf(b)) - RANK.indexOf(activityOf(a)))
  if (busiest === undefined) return { _tag: 'Idle', direction: O.none, peer: O.none, since: idleSince, channels }
  return {
    _tag: activityOf(busiest),
    direction: O.map((placed: boolean) => (placed ? ('outgoing' as const) : ('incoming' as const)))(busiest.placed),
    peer: peerOf(busiest.connected),
    since: O.some(busiest.since),
    channels,
  }
}

const sameAt = (channel: Channel, other: Channel | undefined): boolean =>
  other !== undefined && sameChannel(channel, other)

const samePeer = (a: O.Option<Party>, b: O.Option<Party>): boolean =>
  O.isSome(a) ? O.isSome(b) && sameParty(a.value, b.value) : O.isNone(b)

/** Equal for people who watch: activity, peer, beginning and channels. */
export const sameState = (a: DeviceState, b: DeviceState): boolean =>
  a._tag === b._tag &&
  sameOption(a.direction, b.direction) &&
  samePeer(a.peer, b.peer) &&
  sameOption(a.since, b.since) &&
  a.channels.length === b.channels.length &&
  a.channels.every((channel, index) => sameAt(channel, b.channels[index]))
