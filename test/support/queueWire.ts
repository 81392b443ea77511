/** Frames of queues, as Asterisk 22 sends them, for tests of what the models make of them. */
import { frame, type Frame } from '../../src/index.js'

/** The place in the dialplan at which the application Queue runs. */
export interface At {
  readonly context?: string
  readonly exten?: string
  readonly priority?: number
}

const channel = (uniqueid: string, { context = 'story', exten = 'q1', priority = 2 }: At): readonly string[] => [
  `Channel: PJSIP/302-${uniqueid}`,
  'CallerIDNum: 302',
  'CallerIDName: Carl 302',
  `Context: ${context}`,
  `Exten: ${exten}`,
  `Priority: ${priority}`,
  `Uniqueid: ${uniqueid}`,
  `Linkedid: ${uniqueid}`,
]

/** An event of a channel. */
export const ofChannel = (event: string, uniqueid: string, at: At = {}, ...more: readonly string[]): Frame =>
  frame(`Event: ${event}`, ...channel(uniqueid, at), ...more)

export const joins = (queue: string, uniqueid: string, position: number, count: number, at: At = {}): Frame =>
  ofChannel('QueueCallerJoin', uniqueid, at, `Queue: ${queue}`, `Position: ${position}`, `Count: ${count}`)

export const leaves = (queue: string, uniqueid: string, position: number, count: number, at: At = {}): Frame =>
  ofChannel('QueueCallerLeave', uniqueid, at, `Queue: ${queue}`, `Count: ${count}`, `Position: ${position}`)

export const abandons = (queue: string, uniqueid: string, at: At = {}): Frame =>
  ofChannel('QueueCallerAbandon', uniqueid, at, `Queue: ${queue}`, 'Position: 1', 'OriginalPosition: 1', 'HoldTime: 1')

/** An event between a caller and a member: AgentCalled, AgentConnect … `to`: the channel that was called, and its Uniqueid. */
export const agent = (
  event: string,
  queue: string,
  caller: string,
  member: string,
  [name, uniqueid]: readonly [name: string, uniqueid: string],
  ...more: readonly string[]
): Frame =>
  ofChannel(
    event,
    caller,
    {},
    `DestChannel: ${name}`,
    `DestUniqueid: ${uniqueid}`,
    `Queue: ${queue}`,
    `Interface: ${member}`,
    `MemberName: ${member}`,
    ...more,
  )

export interface MemberHeaders {
  readonly name?: string
  readonly stateInterface?: string
  readonly membership?: string
  readonly penalty?: number
  readonly callsTaken?: number
  readonly lastCall?: number
  readonly lastPause?: number
  readonly inCall?: 0 | 1
  readonly status?: number
  readonly paused?: 0 | 1
  readonly reason?: string
}

const memberLines = (of: MemberHeaders, member: string): readonly string[] => [
  `StateInterface: ${of.stateInterface ?? member}`,
  `Membership: ${of.membership ?? 'static'}`,
  `Penalty: ${of.penalty ?? 0}`,
  `CallsTaken: ${of.callsTaken ?? 0}`,
  `LastCall: ${of.lastCall ?? 0}`,
  `LastPause: ${of.lastPause ?? 0}`,
  'LoginTime: 1795905760',
  `InCall: ${of.inCall ?? 0}`,
  `Status: ${of.status ?? 1}`,
  `Paused: ${of.paused ?? 0}`,
  `PausedReason: ${of.reason ?? ''}`,
]

/** An event about the whole member. */
export const memberEvent = (event: string, queue: string, member: string, of: MemberHeaders = {}): Frame =>
  frame(
    `Event: ${event}`,
    `Queue: ${queue}`,
    `MemberName: ${of.name ?? member}`,
    `Interface: ${member}`,
    ...memberLines(of, member),
    'Ringinuse: 1',
    'Wrapuptime: 0',
  )

export interface QueueInList {
  readonly calls?: number
  readonly completed?: number
  readonly abandoned?: number
  readonly holdTime?: number
  readonly members?: Readonly<Record<string, MemberHeaders>>
  /** Uniqueids, in their order. */
  readonly callers?: readonly string[]
  readonly priorities?: Readonly<Record<string, number>>
}

const params = (queue: string, of: QueueInList): readonly string[] => [
  'Event: QueueParams',
  `Queue: ${queue}`,
  'Max: 5',
  'Strategy: ringall',
  `Calls: ${(of.callers ?? []).length}`,
  `Holdtime: ${of.holdTime ?? 0}`,
  'TalkTime: 0',
  `Completed: ${of.completed ?? 0}`,
  `Abandoned: ${of.abandoned ?? 0}`,
  'ServiceLevel: 10',
  'ServicelevelPerf: 50.0',
  'ServicelevelPerf2: 25.0',
  'Weight: 0',
]

const entry = (queue: string, uniqueid: string, position: number, priority: number): readonly string[] => [
  'Event: QueueEntry',
  `Queue: ${queue}`,
  `Position: ${position}`,
  `Channel: PJSIP/302-${uniqueid}`,
  `Uniqueid: ${uniqueid}`,
  'CallerIDNum: 302',
  'CallerIDName: Carl 302',
  'ConnectedLineNum: unknown',
  'ConnectedLineName: unknown',
  'Wait: 2',
  `Priority: ${priority}`,
]

/** The items of one queue in a list, without an ActionID. */
export const queueItems = (queue: string, of: QueueInList = {}): readonly (readonly string[])[] => [
  params(queue, of),
  ...Object.entries(of.members ?? {}).map(([member, headers]) => [
    'Event: QueueMember',
    `Queue: ${queue}`,
    `Name: ${headers.name ?? member}`,
    `Location: ${member}`,
    ...memberLines(headers, member),
    'Wrapuptime: 0',
  ]),
  ...(of.callers ?? []).map((uniqueid, index) => entry(queue, uniqueid, index + 1, of.priorities?.[uniqueid] ?? 0)),
]

/** A whole answer to a question about queues: `queues`, or `queue-support`. */
export const queueList = (
  question: string,
  queues: Readonly<Record<string, QueueInList>>,
  prefix = 'rx',
  ending = 'Complete',
): readonly Frame[] => {
  const id = `ActionID: ${prefix}-7-snapshot-${question}`
  return [
    frame('Response: Success', id, 'EventList: start', 'Message: Queue status will follow'),
    ...Object.entries(queues)
      .flatMap(([name, of]) => queueItems(name, of))
      .map((lines) => frame(...lines, id)),
    frame('Event: QueueStatusComplete', id, `EventList: ${ending}`, 'ListItems: 1'),
  ]
}
