/** One call while it is folded: its legs, and all that events told of them. */
import type { ChannelRecord } from '../channelRecord.js'
import { compareAge } from '../age.js'
import { legOf } from './leg.js'
import type {
  CallOutcome,
  CallParked,
  CallQueue,
  CallTransfer,
  DialplanAnswer,
  Leg,
  LiveCall,
  Talk,
} from './liveCall.js'

/** A channel of the call. It stays when it has ended, as the caller and the called phones are told until the end. */
export interface CallLeg {
  readonly uniqueid: string
  readonly isHidden: boolean
  /** True if its phone placed a call; undefined where nothing shows it. */
  placed: boolean | undefined
  /** The first extension; undefined where the beginning was not seen. */
  readonly exten: string | undefined
  /** Undefined when it has ended. */
  record: ChannelRecord | undefined
  /** The leg, once it has ended. */
  last: Leg | undefined
  /** The hangup cause; 0: none. */
  cause: number
}

/** An attempt while it is folded. `by`: the Uniqueid of the channel that dials; `source`: that of the phone for which it dials. */
export interface Attempt {
  readonly to: Leg
  readonly isHidden: boolean
  readonly by: string
  readonly source: string | undefined
  readonly began: number
  status: string | undefined
  isForwarded: boolean
  cause: number
  ended: number | undefined
}

export const legNow = ({ record, last }: CallLeg): Leg | undefined => (record === undefined ? last : legOf(record))

export class CallState {
  id: string
  /** The call that absorbed this one. */
  into: CallState | undefined
  /** Uniqueids and Linkedids, living and ended. */
  readonly ids = new Set<string>()
  readonly legs = new Map<string, CallLeg>()
  /** The number of living channels. */
  living = 0
  /** Phones that AMI called first, as for click to call. */
  readonly originated = new Set<string>()
  /** The other half of each half of a Local channel. */
  readonly pairs = new Map<string, string>()
  /** Local channels that Asterisk is taking out: until that is done, nobody has stopped talking. */
  readonly optimized = new Set<string>()
  /** Channels that put the other side on hold. */
  readonly holding = new Set<string>()
  readonly recorded = new Set<string>()
  readonly inRoom = new Set<string>()
  attempts: readonly Attempt[] = []
  answeredBy: readonly Leg[] = []
  talks: readonly Talk[] = []
  transfers: readonly CallTransfer[] = []
  /** The extension of a click to call. */
  exten: string | undefined
  queue: CallQueue | undefined
  room: string | undefined
  parked: CallParked | undefined
  began: number
  answeredAt: number | undefined
  dialplan: DialplanAnswer | undefined
  ended: number | undefined
  outcome: CallOutcome | undefined
  /** It began before it was watched. */
  isMiddle: boolean
  /** A link was lost while it lived: events may have been missed. */
  hasGap = false
  /** It has a leg that is no hidden one. */
  isShown = false
  /** Bytes that were reserved for it. */
  size = 0
  view: LiveCall | undefined

  /** Calls that were seen later have a greater one. */
  readonly #serial: number

  constructor(id: string, began: number, isMiddle: boolean, serial: number) {
    this.#serial = serial
    this.id = id
    this.began = began
    this.isMiddle = isMiddle
  }

  /** The call that this one is part of now. */
  whole(): CallState {
    return this.into?.whole() ?? this
  }

  /** True where that one began before this one. */
  isYoungerThan(other: CallState): boolean {
    return (compareAge(this.id, other.id) || this.began - other.began || this.#serial - other.#serial) > 0
  }

  /** Takes everything of a younger call. */
  absorb(younger: CallState): void {
    younger.into = this
    for (const id of younger.ids) this.ids.add(id)
    for (const [uniqueid, leg] of younger.legs) this.legs.set(uniqueid, leg)
    for (const [one, two] of younger.pairs) this.pairs.set(one, two)
    for (const key of ['originated', 'optimized', 'holding', 'recorded', 'inRoom'] as const) {
      for (const uniqueid of younger[key]) this[key].add(uniqueid)
    }
    this.living += younger.living
    this.size += younger.size
    this.attempts = [...this.attempts, ...younger.attempts].sort((a, b) => a.began - b.began)
    this.answeredBy = [...this.answeredBy, ...younger.answeredBy]
    this.talks = [...this.talks, ...younger.talks].sort((a, b) => a.from - b.from)
    this.transfers = [...this.transfers, ...younger.transfers]
    this.#absorbTimes(younger)
  }

  #absorbTimes(younger: CallState): void {
    this.exten ??= younger.exten
    this.queue ??= younger.queue
    this.room ??= younger.room
    this.parked ??= younger.parked
    this.answeredAt ??= younger.answeredAt
    this.isMiddle ||= younger.isMiddle
    this.hasGap ||= younger.hasGap
    this.began = Math.min(this.began, younger.began)
  }
}
