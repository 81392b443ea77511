/** What a channel and a bridge are, and the headers by which Asterisk shows them. */

/** A caller id; an empty text is unknown, which Asterisk spells `<unknown>`. */
export interface Party {
  readonly number: string
  readonly name: string
}

/** Asterisk's numbers of the channel states that occur here. */
const STATES = { Down: 0, Ring: 4, Ringing: 5, Up: 6, Busy: 7 } as const

/** The states that a simulated channel can have, in Asterisk's words. */
export type ChannelState = keyof typeof STATES

/** A channel as it is at one moment. */
export interface Channel {
  readonly name: string
  readonly uniqueid: string
  readonly linkedid: string
  readonly state: ChannelState
  readonly caller: Party
  readonly connected: Party
  readonly account: string
  readonly context: string
  readonly exten: string
  /** The step of the extension, counted from 1. */
  readonly priority: number
  readonly application: string
  readonly data: string
  /** The bridge it is in. */
  readonly bridge: string
  /** Why it ends, as Q.850 cause. */
  readonly cause: number
  readonly held: boolean
  /** Where it goes on after its bridge, when its partner transferred it. */
  readonly transfer: { readonly context: string; readonly exten: string } | undefined
  /** Milliseconds of the scheduler. */
  readonly since: number
}

/** A caller id that nobody knows. */
export const NOBODY: Party = { number: '', name: '' }

/** `PJSIP/door-2-0000001a` → `PJSIP/door-2`: cut at the last dash, as Asterisk does it (`ast_channel_get_device_name`). */
export const deviceOf = (channelName: string): string => channelName.slice(0, channelName.lastIndexOf('-'))

const known = (text: string): string => (text === '' ? '<unknown>' : text)

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** Names are escaped like C strings since 13.5, numbers are not. */
const escaped = (name: string): string => known(name).replace(/[\\"'?\n\r\t]/g, (sign) => ESCAPES[sign] ?? `\\${sign}`)

/** The headers of a channel; `prefix` tells several channels of one event apart (`Dest`, `LocalOne`). */
export const channelLines = (channel: Channel, prefix = ''): readonly string[] =>
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

/** The headers of a bridge. */
export const bridgeLines = (id: string, channels: number): readonly string[] => [
  `BridgeUniqueid: ${id}`,
  'BridgeType: basic',
  'BridgeTechnology: simple_bridge',
  'BridgeCreator: <unknown>',
  'BridgeName: <unknown>',
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

/** What SIP said or was told, which Asterisk shows since 22.7 (and 20.17) where a phone had a say. */
const SIP_ANSWERS: Readonly<Record<number, string>> = { 17: '486', 19: '480', 21: '603' }

const techCause = ({ name, cause }: Channel): readonly string[] => {
  const answer = name.startsWith('PJSIP/') ? SIP_ANSWERS[cause] : undefined
  return answer === undefined ? [] : [`TechCause: ${answer}`]
}

/** The headers that tell why a channel ended. */
export const causeLines = (channel: Channel): readonly string[] => [
  `Cause: ${channel.cause}`,
  `Cause-txt: ${CAUSES[channel.cause] ?? 'Unknown'}`,
  ...techCause(channel),
]

/** The headers that tell why the far side hung up. */
export const requestLines = (channel: Channel): readonly string[] => [`Cause: ${channel.cause}`, ...techCause(channel)]
