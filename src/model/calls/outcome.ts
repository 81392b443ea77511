/** Outcomes of attempts and of calls, from what Dial tells and from hangup causes (Q.850). */
import * as O from 'fp-ts/lib/Option.js'
import type { AttemptOutcome, CallOutcome } from './liveCall.js'

/** Causes that tell more than the status of Dial: 603 and 404 both are NOANSWER there. */
const BY_CAUSE: Readonly<Record<number, 'rejected' | 'noSuchNumber' | 'busy' | 'unreachable'>> = {
  1: 'noSuchNumber',
  3: 'unreachable',
  17: 'busy',
  20: 'unreachable',
  21: 'rejected',
}

/** The words of `DialStatus`, and `PICKUP` of ours. Words of the dialplan (`TORTURE`, `DONTCALL`) reject the call. */
const BY_STATUS: Readonly<Record<string, AttemptOutcome>> = {
  ANSWER: 'answered',
  PICKUP: 'pickedUp',
  BUSY: 'busy',
  CONGESTION: 'congestion',
  CHANUNAVAIL: 'unreachable',
  CANCEL: 'cancelled',
  NOANSWER: 'noAnswer',
  DONTCALL: 'rejected',
  TORTURE: 'rejected',
}

/** The outcome of an attempt. `cause`: of the Hangup of the phone, which comes after the end of the attempt. */
export const attemptOutcome = (
  status: string | undefined,
  isForwarded: boolean,
  cause: number,
): O.Option<AttemptOutcome> => {
  if (isForwarded) return O.some('forwarded')
  if (status === undefined) return O.none
  const outcome = BY_STATUS[status] ?? 'noAnswer'
  return O.some(outcome === 'noAnswer' ? (BY_CAUSE[cause] ?? 'noAnswer') : outcome)
}

/** The outcome of a call without attempt, by the cause of its caller's Hangup. */
export const outcomeByCause = (cause: number): CallOutcome => {
  if (cause === 16 || cause === 127) return 'cancelled'
  if (cause === 18 || cause === 19) return 'noAnswer'
  if (cause === 34 || cause === 42) return 'congestion'
  return BY_CAUSE[cause] ?? 'failed'
}

const GIVEN_UP: ReadonlySet<AttemptOutcome> = new Set(['cancelled', 'forwarded', 'pickedUp'])

/** The outcome of a call that no phone answered, by its attempts: the last one that was not given up decides. */
export const outcomeOfAttempts = (outcomes: readonly AttemptOutcome[]): CallOutcome => {
  const last = outcomes.findLast((outcome) => !GIVEN_UP.has(outcome))
  return last === undefined || last === 'forwarded' || last === 'pickedUp' ? 'cancelled' : last
}
