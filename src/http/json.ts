/** The values of the live models as JSON: a none is null, a time is epoch milliseconds. */
import * as O from 'fp-ts/lib/Option.js'
import {
  type Channel,
  type Conference,
  deviceOf,
  type DeviceState,
  type Endpoint,
  type Leg,
  type LiveCall,
  type MailboxCount,
  type ParkedCall,
  type Party,
  type Queue,
  type QueueCaller,
  type QueueMember,
  type Registration,
  type UserEvent,
} from '../index.js'

/** A value of JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** An object of JSON. */
export type JsonObject = Readonly<Record<string, Json>>

const orNull = <A extends Json>(option: O.Option<A>): A | null => (O.isSome(option) ? option.value : null)

const within =
  <A>(json: (value: A) => Json) =>
  (option: O.Option<A>): Json =>
    O.isSome(option) ? json(option.value) : null

const party = ({ number, name }: Party): JsonObject => ({ number: orNull(number), name: orNull(name) })

/** The name of a channel's device; the channel itself where it has none. */
export const deviceName = (channel: string): string =>
  orNull(O.map(({ name }: { name: string }) => name)(deviceOf(channel))) ?? channel

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

const leg = ({ device, technology, channel, uniqueid, number, name }: Leg): JsonObject => ({
  device,
  technology,
  channel,
  uniqueid,
  number: orNull(number),
  name: orNull(name),
})

/** The activity of a call, for people: `held` where one of its channels is on hold. */
const callState = (call: LiveCall, channels: ReadonlyMap<string, Channel> | undefined): string => {
  if (O.isSome(call.parked)) return 'parked'
  const isTalking = call.talks.some(({ until }) => O.isNone(until))
  const uniqueids = new Set(legsOf(call).map(({ uniqueid }) => uniqueid))
  const isHeld = channels !== undefined && [...uniqueids].some((each) => channels.get(each)?.held === true)
  if (isTalking) return isHeld ? 'held' : 'talking'
  if (call.attempts.some(({ outcome, ended }) => O.isNone(outcome) && O.isNone(ended))) return 'ringing'
  return O.isSome(call.conference) || O.isSome(call.dialplan) ? 'talking' : 'dialing'
}

/** All sides of a call, the caller first, each channel once. */
export const legsOf = ({ caller, answeredBy, attempts }: LiveCall): readonly Leg[] => {
  const legs = [...(O.isSome(caller) ? [caller.value] : []), ...answeredBy, ...attempts.map(({ to }) => to)]
  return [...new Map(legs.map((each) => [each.uniqueid, each])).values()]
}

export const callJson = (call: LiveCall, channels?: ReadonlyMap<string, Channel>): JsonObject => ({
  id: call.id,
  state: callState(call, channels),
  caller: within(leg)(call.caller),
  called: orNull(call.called),
  attempts: call.attempts.map(({ to, by, outcome, began, ended }) => ({
    to: leg(to),
    by: within(leg)(by),
    outcome: orNull(outcome),
    began,
    ended: orNull(ended),
  })),
  answeredBy: call.answeredBy.map(leg),
  talks: call.talks.map(({ between, from, until }) => ({ between, from, until: orNull(until) })),
  transfers: call.transfers.map(({ kind, by, to }) => ({ kind, by: leg(by), to })),
  queue: within((queue: LiveCall['queue'] extends O.Option<infer Q> ? Q : never) => ({
    name: queue.name,
    member: orNull(queue.member),
    interface: orNull(queue.interface),
  }))(call.queue),
  conference: orNull(call.conference),
  parked: within((parked: LiveCall['parked'] extends O.Option<infer P> ? P : never) => ({
    lot: parked.lot,
    space: parked.space,
    since: parked.since,
  }))(call.parked),
  recording: call.recording,
  began: call.began,
  answeredAt: orNull(call.answeredAt),
  ended: orNull(call.ended),
  seenFrom: call.seenFrom,
  outcome: orNull(call.outcome),
})

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
  name: each.name,
  state: each.ringing ? 'ringing' : each.talking ? 'talking' : (MEMBER_STATES[each.state] ?? 'unknown'),
  paused: within((pause: QueueMember['paused'] extends O.Option<infer P> ? P : never) => ({
    reason: orNull(pause.reason),
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
  name: event.name,
  source: orNull(event.source),
  value: orNull(event.value),
})
