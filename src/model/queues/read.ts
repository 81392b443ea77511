/** Frames of queues → plain values. Lists and events have other header names for one thing. */
import * as O from 'fp-ts/lib/Option.js'
import type { Party } from '../../protocol/channel.js'
import { DEVICE_STATES, type DeviceStateWord } from '../../protocol/codec.js'
import type { Frame } from '../../protocol/frame.js'
import { count, known, unescaped } from '../../protocol/value.js'
import { copied } from '../copied.js'
import type { QueueCaller, QueueSettings } from './queue.js'

const text = (frame: Frame, header: string): string => frame.exact(header) ?? ''

const numberIn = (frame: Frame, header: string): number => {
  const value = Number(frame.exact(header) ?? '')
  return Number.isFinite(value) ? value : 0
}

const milliseconds = (frame: Frame, header: string): number => numberIn(frame, header) * 1000

/** A time of Asterisk's clock; 0 means never. */
const timeIn = (frame: Frame, header: string): O.Option<number> => {
  const time = milliseconds(frame, header)
  return time > 0 ? O.some(time) : O.none
}

/** A member as one frame tells it: an item of a list, or any event about the whole member. */
export interface ToldMember {
  readonly interface: string
  readonly stateInterface: string
  readonly name: string
  readonly state: DeviceStateWord
  readonly isPaused: boolean
  readonly reason: O.Option<string>
  readonly pausedSince: O.Option<number>
  readonly penalty: number
  readonly inCall: boolean
  readonly callsTaken: number
  readonly lastCall: O.Option<number>
  readonly dynamic: boolean
  readonly ringInUse: O.Option<boolean>
}

/** The key of a member: events call it `Interface`, lists `Location`. */
export const interfaceIn = (frame: Frame): string => frame.exact('Interface') ?? text(frame, 'Location')

export const memberIn = (frame: Frame): ToldMember => {
  const ringInUse = frame.exact('Ringinuse')
  return {
    interface: interfaceIn(frame),
    stateInterface: text(frame, 'StateInterface'),
    name: frame.exact('MemberName') ?? text(frame, 'Name'),
    state: DEVICE_STATES[numberIn(frame, 'Status')] ?? 'UNKNOWN',
    isPaused: text(frame, 'Paused') === '1',
    reason: O.map(copied)(known(frame.exact('PausedReason'))),
    pausedSince: timeIn(frame, 'LastPause'),
    penalty: numberIn(frame, 'Penalty'),
    inCall: text(frame, 'InCall') === '1',
    callsTaken: numberIn(frame, 'CallsTaken'),
    lastCall: timeIn(frame, 'LastCall'),
    dynamic: text(frame, 'Membership') === 'dynamic',
    ringInUse: ringInUse === undefined ? O.none : O.some(ringInUse === '1'),
  }
}

export const uniqueidIn = (frame: Frame): string => text(frame, 'Uniqueid')

/** Lists write `unknown` without brackets where events write `<unknown>`. */
const partPresent = (value: string | undefined): O.Option<string> =>
  value === 'unknown' ? O.none : O.map((each: string) => copied(unescaped(each)))(known(value))

const partyIn = (frame: Frame): Party => ({
  number: partPresent(frame.exact('CallerIDNum')),
  name: partPresent(frame.exact('CallerIDName')),
})

/** A caller in QueueCallerJoin, at its moment, or in an item of a list, which tells the wait in seconds. */
export const callerIn = (frame: Frame, at: number): QueueCaller => ({
  uniqueid: copied(uniqueidIn(frame)),
  channel: copied(text(frame, 'Channel')),
  position: numberIn(frame, 'Position'),
  joined: at - milliseconds(frame, 'Wait'),
  callerId: partyIn(frame),
  priority: frame.event === 'QueueEntry' ? count(frame.exact('Priority')) : O.none,
})

/** The counters that events move between two lists. */
export interface Counters {
  readonly completed: number
  readonly abandoned: number
}

export const countersIn = (frame: Frame): Counters => ({
  completed: numberIn(frame, 'Completed'),
  abandoned: numberIn(frame, 'Abandoned'),
})

export const settingsIn = (frame: Frame, name: string): QueueSettings => ({
  name,
  strategy: copied(text(frame, 'Strategy')),
  max: numberIn(frame, 'Max'),
  weight: numberIn(frame, 'Weight'),
  holdTime: milliseconds(frame, 'Holdtime'),
  talkTime: milliseconds(frame, 'TalkTime'),
  serviceLevel: milliseconds(frame, 'ServiceLevel'),
  serviceLevelPerf: numberIn(frame, 'ServicelevelPerf'),
  serviceLevelPerf2: numberIn(frame, 'ServicelevelPerf2'),
})

/** A place in the dialplan. */
export interface Place {
  readonly context: string
  readonly exten: string
  readonly priority: string
}

export const placeIn = (frame: Frame): Place => ({
  context: copied(text(frame, 'Context')),
  exten: copied(text(frame, 'Exten')),
  priority: copied(text(frame, 'Priority')),
})
