/** The talks of a call: who hears whom, over bridges and Local channels. */
import * as O from 'fp-ts/lib/Option.js'
import { bridgeIn } from '../bridges/members.js'
import type { CallLeg, CallState } from './callState.js'
import { isHidden, legOf } from './leg.js'
import type { Talk } from './liveCall.js'

/** Sides of one conversation that are paired. A bridge with more sides is a conference. */
const MOST_SIDES = 8

/** Talks that are remembered of one call. */
const MOST_TALKS = 100

/** The living channels that hear a channel. `talksIn`: true for a bridge whose members talk. */
const component = (call: CallState, first: CallLeg, talksIn: (bridge: string) => boolean): readonly CallLeg[] => {
  const found = new Set([first])
  const living = [...call.legs.values()].filter(({ record }) => record !== undefined)
  // a set grows while it is walked
  for (const leg of found) {
    const bridge = bridgeIn(leg.record)
    const half = call.pairs.get(leg.uniqueid)
    for (const other of living) {
      const shares = bridge !== undefined && bridgeIn(other.record) === bridge && talksIn(bridge)
      if (shares || other.uniqueid === half) found.add(other)
    }
  }
  return [...found]
}

const deviceOfLeg = ({ record }: CallLeg): readonly string[] =>
  record === undefined || isHidden(record.name) ? [] : [legOf(record).device]

const pairKey = ([a, b]: Talk['between']): string => `${a}\n${b}`

const sorted = (a: string, b: string): Talk['between'] => (a < b ? [a, b] : [b, a])

/** The pairs of devices that talk now. */
const talking = (call: CallState, talksIn: (bridge: string) => boolean): ReadonlyMap<string, Talk['between']> => {
  const pairs = new Map<string, Talk['between']>()
  const seen = new Set<CallLeg>()
  for (const leg of call.legs.values()) {
    if (leg.isHidden || seen.has(leg) || bridgeIn(leg.record) === undefined) continue
    const legs = component(call, leg, talksIn)
    for (const each of legs) seen.add(each)
    const devices = legs.flatMap(deviceOfLeg).slice(0, MOST_SIDES)
    devices.forEach((one, index) => {
      for (const two of devices.slice(index + 1)) pairs.set(pairKey(sorted(one, two)), sorted(one, two))
    })
  }
  return pairs
}

/** Ends and begins talks after channels moved; returns true if anything changed. */
export const updateTalks = (call: CallState, at: number, talksIn: (bridge: string) => boolean): boolean => {
  if (call.optimized.size > 0) return false
  const now = talking(call, talksIn)
  const open = new Set(call.talks.filter(({ until }) => O.isNone(until)).map(({ between }) => pairKey(between)))
  const begun = [...now].filter(([key]) => !open.has(key)).map(([, between]) => between)
  if (begun.length === 0 && [...open].every((key) => now.has(key))) return false
  const kept = call.talks.map((talk) =>
    O.isSome(talk.until) || now.has(pairKey(talk.between)) ? talk : { ...talk, until: O.some(at) },
  )
  call.talks = [...kept, ...begun.map((between) => ({ between, from: at, until: O.none }))].slice(-MOST_TALKS)
  return true
}
