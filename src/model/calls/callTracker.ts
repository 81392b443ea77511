/** Follows channels and events, and keeps the calls that they make. */
import * as O from 'fp-ts/lib/Option.js'
import { sameParty } from '../../protocol/channel.js'
import type { Frame } from '../../protocol/frame.js'
import { BridgeMembers } from '../bridges/members.js'
import type { Budget } from '../budget.js'
import type { ChannelRecord } from '../channelRecord.js'
import type { ChannelStep } from '../channels.js'
import { copied } from '../copied.js'
import { compareAge } from '../age.js'
import { BridgeKinds } from './bridgeKinds.js'
import type { CallBook } from './callBook.js'
import { READINGS } from './callEvents.js'
import type { CallLeg, CallState } from './callState.js'
import type { StepNotes } from './callSteps.js'
import { Desk } from './desk.js'
import { FeatureCodes } from './featureCodes.js'
import { isHidden, legOf } from './leg.js'
import { LocalHalves } from './localHalves.js'
import { attemptTo } from './sides.js'
import { timeIn } from './timestamp.js'

/** The name under which the items of the list are read. */
const LISTED = 'Status'

type StepOf<T extends ChannelStep['_tag']> = Extract<ChannelStep, { readonly _tag: T }>

export class CallTracker {
  readonly notes: StepNotes
  readonly book: CallBook
  readonly #desk: Desk
  readonly #members = new BridgeMembers()
  readonly #kinds = new BridgeKinds()
  readonly #halves = new LocalHalves()
  readonly #codes = new FeatureCodes()

  constructor(budget: Budget) {
    this.#desk = new Desk(this.#kinds, budget)
    this.notes = this.#desk.notes
    this.book = this.#desk.book
  }

  event(name: string, frame: Frame, at: number, steps: readonly ChannelStep[]): void {
    this.#desk.at = timeIn(frame, at)
    if (name === 'BridgeEnter') this.#kinds.read(frame)
    else if (name === 'DTMFEnd') this.#codes.read(frame, this.#desk.at)
    for (const step of steps) this.#channel(step, name)
    READINGS.get(name)?.(this.#desk, frame)
  }

  list(items: readonly Frame[], at: number, steps: readonly ChannelStep[]): void {
    this.#desk.at = at
    this.#kinds.list(items)
    for (const step of steps) this.#channel(step, LISTED)
  }

  #channel(step: ChannelStep, event: string): void {
    const bridges = this.#members.apply(step)
    const call = this.#callAfter(step, event)
    if (call === undefined) return
    if (bridges.length > 0) this.#changesBridge(call, bridges)
    const whole = call.whole()
    if (whole.living === 0) this.#desk.ends(whole, event === LISTED)
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
    this.#desk.moved(call.whole())
  }

  #begins(record: ChannelRecord, event: string): CallState | undefined {
    const { uniqueid, past } = record
    const { linkedid } = record
    const id = copied(compareAge(linkedid, uniqueid) > 0 ? uniqueid : linkedid)
    const isMiddle = event !== 'Newchannel' || linkedid !== uniqueid
    const began = event === LISTED ? past.since : this.#desk.at
    const call = this.#desk.callOf([uniqueid, linkedid], id, began, isMiddle)
    if (call === undefined) return undefined
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
    return half === undefined ? call : this.#desk.paired(call, leg.uniqueid, half)
  }

  /** A phone or a trunk takes part. */
  #shows(call: CallState, leg: CallLeg, record: ChannelRecord, event: string): void {
    if (call.isShown) this.#desk.touch(call)
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
    if (mayRename && isRenamed(before, after)) this.#desk.touch(whole)
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
      if (isListed && !call.originated.has(leg.uniqueid)) this.#desk.answered(call, legOf(record), undefined)
    } else if (!isListed && isFirstAnswer(call, leg)) {
      call.dialplan = { at: this.#desk.at, attempts: call.attempts.filter((attempt) => !attempt.isHidden).length }
      this.#desk.touch(call)
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
      this.notes.note({ _tag: 'Held', call, by, isDoubtful: this.#codes.isLikely(uniqueid, this.#desk.at) })
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
    if (attempt?.status === 'NOANSWER') this.#desk.touch(call)
    call.holding.delete(leg.uniqueid)
    if (call.recorded.delete(leg.uniqueid)) this.#desk.touch(call)
    call.inRoom.delete(leg.uniqueid)
    call.optimized.delete(leg.uniqueid)
    call.living -= 1
    if (!leg.isHidden) this.notes.stir(call)
    return call
  }
}

const isRenamed = (before: ChannelRecord, after: ChannelRecord): boolean =>
  before.name !== after.name || !sameParty(before.channel.callerId, after.channel.callerId)

const isFirstAnswer = (call: CallState, leg: CallLeg): boolean =>
  leg.placed === true &&
  call.answeredBy.length === 0 &&
  call.dialplan === undefined &&
  attemptTo(call, leg.uniqueid) === undefined
