/** A channel and a bridge of the simulation, and the headers by which Asterisk shows them. */

/** A caller id; an empty text is unknown, which Asterisk writes as `<unknown>`. */
export interface SimulatedParty {
  readonly number: string
  readonly name: string
}

/** Asterisk's numbers of the channel states that the simulation uses. */
const STATES = { Down: 0, Ring: 4, Ringing: 5, Up: 6, Busy: 7 } as const

/** The states of a simulated channel, in Asterisk's words. */
export type SimulatedChannelState = keyof typeof STATES

/** A channel at one moment. */
export interface SimulatedChannel {
  readonly name: string
  readonly uniqueid: string
  readonly linkedid: string
  readonly state: SimulatedChannelState
  readonly caller: SimulatedParty
  readonly connected: SimulatedParty
  readonly account: string
  readonly context: string
  readonly exten: string
  /** The number of the current step of the extension, from 1 on. */
  readonly priority: number
  readonly application: string
  readonly data: string
  /** The id of its bridge; '' outside a bridge. */
  readonly bridge: string
  /** The Q.850 cause of its end. */
  readonly cause: number
  readonly held: boolean
  /** The extension to run after the bridge, when the partner transferred this channel. */
  readonly transfer: { readonly context: string; readonly exten: string } | undefined
  /** The time of its start: milliseconds of the scheduler. */
  readonly since: number
}

/** The unknown caller id. */
export const NOBODY: SimulatedParty = { number: '', name: '' }

/**
 * The device of a channel: `PJSIP/door-2-0000001a` → `PJSIP/door-2`. Cut at the last dash, like Asterisk (`ast_channel_get_device_name`).
 */
export const deviceOf = (channelName: string): string => channelName.slice(0, channelName.lastIndexOf('-'))

const known = (text: string): string => (text === '' ? '<unknown>' : text)

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** A caller name with the escapes of C strings, which Asterisk writes since 13.5. Numbers have no escapes. */
const escaped = (name: string): string => known(name).replace(/[\\"'?\n\r\t]/g, (sign) => ESCAPES[sign] ?? `\\${sign}`)

/** The headers of a channel; `prefix` distinguishes the channels of an event with several (`Dest`, `LocalOne`). */
export const channelLines = (channel: SimulatedChannel, prefix = ''): readonly string[] =>
  [
    `Channel: ${channel.name}`,
    `ChannelState: ${STATES[channel.state]}`,
    `ChannelStateDesc: ${channel.state}`,
    `CallerIDNum: ${known(channel.caller.number)}`,
    `CallerIDName: ${escaped(channel.caller.name)}`,
    `ConnectedLineNum: ${known(channel.connected.number)}`,
    `ConnectedLineName: ${escaped(channel.connected.name)}`,
    'Language: en',
    `AccountCode: ${channel.account}`,
    `Context: ${channel.context}`,
    `Exten: ${channel.exten}`,
    `Priority: ${channel.priority}`,
    `Uniqueid: ${channel.uniqueid}`,
    `Linkedid: ${channel.linkedid}`,
  ].map((line) => prefix + line)

/** The kind of a bridge, in the headers' order: type, technology, creator, name. */
export type BridgeKind = readonly [type: string, technology: string, creator: string, name: string]

const BASIC: BridgeKind = ['basic', 'simple_bridge', '<unknown>', '<unknown>']

/** The headers of a bridge. */
export const bridgeLines = (id: string, channels: number, kind = BASIC): readonly string[] => [
  `BridgeUniqueid: ${id}`,
  `BridgeType: ${kind[0]}`,
  `BridgeTechnology: ${kind[1]}`,
  `BridgeCreator: ${kind[2]}`,
  `BridgeName: ${kind[3]}`,
  `BridgeNumChannels: ${channels}`,
  'BridgeVideoSourceMode: none',
]

const CAUSES: Readonly<Record<number, string>> = {
  0: 'Unknown',
  16: 'Normal Clearing',
  17: 'User busy',
  19: 'User alerting, no answer',
  21: 'Call Rejected',
  26: 'Answered elsewhere',
  34: 'Circuit/channel congestion',
}

/** The SIP status of a hangup, in TechCause: since 22.7 and 20.17, for channels of phones only. */
const SIP_ANSWERS: Readonly<Record<number, string>> = { 17: '486', 19: '480', 21: '603' }

const techCause = ({ name, cause }: SimulatedChannel): readonly string[] => {
  const answer = name.startsWith('PJSIP/') ? SIP_ANSWERS[cause] : undefined
  return answer === undefined ? [] : [`TechCause: ${answer}`]
}

/** The headers for the cause of a channel's end. */
export const causeLines = (channel: SimulatedChannel): readonly string[] => [
  `Cause: ${channel.cause}`,
  `Cause-txt: ${CAUSES[channel.cause] ?? 'Unknown'}`,
  ...techCause(channel),
]

/** The headers for the cause of a hangup by the far side. */
export const requestLines = (channel: SimulatedChannel): readonly string[] => [
  `Cause: ${channel.cause}`,
  ...techCause(channel),
]
