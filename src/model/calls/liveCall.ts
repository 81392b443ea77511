/** A call, as it is told: all channels that were ever joined. */
import type { Option } from 'fp-ts/lib/Option.js'

/** One side of a call: a phone or a trunk, by its channel. */
export interface Leg {
  /** The name of the device, without technology: `2222`. */
  readonly device: string
  readonly technology: string
  readonly channel: string
  readonly uniqueid: string
  readonly number: Option<string>
  readonly name: Option<string>
}

/** The end of one attempt to reach a phone. `cancelled`: the caller gave up, or another phone was faster. */
export type AttemptOutcome =
  | 'answered'
  | 'pickedUp'
  | 'forwarded'
  | 'busy'
  | 'noAnswer'
  | 'rejected'
  | 'noSuchNumber'
  | 'unreachable'
  | 'congestion'
  | 'cancelled'

/** One attempt to reach a phone. Times are epoch milliseconds. */
export interface CallAttempt {
  readonly to: Leg
  /** The side for which it was called; none where it is not known. */
  readonly by: Option<Leg>
  /** None while it rings, and where its end was missed. */
  readonly outcome: Option<AttemptOutcome>
  readonly began: number
  readonly ended: Option<number>
}

/** Two devices that talk. Times are epoch milliseconds. */
export interface Talk {
  /** The names of both devices, sorted. */
  readonly between: readonly [string, string]
  readonly from: number
  /** None while they talk. Where an outage hid the end: the time of the list that shows it. */
  readonly until: Option<number>
}

/** A transfer that succeeded. */
export interface CallTransfer {
  readonly kind: 'blind' | 'attended'
  /** The side that transferred. */
  readonly by: Leg
  /** The name of the device that the call was given to; of a blind transfer the extension. */
  readonly to: string
}

/** The queue that a call is in, or was in. `member`: the one who answered. */
export interface CallQueue {
  readonly name: string
  readonly member: Option<string>
  /** The interface of that member: `PJSIP/2222`. */
  readonly interface: Option<string>
}

/** The place where a call is parked. */
export interface CallParked {
  readonly lot: string
  readonly space: string
  readonly parkee: Leg
  /** Epoch milliseconds. */
  readonly since: number
}

/** An answer of Asterisk itself: a menu, a queue, voicemail. */
export interface DialplanAnswer {
  /** Epoch milliseconds. */
  readonly at: number
  /** The number of attempts to reach a phone before it: where it follows the last one, it is voicemail or the like. */
  readonly attempts: number
}

/** The end of a call. `byDialplan`: only Asterisk itself answered, as a menu or voicemail does. */
export type CallOutcome =
  | 'answered'
  | 'busy'
  | 'noAnswer'
  | 'rejected'
  | 'noSuchNumber'
  | 'unreachable'
  | 'congestion'
  | 'cancelled'
  | 'byDialplan'
  | 'failed'

/** A call: all channels that were ever joined. It never changes: the next event makes the next value. Times are epoch milliseconds. */
export interface LiveCall {
  /** The oldest Uniqueid of its channels. */
  readonly id: string
  /** The side that placed it. For click to call: the phone that rings first. */
  readonly caller: Option<Leg>
  /** The extension that was dialled; none where the beginning was not seen. */
  readonly called: Option<string>
  readonly attempts: readonly CallAttempt[]
  /** The phones that answered, in order. */
  readonly answeredBy: readonly Leg[]
  readonly talks: readonly Talk[]
  readonly transfers: readonly CallTransfer[]
  readonly queue: Option<CallQueue>
  /** The room in which one of its sides is. */
  readonly conference: Option<string>
  readonly parked: Option<CallParked>
  /** True while an event has shown that it is being recorded. */
  readonly recording: boolean
  readonly began: number
  /** The first answer of a phone. */
  readonly answeredAt: Option<number>
  /** Asterisk itself answered, before any phone did. */
  readonly dialplan: Option<DialplanAnswer>
  /** None while it lives, and where it ended during an outage. */
  readonly ended: Option<number>
  /** `middle`: it began before it was watched, so that what is not known is none. */
  readonly seenFrom: 'start' | 'middle'
  /** None while it lives, and where it is not known. */
  readonly outcome: Option<CallOutcome>
}

/** A change of a call. A call that another one absorbs ends as `Merged`, and never as `Ended`. */
export type CallChange =
  | { readonly _tag: 'Began'; readonly call: LiveCall }
  /** A phone of it rings. */
  | { readonly _tag: 'Ringing'; readonly call: LiveCall; readonly leg: Leg }
  | { readonly _tag: 'Answered'; readonly call: LiveCall; readonly by: Leg }
  | { readonly _tag: 'Held'; readonly call: LiveCall; readonly by: Leg }
  | { readonly _tag: 'Resumed'; readonly call: LiveCall; readonly by: Leg }
  | { readonly _tag: 'Transferred'; readonly call: LiveCall; readonly transfer: CallTransfer }
  /** `call` is part of `into` from now on. */
  | { readonly _tag: 'Merged'; readonly call: LiveCall; readonly into: LiveCall }
  | { readonly _tag: 'Parked'; readonly call: LiveCall; readonly parked: CallParked }
  | { readonly _tag: 'Ended'; readonly call: LiveCall }
