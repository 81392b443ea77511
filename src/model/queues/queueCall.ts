/** The way of one caller through a queue. */
import * as O from 'fp-ts/lib/Option.js'
import type { QueueCaller } from './queue.js'
import type { Place } from './read.js'

/**
 * The reason why a caller left a queue. `answered`: a member took the call. `leftByKey`: the caller pressed a key that leads out. `abandoned`:
 * the caller hung up. `timedOut`: the dialplan went on, by a timeout or as no member was left. `redirected`: somebody took the caller out, as by
 * the action Redirect. `unknown`: it happened during an outage.
 */
export type QueueOutcome = 'answered' | 'leftByKey' | 'abandoned' | 'timedOut' | 'redirected' | 'unknown'

/** A step of a caller. Each caller has one `Joined` and one `Left`; `Ringing` comes for each member that rings. Waits are milliseconds. */
export type QueueCallChange =
  | { readonly _tag: 'Joined'; readonly caller: QueueCaller }
  /** `member`: its interface. */
  | { readonly _tag: 'Ringing'; readonly caller: QueueCaller; readonly member: string }
  /** `channel`: the one that talks with the caller. It is another phone's where that one picked the call up. */
  | {
      readonly _tag: 'Connected'
      readonly caller: QueueCaller
      readonly member: string
      readonly channel: string
      readonly waited: number
    }
  /** `waited`: none after an outage. `certain`: false where the login cannot read enough events to be sure of the outcome. */
  | {
      readonly _tag: 'Left'
      readonly caller: QueueCaller
      readonly outcome: QueueOutcome
      readonly waited: O.Option<number>
      readonly certain: boolean
    }

/** A caller, from its join until its outcome is clear. */
export interface Way {
  readonly queue: string
  caller: QueueCaller
  /** The place in the dialplan at its join; undefined where no event showed it. */
  readonly joinedAt: Place | undefined
  /** The members that ring for it. */
  readonly ringing: Set<string>
  /** The newest link on which anything showed it. */
  link: number
  hasAbandoned: boolean
  /** The moment and place of its Leave, while the outcome is open. */
  left: { readonly at: number; readonly place: Place } | undefined
}

/** An outcome, and whether it is certain. */
export interface Verdict {
  readonly outcome: QueueOutcome
  readonly certain: boolean
}

const sure = (outcome: QueueOutcome): Verdict => ({ outcome, certain: true })
const likely = (outcome: QueueOutcome): Verdict => ({ outcome, certain: false })

const sameExten = (a: Place, b: Place): boolean => a.context === b.context && a.exten === b.exten

const hasMoved = (from: Place, to: Place): boolean => !sameExten(from, to) || from.priority !== to.priority

/** The outcome at Leave, where that shows it already. `hearsChannels`: the events after it will tell more. */
export const outcomeAtLeave = (
  { joinedAt, hasAbandoned }: Way,
  place: Place,
  hearsChannels: boolean,
): O.Option<Verdict> => {
  if (joinedAt !== undefined && !sameExten(joinedAt, place))
    return O.some(sure(hasAbandoned ? 'redirected' : 'leftByKey'))
  // with class agent alone a timeout looks the same
  return hasAbandoned && !hearsChannels ? O.some(likely('abandoned')) : O.none
}

/** The outcome by a later event of the channel: a hangup where the queue left it, or a place further on. */
export const outcomeLater = (way: Way, place: Place, isHangup: boolean): O.Option<Verdict> => {
  const moved = hasMoved(way.joinedAt ?? way.left?.place ?? place, place)
  if (!moved && !isHangup) return O.none
  if (way.hasAbandoned) return O.some(sure(moved ? 'timedOut' : 'abandoned'))
  // neither answered nor abandoned: a key, unless its Join showed that the key leads nowhere else
  return O.some(likely(moved && way.joinedAt === undefined ? 'leftByKey' : 'unknown'))
}

/** The outcome of a caller whose channel says nothing more. A hangup would have come at once. */
export const outcomeInTheEnd = ({ hasAbandoned }: Way, hearsChannels: boolean): Verdict => {
  if (!hasAbandoned) return likely('unknown')
  return likely(hearsChannels ? 'timedOut' : 'abandoned')
}

/** The outcome of a caller whose events were lost with the link. */
export const outcomeAway = ({ hasAbandoned }: Way): Verdict => likely(hasAbandoned ? 'abandoned' : 'unknown')

/** The caller joined a queue again: it did not hang up. */
export const outcomeRejoined = ({ hasAbandoned }: Way): Verdict => (hasAbandoned ? sure('timedOut') : likely('unknown'))

/** The steps that show a present caller to a newcomer. */
export const standingOf = ({ caller, ringing }: Way): readonly QueueCallChange[] => [
  { _tag: 'Joined', caller },
  ...[...ringing].map((member): QueueCallChange => ({ _tag: 'Ringing', caller, member })),
]
