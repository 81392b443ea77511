/** Devices, queues, parked calls, rooms, registrations, mailboxes and UserEvents as JSON. */
import type {
  Conference,
  DeviceState,
  Endpoint,
  MailboxCount,
  ParkedCall,
  Queue,
  QueueCaller,
  QueueMember,
  Registration,
  UserEvent,
} from '../index.js'
import type * as O from 'fp-ts/lib/Option.js'
import { deviceName, type JsonObject, orNull, party, short, textOrNull, within } from './json.js'

const STATES: Readonly<Record<DeviceState['_tag'], string>> = {
  Idle: 'free',
  Ringing: 'ringing',
  Dialing: 'dialing',
  Talking: 'talking',
  OnHold: 'held',
}

/** A device is unreachable where its endpoint has no contact, and nothing else is known of it. */
export const deviceJson = (
  id: string,
  name: string,
  state: DeviceState | undefined,
  endpoint: Endpoint | undefined,
  calls: readonly string[],
): JsonObject => {
  const reachable = endpoint === undefined || endpoint.reachable === 'unknown' ? null : endpoint.reachable === 'yes'
  const activity = state === undefined ? 'unknown' : STATES[state._tag]
  return {
    id,
    name,
    state: activity === 'free' && reachable === false ? 'unreachable' : activity,
    direction: state === undefined ? null : orNull(state.direction),
    peer: state === undefined ? null : within(party)(state.peer),
    since: state === undefined ? null : orNull(state.since),
    calls,
    reachable,
  }
}

const caller = ({ uniqueid, position, callerId, joined }: QueueCaller): JsonObject => ({
  id: uniqueid,
  position,
  who: party(callerId),
  since: joined,
})

const MEMBER_STATES: Readonly<Partial<Record<QueueMember['state'], string>>> = {
  NOT_INUSE: 'free',
  INUSE: 'talking',
  BUSY: 'talking',
  RINGING: 'ringing',
  RINGINUSE: 'ringing',
  ONHOLD: 'held',
  UNAVAILABLE: 'unreachable',
  INVALID: 'unreachable',
}

const member = (each: QueueMember): JsonObject => ({
  interface: each.interface,
  name: short(each.name),
  state: each.ringing ? 'ringing' : each.talking ? 'talking' : (MEMBER_STATES[each.state] ?? 'unknown'),
  paused: within((pause: QueueMember['paused'] extends O.Option<infer P> ? P : never) => ({
    reason: textOrNull(pause.reason),
    since: orNull(pause.since),
  }))(each.paused),
  callsTaken: each.callsTaken,
  lastCall: orNull(each.lastCall),
})

/** `serviceLevel` is in milliseconds; `served`: percent of the answered callers who waited no longer. */
export const queueJson = (queue: Queue): JsonObject => ({
  id: queue.name,
  name: queue.name,
  waiting: queue.callers.map(caller),
  members: queue.members.map(member),
  completed: queue.completed,
  abandoned: queue.abandoned,
  serviceLevel: queue.serviceLevel,
  served: queue.serviceLevelPerf,
})

export const parkedJson = ({ lot, space, uniqueid, callerId, parker, since, timesOutAt }: ParkedCall): JsonObject => ({
  id: uniqueid,
  lot,
  space,
  who: party(callerId),
  parker: orNull(parker),
  since: orNull(since),
  returnsAt: orNull(timesOutAt),
})

export const roomJson = ({ room, users, locked, recording }: Conference): JsonObject => ({
  id: room,
  room,
  users: users.map((user) => ({
    id: user.uniqueid,
    device: deviceName(user.channel),
    who: party(user.callerId),
    admin: user.admin,
    muted: user.muted,
    talking: user.talking,
    since: orNull(user.since),
  })),
  locked: orNull(locked),
  recording: orNull(recording),
})

export const registrationJson = ({ name, state, since }: Registration): JsonObject => ({
  id: name,
  name,
  state,
  since: orNull(since),
})

export const mailboxJson = (box: string, count: MailboxCount): JsonObject => ({
  id: box,
  box,
  new: count.new,
  old: count.old,
  urgent: orNull(count.urgent),
})

export const userEventJson = (event: UserEvent, at: number): JsonObject => ({
  at,
  name: short(event.name),
  source: textOrNull(event.source),
  value: textOrNull(event.value),
})
