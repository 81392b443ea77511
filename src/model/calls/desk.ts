/** The desk of calls: what events and channels change of them, within the memory budget. */
import type { Frame } from '../../protocol/frame.js'
import type { Budget } from '../budget.js'
import type { BridgeKinds } from './bridgeKinds.js'
import { CallBook } from './callBook.js'
import type { CallDesk } from './callEvents.js'
import { CallState } from './callState.js'
import { StepNotes } from './callSteps.js'
import { isHidden, sameLeg } from './leg.js'
import type { CallParked, CallTransfer, Leg } from './liveCall.js'
import { updateTalks } from './talks.js'
import { outcomeOf, viewOf } from './view.js'

/** Bytes of a call in memory, and of each thing that it remembers. */
const CALL_BYTES = 1500
const THING_BYTES = 500

/** Attempts, answers and transfers that are remembered of one call; the oldest are forgotten. */
const MOST_THINGS = 100

export class Desk implements CallDesk {
  /** The time of the frame at hand. */
  at = 0
  readonly notes = new StepNotes()
  readonly book: CallBook
  readonly #kinds: BridgeKinds
  readonly #budget: Budget
  /** Calls so far. */
  #calls = 0

  constructor(kinds: BridgeKinds, budget: Budget) {
    this.#kinds = kinds
    this.#budget = budget
    this.book = new CallBook({
      merges: (younger, into) => {
        this.#merges(younger, into)
      },
      forgets: (call) => {
        call.size -= THING_BYTES
        budget.free(THING_BYTES)
      },
    })
  }

  join(frame: Frame, prefixes: readonly string[]): CallState | undefined {
    return this.book.join(
      prefixes.flatMap((prefix) => [frame.exact(`${prefix}Uniqueid`) ?? '', frame.exact(`${prefix}Linkedid`) ?? '']),
    )
  }

  answered(call: CallState, by: Leg, at: number | undefined): void {
    if (isHidden(by.channel) || call.answeredBy.some((leg) => sameLeg(leg, by))) return
    call.answeredBy = this.appended(call, call.answeredBy, by)
    call.answeredAt ??= at
    this.notes.note({ _tag: 'Answered', call, by })
  }

  transferred(call: CallState, transfer: CallTransfer): void {
    call.transfers = this.appended(call, call.transfers, transfer)
    this.notes.note({ _tag: 'Transferred', call, transfer })
  }

  parked(call: CallState, parked: CallParked): void {
    call.parked = parked
    this.notes.note({ _tag: 'Parked', call, parked })
  }

  touch(call: CallState): void {
    this.notes.touch(call)
  }

  paired(call: CallState, one: string, two: string): CallState {
    const whole = this.book.join([one, two]) ?? call
    whole.pairs.set(one, two)
    whole.pairs.set(two, one)
    this.moved(whole)
    return whole
  }

  moved(call: CallState): void {
    if (updateTalks(call, this.at, (bridge) => this.#kinds.talks(bridge))) this.touch(call)
  }

  appended<A>(call: CallState, list: readonly A[], thing: A): readonly A[] {
    if (list.length >= MOST_THINGS) return [...list.slice(list.length - MOST_THINGS + 1), thing]
    return this.#reserve(call) ? [...list, thing] : list
  }

  #reserve(call: CallState): boolean {
    if (!this.#budget.reserve(THING_BYTES)) return false
    call.size += THING_BYTES
    return true
  }

  /** The call of a new channel: a known one, or a new one; undefined where no memory is left. */
  callOf(ids: readonly string[], id: string, began: number, isMiddle: boolean): CallState | undefined {
    const known = this.book.join(ids)
    if (known !== undefined) return this.#reserve(known) ? known : undefined
    if (!this.#budget.reserve(CALL_BYTES)) return undefined
    const call = new CallState(id, began, isMiddle, this.#calls)
    this.#calls += 1
    call.size = CALL_BYTES
    this.book.add(call, ids)
    return call
  }

  #merges(younger: CallState, into: CallState): void {
    if (!younger.isShown) return
    const last = viewOf(younger)
    if (!into.isShown) {
      into.isShown = true
      this.notes.note({ _tag: 'Began', call: into })
    }
    this.notes.note({ _tag: 'Merged', call: into, younger, last })
  }

  /** `isAway`: it ended during an outage, and how is unknown. */
  ends(call: CallState, isAway: boolean): void {
    if (!isAway) {
      call.ended = this.at
      call.outcome = outcomeOf(call)
    }
    this.notes.note({ _tag: 'Ended', call })
    this.book.remove(call)
    this.#budget.free(call.size)
  }
}
