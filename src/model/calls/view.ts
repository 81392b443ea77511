/** The value of a call for people, from its folded state. */
import * as O from 'fp-ts/lib/Option.js'
import { type Attempt, type CallLeg, type CallState, legNow } from './callState.js'
import type { AttemptOutcome, CallAttempt, CallOutcome, LiveCall } from './liveCall.js'
import { attemptOutcome, outcomeByCause, outcomeOfAttempts } from './outcome.js'
import { callerOf, sourceOf } from './sides.js'

const legOption = (leg: CallLeg | undefined) => O.fromNullable(leg === undefined ? undefined : legNow(leg))

const attemptView = (
  call: CallState,
  { to, by, source, began, ended, status, isForwarded, cause }: Attempt,
): CallAttempt => ({
  to,
  by: legOption(source === undefined ? sourceOf(call, by) : call.legs.get(source)),
  outcome: attemptOutcome(status, isForwarded, cause),
  began,
  ended: O.fromNullable(ended),
})

/** The extension that the caller dialled; that of a click to call comes with its response. */
const calledOf = (call: CallState, caller: CallLeg | undefined): O.Option<string> => {
  const called = caller !== undefined && call.originated.has(caller.uniqueid) ? call.exten : caller?.exten
  return called === undefined || called === '' ? O.none : O.some(called)
}

const build = (call: CallState): LiveCall => {
  const caller = callerOf(call)
  return {
    id: call.id,
    caller: legOption(caller),
    called: calledOf(call, caller),
    attempts: call.attempts.filter(({ isHidden }) => !isHidden).map((attempt) => attemptView(call, attempt)),
    answeredBy: call.answeredBy,
    talks: call.talks,
    transfers: call.transfers,
    queue: O.fromNullable(call.queue),
    conference: O.fromNullable(call.room),
    parked: O.fromNullable(call.parked),
    recording: call.recorded.size > 0,
    began: call.began,
    answeredAt: O.fromNullable(call.answeredAt),
    dialplan: O.fromNullable(call.dialplan),
    ended: O.fromNullable(call.ended),
    seenFrom: call.isMiddle ? 'middle' : 'start',
    outcome: O.fromNullable(call.outcome),
  }
}

/** The present value of a call: one object until something changes. */
export const viewOf = (call: CallState): LiveCall => (call.view ??= build(call))

/** The outcome of a call whose last channel ended; undefined where something was missed that may have been an answer. */
export const outcomeOf = (call: CallState): CallOutcome | undefined => {
  if (call.answeredBy.length > 0) return 'answered'
  if (call.isMiddle || call.hasGap) return undefined
  if (call.attempts.length > 0) {
    const outcomes = call.attempts.map(({ status, isForwarded, cause }) => attemptOutcome(status, isForwarded, cause))
    // a phone that still rang at the end was given up
    return outcomeOfAttempts(outcomes.map(O.getOrElse((): AttemptOutcome => 'cancelled')))
  }
  return call.dialplan === undefined ? outcomeByCause(callerOf(call)?.cause ?? 0) : 'byDialplan'
}
