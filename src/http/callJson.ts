/** A live call as JSON. */
import * as O from 'fp-ts/lib/Option.js'
import type { Leg, LiveCall } from '../index.js'
import { type JsonObject, orNull, textOrNull, within } from './json.js'

const leg = ({ device, technology, channel, uniqueid, number, name }: Leg): JsonObject => ({
  device,
  technology,
  channel,
  uniqueid,
  number: textOrNull(number),
  name: textOrNull(name),
})

/** The activity of a call, for people. */
const callState = (call: LiveCall, isHeld: boolean): string => {
  if (O.isSome(call.parked)) return 'parked'
  if (call.talks.some(({ until }) => O.isNone(until))) return isHeld ? 'held' : 'talking'
  if (call.attempts.some(({ outcome, ended }) => O.isNone(outcome) && O.isNone(ended))) return 'ringing'
  return O.isSome(call.conference) || O.isSome(call.dialplan) ? 'talking' : 'dialing'
}

/** All sides of a call, the caller first, each channel once. */
export const legsOf = ({ caller, answeredBy, attempts }: LiveCall): readonly Leg[] => {
  const legs = [...(O.isSome(caller) ? [caller.value] : []), ...answeredBy, ...attempts.map(({ to }) => to)]
  return [...new Map(legs.map((each) => [each.uniqueid, each])).values()]
}

/** `isHeld`: one of its channels is on hold. */
export const callJson = (call: LiveCall, isHeld: boolean): JsonObject => ({
  id: call.id,
  state: callState(call, isHeld),
  caller: within(leg)(call.caller),
  called: textOrNull(call.called),
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
