/** Follows channels and events, and keeps the calls that they make. */
import * as O from 'fp-ts/lib/Option.js'
import { sameParty } from '../../protocol/channel.js'
import type { Frame } from '../../protocol/frame.js'
import { BridgeMembers } from '../bridges/members.js'
import type { Budget } from '../budget.js'
import type { ChannelRecord } from '../channelRecord.js'
import type { ChannelStep } from '../channels.js'
import { copied } from '../ended.js'
import { compareAge } from '../age.js'
import { BridgeKinds } from './bridgeKinds.js'
import { CallBook } from './callBook.js'
import { type CallDesk, READINGS } from './callEvents.js'
import { type CallLeg, CallState } from './callState.js'
import { StepNotes } from './callSteps.js'
import { FeatureCodes } from './featureCodes.js'
import { isHidden, legOf, sameLeg } from './leg.js'
import type { CallTransfer, Leg } from './liveCall.js'
import { LocalHalves } from './localHalves.js'
import { attemptTo } from './sides.js'
import { updateTalks } from './talks.js'
import { timeIn } from './timestamp.js'
import { outcomeOf, viewOf } from './view.js'

/** Bytes of a call in memory, and of each thing that it remembers. */
const CALL_BYTES = 1500
const THING_BYTES = 500

/** Attempts, answers and transfers that are remembered of one call; the oldest are forgotten. */
const MOST_THINGS = 100

/** The name under which the items of the list are read. */
const LISTED = 'Status'

type StepOf<T extends ChannelStep['_tag']> = Extract<ChannelStep, { readonly _tag: T }>

export class CallTracker implements CallDesk {
  at = 0
  readonly notes = new StepNotes()
  readonly book: CallBook
  /** Calls so far. */
  #calls = 0
  readonly #members = new BridgeMembers()
  readonly #kinds = new BridgeKinds()
  readonly #halves = new LocalHalves()
  readonly #codes = new FeatureCodes()
  readonly #budget: Budget

  constructor(budget: Budget) {
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

  event(name: string, frame: Frame, at: number, steps: readonly ChannelStep[]): void {
    this.at = timeIn(frame, at)
    if (name === 'BridgeEnter') this.#kinds.read(frame)
    else if (name === 'DTMFEnd') this.#codes.read(frame, this.at)
    for (const step of steps) this.#channel(step, name)
    READINGS.get(name)?.(this, frame)
  }

  list(items: readonly Frame[], at: number, steps: readonly ChannelStep[]): void {
    this.at = at
    this.#kinds.list(items)
    for (const step of steps) this.#channel(step, LISTED)
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

  parked(call: CallState, parked: NonNullable<CallState['parked']>): void {
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

  #channel(step: ChannelStep, event: string): void {
    const bridges = this.#members.apply(step)
    const call = this.#callAfter(step, event)
    if (call === undefined) return
    if (bridges.length > 0) this.#changesBridge(call, bridges)
    const whole = call.whole()
    if (whole.living === 0) this.#ends(whole, event === LISTED)
  }

  #callAfter(step: ChannelStep, event: string): CallState | undefined {
    switch (step._tag) {
      case 'First':
        return this.#begins(step.after, event)
      case 'Again':
        return this.#changes(step, event)
      case 'Last':
        return this.#leaves(step)
    }
  }

  #changesBridge(call: CallState, bridges: readonly string[]): void {
    for (const bridge of bridges) {
      const members = this.#members.of(bridge)
      if (members.size === 0) this.#kinds.forget(bridge)
      else if (this.#kinds.joins(bridge)) this.book.join([...members])
    }
    this.moved(call.whole())
  }

  #begins(record: ChannelRecord, event: string): CallState | undefined {
    const { uniqueid, past } = record
    const known = this.book.join([uniqueid, record.linkedid])
    if (!this.#budget.reserve(known === undefined ? CALL_BYTES : THING_BYTES)) return undefined
    const call = known ?? this.#newCall(record, event)
    if (known !== undefined) call.size += THING_BYTES
    const leg: CallLeg = {
      uniqueid: copied(uniqueid),
      isHidden: isHidden(record.name),
      placed: O.toUndefined(past.placed),
      exten: event === 'Newchannel' ? copied(record.channel.exten) : undefined,
      record,
      last: undefined,
      cause: 0,
    }
    call.legs.set(leg.uniqueid, leg)
    call.living += 1
    if (event === LISTED) call.began = Math.min(call.began, past.since)
    if (!leg.isHidden) this.#shows(call, leg, record, event)
    const half = this.#halves.add(record.name, leg.uniqueid)
    return half === undefined ? call : this.paired(call, leg.uniqueid, half)
  }

  #newCall({ uniqueid, linkedid, past }: ChannelRecord, event: string): CallState {
    const isMiddle = event !== 'Newchannel' || linkedid !== uniqueid
    const id = copied(compareAge(linkedid, uniqueid) > 0 ? uniqueid : linkedid)
    const call = new CallState(id, event === LISTED ? past.since : this.at, isMiddle, this.#calls)
    this.#calls += 1
    call.size = CALL_BYTES
    this.book.add(call, [uniqueid, linkedid])
    return call
  }

  /** A phone or a trunk takes part. */
  #shows(call: CallState, leg: CallLeg, record: ChannelRecord, event: string): void {
    if (call.isShown) this.touch(call)
    else {
      call.isShown = true
      this.notes.note({ _tag: 'Began', call })
    }
    this.#changesState(call, leg, record, event)
  }

