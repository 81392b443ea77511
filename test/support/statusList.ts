/** A new link of a recording: its login, and the list of the channels that live then. */
import * as O from 'fp-ts/lib/Option.js'
import { type Channel, frame, type Frame, streams } from '../../src/index.js'
import { CHANNEL_STATES } from '../../src/protocol/channelState.js'
import { Subject } from 'rxjs'
import { listEnds, listStarts, login } from './wire.js'

const text = O.getOrElse(() => '<unknown>')

/** `AppDial`: the application of a phone that was called. */
const application = ({ placed }: Channel): string => (O.isSome(placed) && !placed.value ? 'AppDial' : 'Dial')

const item = (channel: Channel, prefix: string): Frame =>
  frame(
    'Event: Status',
    `ActionID: ${prefix}-2-snapshot`,
    `Channel: ${channel.name}`,
    `ChannelState: ${CHANNEL_STATES.indexOf(channel.state)}`,
    `CallerIDNum: ${text(channel.callerId.number)}`,
    `CallerIDName: ${text(channel.callerId.name)}`,
    `ConnectedLineNum: ${text(channel.connected.number)}`,
    `ConnectedLineName: ${text(channel.connected.name)}`,
    `Context: ${channel.context}`,
    `Exten: ${channel.exten}`,
    `Uniqueid: ${channel.uniqueid}`,
    `Linkedid: ${channel.linkedid}`,
    `BridgeID: ${O.getOrElse(() => '')(channel.bridge)}`,
    `Application: ${application(channel)}`,
    'Seconds: 1',
  )

/** The channels that live after each frame of a recording. */
export const livingAfter = (frames: readonly Frame[]): readonly (readonly Channel[])[] => {
  const frame$ = new Subject<Frame>()
  let living: readonly Channel[] = []
  streams(frame$).channel$.subscribe((channels) => (living = [...channels.values()]))
  return frames.map((each) => {
    frame$.next(each)
    return living
  })
}

/** The list of those channels, whole. */
const listOf = (channels: readonly Channel[], prefix = 'rz'): readonly Frame[] => [
  listStarts(prefix),
  ...channels.map((channel) => item(channel, prefix)),
  listEnds(prefix),
]

/** A login, and the list twice, as the driver asks it. */
export const relink = (channels: readonly Channel[], prefix = 'rz'): readonly Frame[] => [
  login(prefix),
  ...listOf(channels, prefix),
  ...listOf(channels, prefix),
]
