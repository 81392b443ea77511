/** The hangup cause and the DialStatus of a channel as the reason of a call that failed. */
import * as O from 'fp-ts/lib/Option.js'
import { type CallReason, type Failure, failureOf } from '../../failure.js'

/** Q.850 causes (`causes.h`). */
const BY_CAUSE: ReadonlyMap<number, CallReason> = new Map([
  [17, 'busy'],
  [18, 'noAnswer'],
  [19, 'noAnswer'],
  [34, 'congestion'],
  [38, 'congestion'],
  [42, 'congestion'],
])
const REJECTED = 21

/** The words of `DialStatus` in DialEnd, and of `Disposition` in Cdr. */
const BY_STATUS: ReadonlyMap<string, CallReason> = new Map([
  ['BUSY', 'busy'],
  ['NOANSWER', 'noAnswer'],
  ['NO ANSWER', 'noAnswer'],
  ['CONGESTION', 'congestion'],
  ['CHANUNAVAIL', 'failed'],
  ['FAILED', 'failed'],
  ['CANCEL', 'cancelled'],
  ['ABORT', 'cancelled'],
])

/** True for a word that tells the end of a call that nobody answered. */
export const isEnding = (status: string): boolean => BY_STATUS.has(status)

/** The reason that a DialStatus and a cause give; the cause is more exact where it has one. */
export const reasonFrom = (status: O.Option<string>, cause: O.Option<number>): O.Option<CallReason> => {
  const byCause = O.isSome(cause) ? BY_CAUSE.get(cause.value) : undefined
  return O.fromNullable(byCause ?? (O.isSome(status) ? BY_STATUS.get(status.value) : undefined))
}

export type CallFailed = Extract<Failure, { readonly _tag: 'CallFailed' }>

/** A failed call whose reason Asterisk did not tell, with the reason that the cause of its Hangup gives. */
export const refined = (failure: CallFailed, cause: number): CallFailed => {
  const reason = BY_CAUSE.get(cause)
  if (reason !== undefined) return { ...failure, reason, hint: O.none }
  return cause === REJECTED ? { ...failure, hint: O.some('the phone rejected the call') } : failure
}

/** PJSIP gives Reason 0 for busy, rejected and unregistered phones alike (observed on 22.10). */
export const withoutReason = (error: unknown): CallFailed | undefined => {
  const failure = failureOf(error)
  return failure?._tag === 'CallFailed' && O.isSome(failure.code) && failure.code.value === 0 ? failure : undefined
}
