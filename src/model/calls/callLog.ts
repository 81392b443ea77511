/** The entries of a call log, from calls that have ended. */
import * as O from 'fp-ts/lib/Option.js'
import type { Party } from '../../protocol/channel.js'
import type { CallAttempt, CallOutcome, Leg, LiveCall } from './liveCall.js'

/**
 * The end of a call for one device. `missed`: it rang, and nobody answered anywhere. `answeredElsewhere`: another phone did. `voicemail`:
 * Asterisk itself answered after the phones had rung. `abandoned`: the caller left a queue without an answer. `unknown`: the end, or what
 * may have been an answer, came during an outage.
 */
export type CallLogResult =
  CallOutcome | 'forwarded' | 'missed' | 'answeredElsewhere' | 'voicemail' | 'abandoned' | 'unknown'

/** A call as one device took part in it. Times are ISO texts (UTC). */
export interface CallLogEntry {
  /** The id of the call. With the device and the direction it is unique, also after a restart of the logger. */
  readonly call: string
  /** The name of the device, without technology. */
  readonly device: string
  /** `outgoing`: the device placed the call. */
  readonly direction: 'incoming' | 'outgoing'
  readonly other: Party
  /** The extension that was dialled. */
  readonly called: O.Option<string>
  readonly result: CallLogResult
  readonly queue: O.Option<string>
  readonly began: string
  readonly answered: O.Option<string>
  /** None where the call ended during an outage. */
  readonly ended: O.Option<string>
  /** Milliseconds in which the device talked. */
  readonly talked: number
}

const iso = (at: number): string => new Date(at).toISOString()

const isoOption = O.map(iso)

/** True where Asterisk itself answered behind the last phone that rang. */
const isVoicemail = ({ dialplan, attempts }: LiveCall): boolean =>
  attempts.length > 0 && O.isSome(dialplan) && dialplan.value.attempts === attempts.length

const unanswered = (call: LiveCall, result: CallLogResult): CallLogResult => {
  if (O.isNone(call.outcome)) return 'unknown'
  if (O.isSome(call.queue)) return 'abandoned'
  return isVoicemail(call) ? 'voicemail' : result
}

/** Ends that the phone itself, or the way to it, made. */
const OWN: ReadonlySet<string> = new Set(['forwarded', 'busy', 'rejected', 'noSuchNumber', 'unreachable', 'congestion'])

const isOwn = (outcome: string): outcome is Exclude<CallOutcome, 'byDialplan'> | 'forwarded' => OWN.has(outcome)

const incomingResult = (call: LiveCall, device: string, attempt: CallAttempt | undefined): CallLogResult => {
  if (call.answeredBy.some((leg) => leg.device === device)) return 'answered'
  const own = attempt === undefined ? undefined : O.toUndefined(attempt.outcome)
  if (own !== undefined && isOwn(own)) return own
  return call.answeredBy.length > 0 ? 'answeredElsewhere' : unanswered(call, 'missed')
}

const outgoingResult = (call: LiveCall): CallLogResult =>
  call.answeredBy.length > 0 ? 'answered' : unanswered(call, O.getOrElse((): CallLogResult => 'unknown')(call.outcome))

const talkedBy = ({ talks }: LiveCall, device: string): number =>
  talks
    .filter(({ between }) => between.includes(device))
    .reduce((sum, { from, until }) => sum + (O.isSome(until) ? until.value - from : 0), 0)

const shared = (call: LiveCall, device: string) => ({
  call: call.id,
  device,
  called: call.called,
  queue: O.map(({ name }: { readonly name: string }) => name)(call.queue),
  ended: isoOption(call.ended),
  talked: talkedBy(call, device),
})

const partyOf = (leg: Leg | undefined, number: O.Option<string>): Party =>
  leg === undefined ? { number, name: O.none } : { number: leg.number, name: leg.name }

const outgoing = (call: LiveCall, { device }: Leg): CallLogEntry => ({
  ...shared(call, device),
  direction: 'outgoing',
  other: partyOf(call.answeredBy[0], call.called),
  result: outgoingResult(call),
  began: iso(call.began),
  answered: isoOption(call.answeredAt),
})

const incoming = (call: LiveCall, device: string): CallLogEntry => {
  const attempts = call.attempts.filter(({ to }) => to.device === device)
  const answer = attempts.find(({ outcome }) => O.toUndefined(outcome) === 'answered')
  const result = incomingResult(call, device, attempts.at(-1))
  return {
    ...shared(call, device),
    direction: 'incoming',
    other: partyOf(O.toUndefined(call.caller), O.none),
    result,
    began: iso(attempts[0]?.began ?? call.began),
    answered: result === 'answered' ? isoOption(answer?.ended ?? call.answeredAt) : O.none,
  }
}

/**
 * The entries of one call that has ended: one for the device that placed it, and one for each device that rang or answered.
 *
 * @example
 * import { callLogOf, type LiveCall } from 'rx-asterisk'
 *
 * const missedBy = (call: LiveCall) => callLogOf(call).filter(({ result }) => result === 'missed').map(({ device }) => device)
 */
export const callLogOf = (call: LiveCall): readonly CallLogEntry[] => {
  const called = [...call.attempts.map(({ to }) => to), ...call.answeredBy].map(({ device }) => device)
  const placed = O.isSome(call.caller) ? [outgoing(call, call.caller.value)] : []
  return [...placed, ...[...new Set(called)].map((device) => incoming(call, device))]
}