  #changes({ before, after }: StepOf<'Again'>, event: string): CallState | undefined {
    const call = this.book.find(after.uniqueid)
    const leg = call?.legs.get(after.uniqueid)
    // a channel that came while the memory was full
    if (call === undefined || leg?.record === undefined) return this.#begins(after, event)
    leg.record = after
    leg.placed = O.toUndefined(after.past.placed)
    const whole = before.linkedid === after.linkedid ? call : this.#joined(call, after)
    if (leg.isHidden) return whole
    if (before.past.state !== after.past.state) this.#changesState(whole, leg, after, event)
    if (event === 'Hold' || event === 'Unhold') this.#holds(whole, after, event === 'Hold')
    const mayRename = event === 'NewCallerid' || event === 'Rename' || event === LISTED
    if (mayRename && isRenamed(before, after)) this.touch(whole)
    return whole
  }

  #joined(call: CallState, { uniqueid, linkedid }: ChannelRecord): CallState {
    return this.book.join([uniqueid, linkedid]) ?? call
  }

  /** The answer of the caller's own channel is one of the dialplan. The list shows phones that answered during an outage. */
  #changesState(call: CallState, leg: CallLeg, record: ChannelRecord, event: string): void {
    const { state } = record.past
    const isListed = event === LISTED
    if (state === 'ringing' && !isListed) this.notes.note({ _tag: 'Ringing', call, leg: legOf(record) })
    if (state !== 'up') return
    if (leg.placed === false) {
      if (isListed && !call.originated.has(leg.uniqueid)) this.answered(call, legOf(record), undefined)
    } else if (!isListed && isFirstAnswer(call, leg)) {
      call.dialplan = { at: this.at, attempts: call.attempts.filter((attempt) => !attempt.isHidden).length }
      this.touch(call)
    }
  }

  /** A phone tells Unhold at many transfers, without a hold before. A held channel may change its bridge: that resumes nothing. */
  #holds(call: CallState, record: ChannelRecord, isHold: boolean): void {
    const uniqueid = copied(record.uniqueid)
    const by = legOf(record)
    if (!isHold) {
      if (call.holding.delete(uniqueid)) this.notes.note({ _tag: 'Resumed', call, by })
    } else if (!call.holding.has(uniqueid)) {
      call.holding.add(uniqueid)
      this.notes.note({ _tag: 'Held', call, by, isDoubtful: this.#codes.isLikely(uniqueid, this.at) })
    }
  }

  #leaves({ before, cause }: StepOf<'Last'>): CallState | undefined {
    const call = this.book.find(before.uniqueid)
    const leg = call?.legs.get(before.uniqueid)
    if (call === undefined || leg?.record === undefined) return undefined
    this.#halves.remove(before.name)
    leg.record = undefined
    leg.last = legOf(before)
    leg.cause = O.getOrElse(() => 0)(cause)
    const attempt = attemptTo(call, leg.uniqueid)
    if (attempt !== undefined) attempt.cause = leg.cause
    if (attempt?.status === 'NOANSWER') this.touch(call)
    call.holding.delete(leg.uniqueid)
    if (call.recorded.delete(leg.uniqueid)) this.touch(call)
    call.inRoom.delete(leg.uniqueid)
    call.optimized.delete(leg.uniqueid)
    call.living -= 1
    if (!leg.isHidden) this.notes.stir(call)
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
  #ends(call: CallState, isAway: boolean): void {
    if (!isAway) {
      call.ended = this.at
      call.outcome = outcomeOf(call)
    }
    this.notes.note({ _tag: 'Ended', call })
    this.book.remove(call)
    this.#budget.free(call.size)
  }
}

const isRenamed = (before: ChannelRecord, after: ChannelRecord): boolean =>
  before.name !== after.name || !sameParty(before.channel.callerId, after.channel.callerId)

const isFirstAnswer = (call: CallState, leg: CallLeg): boolean =>
  leg.placed === true &&
  call.answeredBy.length === 0 &&
  call.dialplan === undefined &&
  attemptTo(call, leg.uniqueid) === undefined
