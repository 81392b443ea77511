/** The queues of a simulation: members, callers and counters, and the lines by which Asterisk shows them. */
import { asyncScheduler } from 'rxjs'
import type { SimulatedQueue } from '../options.js'

/** A member at one moment. `status`: Asterisk's number of its device state. */
export interface QueueMemberState {
  readonly name: string
  readonly location: string
  readonly stateInterface: string
  readonly membership: 'static' | 'dynamic'
  readonly penalty: number
  readonly callsTaken: number
  readonly lastCall: number
  readonly lastPause: number
  readonly loginTime: number
  readonly inCall: boolean
  readonly status: number
  readonly paused: boolean
  readonly reason: string
}

/** A caller that waits. `member`: the interface and the channel that rings for it. */
export interface QueueCallerState {
  readonly uniqueid: string
  readonly joined: number
  readonly original: number
  readonly ringing: { readonly location: string; readonly uniqueid: string } | undefined
}

/** A caller that talks to a member. */
export interface QueueTalk {
  readonly caller: string
  readonly member: string
  readonly location: string
  readonly holdTime: number
  readonly began: number
}

export interface QueueState {
  readonly name: string
  readonly members: Map<string, QueueMemberState>
  /** The longest wait first. */
  callers: readonly QueueCallerState[]
  talks: readonly QueueTalk[]
  completed: number
  abandoned: number
  holdTime: number
  talkTime: number
}

/** Epoch seconds of the simulation. */
export const seconds = (milliseconds = asyncScheduler.now()): number => Math.floor(milliseconds / 1000)

export const newMember = (location: string, about: Partial<QueueMemberState> = {}): QueueMemberState => ({
  name: location,
  location,
  stateInterface: location,
  membership: 'static',
  penalty: 0,
  callsTaken: 0,
  lastCall: 0,
  lastPause: 0,
  loginTime: seconds(),
  inCall: false,
  status: 1,
  paused: false,
  reason: '',
  ...about,
})

export const newQueue = (name: string, members: SimulatedQueue['members']): QueueState => ({
  name,
  members: new Map(members.map((location) => [location, newMember(location)])),
  callers: [],
  talks: [],
  completed: 0,
  abandoned: 0,
  holdTime: 0,
  talkTime: 0,
})

/** The queues of the options. Their entries are channels that only the list shows. */
export const queuesOf = (given: Readonly<Record<string, SimulatedQueue>>): Map<string, QueueState> =>
  new Map(
    Object.entries(given).map(([name, { members, entries }]) => {
      const queue = newQueue(name, members)
      queue.callers = entries.map((uniqueid, index) => ({
        uniqueid,
        joined: asyncScheduler.now(),
        original: index + 1,
        ringing: undefined,
      }))
      return [name, queue]
    }),
  )

/** A restart: callers and dynamic members are gone, counters begin anew. */
export const restartQueue = (queue: QueueState): void => {
  for (const [location, { membership }] of queue.members) {
    if (membership === 'dynamic') queue.members.delete(location)
    else queue.members.set(location, newMember(location))
  }
  Object.assign(queue, { ...newQueue(queue.name, []), members: queue.members })
}

const flag = (on: boolean): string => (on ? '1' : '0')

/** The lines that events and lists have in common, behind the names of the member. */
const stateLines = (member: QueueMemberState): readonly string[] => [
  `StateInterface: ${member.stateInterface}`,
  `Membership: ${member.membership}`,
  `Penalty: ${member.penalty}`,
  `CallsTaken: ${member.callsTaken}`,
  `LastCall: ${member.lastCall}`,
  `LastPause: ${member.lastPause}`,
  `LoginTime: ${member.loginTime}`,
  `InCall: ${flag(member.inCall)}`,
  `Status: ${member.status}`,
  `Paused: ${flag(member.paused)}`,
  `PausedReason: ${member.reason}`,
]

/** The lines of an event about a member. */
export const memberLines = (queue: string, member: QueueMemberState): readonly string[] => [
  `Queue: ${queue}`,
  `MemberName: ${member.name}`,
  `Interface: ${member.location}`,
  ...stateLines(member),
  'Ringinuse: 1',
  'Wrapuptime: 0',
]

/** The item of a member in QueueStatus, which has other names for its headers. */
export const memberItem = (queue: string, member: QueueMemberState): readonly string[] => [
  'Event: QueueMember',
  `Queue: ${queue}`,
  `Name: ${member.name}`,
  `Location: ${member.location}`,
  ...stateLines(member),
  'Wrapuptime: 0',
]

export const paramsItem = (queue: QueueState): readonly string[] => [
  'Event: QueueParams',
  `Queue: ${queue.name}`,
  'Max: 0',
  'Strategy: ringall',
  `Calls: ${queue.callers.length}`,
  `Holdtime: ${queue.holdTime}`,
  `TalkTime: ${queue.talkTime}`,
  `Completed: ${queue.completed}`,
  `Abandoned: ${queue.abandoned}`,
  'ServiceLevel: 0',
  'ServicelevelPerf: 0.0',
  'ServicelevelPerf2: 0.0',
  'Weight: 0',
]

/** The item of a queue in QueueSummary. */
export const summaryItem = (queue: QueueState): readonly string[] => {
  const members = [...queue.members.values()]
  const loggedIn = members.filter(({ status }) => status !== 5 && status !== 4)
  const longest = Math.max(0, ...queue.callers.map(({ joined }) => seconds() - seconds(joined)))
  return [
    'Event: QueueSummary',
    `Queue: ${queue.name}`,
    `LoggedIn: ${loggedIn.length}`,
    `Available: ${loggedIn.filter(({ status, paused }) => status === 1 && !paused).length}`,
    `Callers: ${queue.callers.length}`,
    `HoldTime: ${queue.holdTime}`,
    `TalkTime: ${queue.talkTime}`,
    `LongestHoldTime: ${longest}`,
  ]
}
