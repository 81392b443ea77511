/** The sides of a call: its caller, and the phones behind Local channels. */
import type { Attempt, CallLeg, CallState } from './callState.js'
import { bridgeIn } from '../bridges/members.js'
import { compareAge } from '../age.js'

const isDialled = (call: CallState, uniqueid: string): boolean =>
  call.attempts.some(({ to }) => to.uniqueid === uniqueid)

/** The side that placed the call: the oldest one that nobody dialled, else the phone that AMI called first. */
export const callerOf = (call: CallState): CallLeg | undefined => {
  const real = [...call.legs.values()].filter(({ isHidden }) => !isHidden)
  const [placed] = real
    .filter((leg) => leg.placed === true && !isDialled(call, leg.uniqueid))
    .sort((a, b) => compareAge(a.uniqueid, b.uniqueid))
  return placed ?? real.find(({ uniqueid }) => call.originated.has(uniqueid))
}

/** The newest attempt to reach that channel. */
export const attemptTo = (call: CallState, uniqueid: string): Attempt | undefined =>
  call.attempts.findLast(({ to }) => to.uniqueid === uniqueid)

const bridgeMate = (call: CallState, half: CallLeg | undefined): CallLeg | undefined => {
  const bridge = bridgeIn(half?.record)
  if (bridge === undefined) return undefined
  return [...call.legs.values()].find(({ isHidden, record }) => !isHidden && bridgeIn(record) === bridge)
}

/** Local channels in a row that are followed. */
const MOST_HOPS = 16

/** The phone for which a channel dials: itself, or the one before its Local channels. */
export const sourceOf = (call: CallState, uniqueid: string, hops = 0): CallLeg | undefined => {
  const leg = call.legs.get(uniqueid)
  if (leg === undefined || !leg.isHidden) return leg
  const half = call.pairs.get(uniqueid)
  if (half === undefined || hops > MOST_HOPS) return undefined
  const by = attemptTo(call, half)?.by
  return by === undefined || by === '' ? bridgeMate(call, call.legs.get(half)) : sourceOf(call, by, hops + 1)
}

/** The name of the device behind a channel: its own, or the one that its Local channels dial; undefined where that is not known. */
export const deviceBehind = (call: CallState, uniqueid: string, hops = 0): string | undefined => {
  const half = call.pairs.get(uniqueid)
  if (half === undefined || hops > MOST_HOPS) return undefined
  const attempt = call.attempts.findLast(({ by }) => by === half)
  if (attempt === undefined) return undefined
  return attempt.isHidden ? deviceBehind(call, attempt.to.uniqueid, hops + 1) : attempt.to.device
}
