/** The events of one queue, each as a change of its state. Every one returns true where people see a difference. */
import type { Frame } from '../../protocol/frame.js'
import { joining, leaving, positionOf } from './callers.js'
import type { Ends } from './ends.js'
import type { Legs } from './legs.js'
import { called, completed, connected, type MemberRecord, type Telling, told, unrung } from './member.js'
import { callerIn, interfaceIn, memberIn, uniqueidIn } from './read.js'
import type { QueueState } from './state.js'

/** The memory beside the queues. `doubt`: the event contradicts the state of its queue. */
export interface Around {
  readonly ends: Ends
  readonly legs: Legs
  readonly doubt: (queue: QueueState) => void
}

type Apply = (queue: QueueState, frame: Frame, telling: Telling, around: Around) => boolean

const hasCount = (queue: QueueState, frame: Frame): boolean => frame.exact('Count') === String(queue.callers.length)

const joins: Apply = (queue, frame, { at }, { ends, doubt }) => {
  const caller = callerIn(frame, at)
  if (caller.uniqueid === '') return false
  ends.callerJoined(queue.name, caller.uniqueid)
  const changed = queue.setCallers(joining(queue.callers, caller))
  if (!hasCount(queue, frame)) doubt(queue)
  return changed
}

const leaves: Apply = (queue, frame, _telling, { ends, doubt }) => {
  const uniqueid = uniqueidIn(frame)
  ends.callerLeft(queue.name, uniqueid)
  const position = positionOf(queue.callers, uniqueid)
  const changed = queue.setCallers(leaving(queue.callers, uniqueid))
  // a change of priorities is told by nothing else (asterisk 202, 1204)
  if (!hasCount(queue, frame) || (position > 0 && frame.exact('Position') !== String(position))) doubt(queue)
  return changed
}

/** Changes a member, if the queue has it. */
const change = (queue: QueueState, frame: Frame, next: (before: MemberRecord) => MemberRecord): boolean => {
  const before = queue.member(interfaceIn(frame))
  if (before === undefined) return false
  const after = next(before)
  return after !== before && queue.put(after)
}

/** Ends the rings for a caller who no longer waits. */
const release = (queue: QueueState, frame: Frame, legs: Legs): boolean =>
  legs
    .released(uniqueidIn(frame))
    .map(({ member, unrung: channel }) => {
      const before = queue.member(member)
      return before !== undefined && channel !== undefined && queue.put(unrung(before, channel))
    })
    .includes(true)

const abandons: Apply = (queue, frame, _telling, { legs }) => {
  const released = release(queue, frame, legs)
  return queue.count('abandoned') || released
}

const calls: Apply = (queue, frame, { link }, { legs }) =>
  change(queue, frame, (before) => {
    const channel = legs.called({ queue: queue.name, member: before.member.interface }, frame)
    return called(before, channel, link)
  })

const givesUp: Apply = (queue, frame, _telling, { legs }) =>
  change(queue, frame, (before) => {
    const channel = frame.exact('DestUniqueid') ?? ''
    legs.unrung(channel)
    return unrung(before, channel)
  })

const connects: Apply = (queue, frame, telling, { legs }) => {
  const changed = change(queue, frame, (before) => {
    const place = { queue: queue.name, member: before.member.interface }
    return connected(before, legs.connected(place, frame, before.ring !== undefined), telling)
  })
  return release(queue, frame, legs) || changed
}

const ends: Apply = (queue, frame, telling, { legs }) =>
  change(queue, frame, (before) => {
    legs.ended({ queue: queue.name, member: before.member.interface })
    return completed(before, telling)
  })

/** The member hung up while an announcement was played to it: no call was completed (`app_queue.c:try_calling`). */
const dumps: Apply = (queue, frame, telling, around) => {
  const isOver = givesUp(queue, frame, telling, around)
  return ends(queue, frame, telling, around) || isOver
}

const completes: Apply = (queue, frame, telling, around) => {
  const ended = ends(queue, frame, telling, around)
  return queue.count('completed') || ended
}

/** Sets a member as a frame tells it; its conversation is forgotten with its call. */
export const tell = (queue: QueueState, frame: Frame, telling: Telling, legs: Legs): boolean => {
  const now = memberIn(frame)
  if (now.interface === '') return false
  const record = told(now, queue.member(now.interface), telling)
  if (!record.member.inCall) legs.ended({ queue: queue.name, member: now.interface })
  return queue.put(record)
}

const changes: Apply = (queue, frame, telling, around) =>
  around.ends.isRemoved(queue.name, interfaceIn(frame)) ? false : tell(queue, frame, telling, around.legs)

const added: Apply = (queue, frame, telling, around) => {
  around.ends.memberAdded(queue.name, interfaceIn(frame))
  return tell(queue, frame, telling, around.legs)
}

const removed: Apply = (queue, frame, _telling, around) => {
  const member = interfaceIn(frame)
  around.ends.memberRemoved(queue.name, member)
  around.legs.ended({ queue: queue.name, member })
  return queue.remove(member)
}

const EVENTS = {
  QueueCallerJoin: joins,
  QueueCallerLeave: leaves,
  QueueCallerAbandon: abandons,
  AgentCalled: calls,
  AgentRingNoAnswer: givesUp,
  AgentConnect: connects,
  AgentComplete: completes,
  AgentDump: dumps,
  QueueMemberStatus: changes,
  QueueMemberPause: changes,
  QueueMemberPenalty: changes,
  QueueMemberRinginuse: changes,
  QueueMemberAdded: added,
  QueueMemberRemoved: removed,
} as const satisfies Readonly<Record<string, Apply>>

/** The events of class agent that the model reads. */
export const QUEUE_EVENTS: readonly (keyof typeof EVENTS)[] = [
  'QueueCallerJoin',
  'QueueCallerLeave',
  'QueueCallerAbandon',
  'AgentCalled',
  'AgentRingNoAnswer',
  'AgentConnect',
  'AgentComplete',
  'AgentDump',
  'QueueMemberStatus',
  'QueueMemberPause',
  'QueueMemberPenalty',
  'QueueMemberRinginuse',
  'QueueMemberAdded',
  'QueueMemberRemoved',
]

const BY_NAME: ReadonlyMap<string, Apply> = new Map(Object.entries(EVENTS))

/** The change that an event makes; undefined for one that is about no queue. */
export const applying = (name: string): Apply | undefined => BY_NAME.get(name)
