/** Legs: the sides of a call, from channels and from frames. */
import * as O from 'fp-ts/lib/Option.js'
import { deviceOf } from '../../protocol/device.js'
import type { Frame } from '../../protocol/frame.js'
import { known, unescaped } from '../../protocol/value.js'
import type { ChannelRecord } from '../channelRecord.js'
import { copied } from '../copied.js'
import type { Leg } from './liveCall.js'

const LOCAL = /^Local\//i

/** True for channels that Asterisk makes for itself, and for the halves of Local channels: they are no side of a call. */
export const isHidden = (channel: string): boolean => LOCAL.test(channel) || O.isNone(deviceOf(channel))

const copiedOption = O.map(copied)

/** `number`, `name`: as the frame shows them. All texts are copies, so that a leg keeps no frame in memory. */
const legFrom = (channel: string, uniqueid: string, number: O.Option<string>, name: O.Option<string>): Leg => {
  const device = O.getOrElse(() => ({ technology: '', name: channel }))(deviceOf(channel))
  return {
    device: copied(device.name),
    technology: copied(device.technology),
    channel: copied(channel),
    uniqueid: copied(uniqueid),
    number: copiedOption(number),
    name: copiedOption(name),
  }
}

/** The leg of a channel. */
export const legOf = ({ name, uniqueid, channel: { callerId } }: ChannelRecord): Leg =>
  legFrom(name, uniqueid, callerId.number, callerId.name)

/** The leg whose headers have that prefix in an event: `Dest`, `Transferer` …; undefined where the event lacks it. */
export const legIn = (frame: Frame, prefix: string): Leg | undefined => {
  const channel = frame.exact(`${prefix}Channel`)
  const uniqueid = frame.exact(`${prefix}Uniqueid`)
  if (channel === undefined || channel === '' || uniqueid === undefined || uniqueid === '') return undefined
  const number = known(frame.exact(`${prefix}CallerIDNum`))
  return legFrom(channel, uniqueid, number, O.map(unescaped)(known(frame.exact(`${prefix}CallerIDName`))))
}

export const sameLeg = (a: Leg, b: Leg): boolean => a.uniqueid === b.uniqueid
