/** Frames of calls beside those of channels, for tests. A channel's name is its Uniqueid, as in the other frames of tests. */
import { frame, type Frame } from '../../src/index.js'
import { and, eventOf, hangup, newchannel, newstate } from './wire.js'

/** The headers of a channel with a prefix. */
const side = (prefix: string, channel: string, linkedid = channel): readonly string[] => [
  `${prefix}Channel: ${channel}`,
  `${prefix}CallerIDNum: ${/\/(.*)-/.exec(channel)?.[1] ?? ''}`,
  `${prefix}Uniqueid: ${channel}`,
  `${prefix}Linkedid: ${linkedid}`,
]

/** An event about several channels: `between('Pickup', { '': 'PJSIP/301-3', Target: 'PJSIP/200-2' })`. */
export const between = (
  event: string,
  channels: Readonly<Record<string, string>>,
  ...lines: readonly string[]
): Frame =>
  frame(`Event: ${event}`, ...Object.entries(channels).flatMap(([prefix, name]) => side(prefix, name)), ...lines)

export const dials = (from: string, to: string): Frame =>
  frame('Event: DialBegin', ...side('', from), ...side('Dest', to, from), `DialString: ${to}`)

export const dialEnds = (from: string, to: string, status: string): Frame =>
  frame('Event: DialEnd', ...side('', from), ...side('Dest', to, from), `DialStatus: ${status}`)

export const enters = (channel: string, bridge: string, linkedid = channel, type = 'basic'): Frame =>
  and(eventOf('BridgeEnter', channel, { linkedid }), `BridgeUniqueid: ${bridge}`, `BridgeType: ${type}`)

export const leaves = (channel: string, bridge: string, linkedid = channel): Frame =>
  and(eventOf('BridgeLeave', channel, { linkedid }), `BridgeUniqueid: ${bridge}`, 'BridgeType: basic')

/** `from` calls `to`, whose phone rings. */
export const rings = (from: string, to: string): readonly Frame[] => [
  newchannel(from, 'Ring'),
  newchannel(to, 'Down', { linkedid: from }),
  dials(from, to),
  newstate(to, 'Ringing', { linkedid: from }),
]

/** `to` answers, and both talk in that bridge. */
export const answers = (from: string, to: string, bridge = 'b'): readonly Frame[] => [
  newstate(to, 'Up', { linkedid: from }),
  dialEnds(from, to, 'ANSWER'),
  newstate(from, 'Up'),
  enters(to, bridge, from),
  enters(from, bridge),
]

/** Both hang up. */
export const hangsUp = (...channels: readonly string[]): readonly Frame[] => channels.map((name) => hangup(name))
