/** A queue with its callers and members, as its list and its events show it. */
import * as O from 'fp-ts/lib/Option.js'
import type { Party, Uniqueid } from '../../protocol/channel.js'
import type { DeviceStateWord } from '../../protocol/codec.js'
import { sameOption } from '../../protocol/value.js'

/** A caller who waits in a queue. */
export interface QueueCaller {
  readonly uniqueid: Uniqueid
  /** `PJSIP/302-0000001e` */
  readonly channel: string
  /** 1 for the caller who is next. */
  readonly position: number
  /** The beginning of the wait, as epoch milliseconds. To the second where only a list shows it. */
  readonly joined: number
  readonly callerId: Party
  /** Callers with a higher number are next. Only lists tell it. */
  readonly priority: O.Option<number>
}

/** A pause of a member. */
export interface QueuePause {
  /** The reason that was given; none where none was. */
  readonly reason: O.Option<string>
  /** The beginning, as epoch milliseconds; none where nothing tells it. */
  readonly since: O.Option<number>
}

/** A member of one queue: an agent's phone. A phone in two queues is a member of each. */
export interface QueueMember {
  /** The name that Asterisk dials, and the key of the member: `PJSIP/2222`, `Local/301@members/n`. */
  readonly interface: string
  /** The device whose state is `state`: `PJSIP/301`, `hint:998@internal`. */
  readonly stateInterface: string
  readonly name: string
  /** The state of the phone, whatever it is busy with. */
  readonly state: DeviceStateWord
  readonly paused: O.Option<QueuePause>
  readonly penalty: number
  /** True while Asterisk counts the member as busy with a call of this queue. */
  readonly inCall: boolean
  /** The beginning of that call, as epoch milliseconds; none where it began before the first list, or there is none. */
  readonly inCallSince: O.Option<number>
  /** True while the member's phone talks with a caller of this queue. False at once when the member hands the caller over. */
  readonly talking: boolean
  /** True while this queue rings the member. A ring that began before the first list is not known. */
  readonly ringing: boolean
  readonly callsTaken: number
  /** The end of the last call, as epoch milliseconds; none before the first one. */
  readonly lastCall: O.Option<number>
  /** True for a member that an agent, a program or the dialplan added; false for one of the configuration. */
  readonly dynamic: boolean
  /** True where the queue rings a phone that is in use. None until an event tells it: no list does. */
  readonly ringInUse: O.Option<boolean>
}

/**
 * A queue at one moment. Times are epoch milliseconds, durations milliseconds. Counters and averages begin anew when Asterisk restarts and at
 * `QueueReset`.
 *
 * @example
 * import type { Queue } from 'rx-asterisk'
 *
 * const longestWait = ({ callers }: Queue, now: number): number => Math.max(0, ...callers.map(({ joined }) => now - joined))
 */
export interface Queue {
  readonly name: string
  /** `ringall`, `leastrecent` … */
  readonly strategy: string
  /** The number of callers that may wait; 0: no limit. */
  readonly max: number
  readonly weight: number
  /** The callers who wait, in their order. */
  readonly callers: readonly QueueCaller[]
  readonly members: readonly QueueMember[]
  /** The calls that members answered and that ended. */
  readonly completed: number
  /** The callers who left without an answer, also by a timeout. */
  readonly abandoned: number
  /** The average wait of answered callers. From the newest list. */
  readonly holdTime: number
  /** The average length of a call. From the newest list. */
  readonly talkTime: number
  /** The wait within which a call should be answered. */
  readonly serviceLevel: number
  /** Percent of the answered callers who waited no longer than that. From the newest list. */
  readonly serviceLevelPerf: number
  /** Percent of the answered and abandoned callers who were answered within it. From the newest list. */
  readonly serviceLevelPerf2: number
}

/** The facts of a queue that only its list tells. */
export type QueueSettings = Omit<Queue, 'callers' | 'members' | 'completed' | 'abandoned'>

const samePause = O.getEq<QueuePause>({
  equals: (a, b) => sameOption(a.reason, b.reason) && sameOption(a.since, b.since),
})

/** Equal in everything that people can see. The interface is the key. */
export const sameMember = (a: QueueMember, b: QueueMember): boolean =>
  a === b ||
  (a.state === b.state &&
    a.inCall === b.inCall &&
    a.talking === b.talking &&
    a.ringing === b.ringing &&
    a.callsTaken === b.callsTaken &&
    a.penalty === b.penalty &&
    a.name === b.name &&
    a.stateInterface === b.stateInterface &&
    a.dynamic === b.dynamic &&
    samePause.equals(a.paused, b.paused) &&
    sameOption(a.inCallSince, b.inCallSince) &&
    sameOption(a.lastCall, b.lastCall) &&
    sameOption(a.ringInUse, b.ringInUse))

/** Equal in everything that people can see. */
export const sameCaller = (a: QueueCaller, b: QueueCaller): boolean =>
  a === b ||
  (a.uniqueid === b.uniqueid &&
    a.position === b.position &&
    a.joined === b.joined &&
    a.channel === b.channel &&
    sameOption(a.callerId.number, b.callerId.number) &&
    sameOption(a.callerId.name, b.callerId.name) &&
    sameOption(a.priority, b.priority))

const SETTINGS = [
  'strategy',
  'max',
  'weight',
  'holdTime',
  'talkTime',
  'serviceLevel',
  'serviceLevelPerf',
  'serviceLevelPerf2',
] as const satisfies readonly (keyof QueueSettings)[]

/** Equal in everything that a list tells of the queue itself. */
export const sameSettings = (a: QueueSettings, b: QueueSettings): boolean => SETTINGS.every((key) => a[key] === b[key])
