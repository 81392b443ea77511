/** The fold of callers' ways through queues: no caller is lost or doubled, and each gets one outcome. */
import * as O from 'fp-ts/lib/Option.js'
import type { Frame } from '../../protocol/frame.js'
import { type Budget, memoryBudget } from '../budget.js'
import { copied } from '../copied.js'
import type { Answer, Fold, Tools } from '../model.js'
import { Ends } from './ends.js'
import { itemsByQueue } from './lists.js'
import { ONE_QUEUE, ALL_QUEUES, reloadsQueues, SUMMARY } from './questions.js'
import {
  outcomeAtLeave,
  outcomeAway,
  outcomeInTheEnd,
  outcomeLater,
  outcomeRejoined,
  type QueueCallChange,
  standingOf,
  type Verdict,
  type Way,
} from './queueCall.js'
import type { QueueCaller } from './queue.js'
import { callerIn, interfaceIn, type Place, placeIn, uniqueidIn } from './read.js'

/** The newest steps of a queue, and those that show its present callers. */
export interface QueueNews {
  readonly changes: readonly QueueCallChange[]
  readonly standing: () => readonly QueueCallChange[]
}

export interface QueueStep {
  readonly queue: string
  readonly change: QueueCallChange
}

/** About the bytes of a caller in memory. */
const WAY_BYTES = 1500

/** A hangup comes within milliseconds of its Leave. A channel that is silent for so long went on in the dialplan. */
const SETTLED = 2000

/** Events that show the place of a channel in the dialplan. */
export const PLACE_EVENTS = [
  'SoftHangupRequest',
  'HangupRequest',
  'Newstate',
  'NewCallerid',
  'NewConnectedLine',
  'Newexten',
  'BridgeEnter',
  'DialBegin',
] as const

export const WAY_EVENTS = [
  'QueueCallerJoin',
  'QueueCallerAbandon',
  'QueueCallerLeave',
  'AgentCalled',
  'AgentRingNoAnswer',
  'AgentConnect',
] as const

type Known = Map<string, Way>

export class QueueCallFold implements Fold<QueueStep, QueueNews, QueueStep> {
  readonly #tools: Tools
  readonly #budget: Budget
  readonly #ends = new Ends()
  /** The callers of each watched queue that a list has shown, or has shown not to exist. */
  readonly #queues = new Map<string, Known>()
  /** Callers who left, and whose outcome is open, by Uniqueid. */
  readonly #open = new Map<string, Way>()
  readonly #news = new Map<string, QueueNews>()
  #link = 0
  /** True once this link brought an event of class call: then the end of a channel will be heard too. */
  #hearsChannels = false

  constructor(tools: Tools) {
    this.#tools = tools
    this.#budget = memoryBudget(tools.memory, tools.full)
  }

  event(name: string, frame: Frame, at: number): readonly QueueStep[] {
    return this.#told(this.#read(name, frame, at))
  }

  answer({ question, key, items, denied, isScoped }: Answer, at: number): readonly QueueStep[] {
    if (denied || question === SUMMARY) return []
    const listed = itemsByQueue(items)
    const steps = [...listed].flatMap(([name, { entries }]) =>
      this.#tools.watched(name) ? this.#list(name, entries, at) : [],
    )
    const whole = question === ALL_QUEUES ? this.#watchedNames() : []
    const absent = isScoped ? (key === undefined ? whole : [key]).filter((name) => !listed.has(name)) : []
    return this.#told([...steps, ...absent.flatMap((name) => this.#gone(name))])
  }

  newLink(): void {
    this.#link += 1
    this.#hearsChannels = false
    this.#ends.newLink()
  }

  keys(steps: readonly QueueStep[]): readonly string[] {
    return [...new Set(steps.map(({ queue }) => queue))]
  }

  changes(steps: readonly QueueStep[]): readonly QueueStep[] {
    return steps
  }

  standing(): readonly QueueStep[] {
    return [...this.#queues.keys()].flatMap((queue) => this.#standing(queue).map((change) => ({ queue, change })))
  }

  steps(): readonly QueueStep[] {
    return this.standing()
  }

  value(queue: string): O.Option<QueueNews> {
    if (!this.#queues.has(queue)) return O.none
    const news = this.#news.get(queue) ?? this.#newsOf(queue, [])
    this.#news.set(queue, news)
    return O.some(news)
  }

  values(): ReadonlyMap<string, QueueNews> {
    return this.#news
  }

  unwatched(): void {
    // nothing is kept for watchers of all queues
  }

  left(queue: string): void {
    for (const [uniqueid, way] of this.#queues.get(queue) ?? []) this.#forget(uniqueid, way)
    this.#queues.delete(queue)
    this.#news.delete(queue)
  }

  #newsOf(queue: string, changes: readonly QueueCallChange[]): QueueNews {
    return { changes, standing: () => this.#standing(queue) }
  }

  #standing(queue: string): readonly QueueCallChange[] {
    return [...(this.#queues.get(queue)?.values() ?? [])].flatMap(standingOf)
  }

  #watchedNames(): readonly string[] {
    return [...this.#queues.keys()]
  }

  /** Keeps the steps as the news of their queues. */
  #told(steps: readonly QueueStep[]): readonly QueueStep[] {
    for (const queue of steps.length === 0 ? [] : this.keys(steps)) {
      const changes = steps.flatMap((step) => (step.queue === queue ? [step.change] : []))
      this.#news.set(queue, this.#newsOf(queue, changes))
    }
    return steps
  }

  #read(name: string, frame: Frame, at: number): readonly QueueStep[] {
    switch (name) {
      case 'Reload':
        if (reloadsQueues(frame.exact('Module')))
          for (const queue of this.#watchedNames()) this.#tools.ask(ONE_QUEUE, queue)
        return []
      case 'QueueCallerJoin':
        return [...this.#settle(at), ...this.#joins(frame, at)]
      case 'QueueCallerAbandon':
        return this.#of(frame, (way) => this.#abandons(way))
      case 'QueueCallerLeave':
        return [...this.#settle(at), ...this.#leaves(frame, at)]
      case 'AgentCalled':
        return this.#of(frame, (way) => this.#rings(way, interfaceIn(frame)))
      case 'AgentRingNoAnswer':
        return this.#of(frame, (way) => this.#stopsRinging(way, interfaceIn(frame)))
      case 'AgentConnect':
        return this.#of(frame, (way) => this.#connects(way, frame, at))
      default:
        return this.#moves(frame, name === 'Hangup')
    }
  }

  #of(frame: Frame, read: (way: Way) => readonly QueueStep[]): readonly QueueStep[] {
    const way = this.#queues.get(frame.exact('Queue') ?? '')?.get(uniqueidIn(frame))
    return way === undefined ? [] : read(way)
  }

  #joins(frame: Frame, at: number): readonly QueueStep[] {
    const queue = frame.exact('Queue') ?? ''
    const uniqueid = uniqueidIn(frame)
    const before = this.#open.get(uniqueid)
    const rejoined = before === undefined ? [] : this.#finish(before, outcomeRejoined(before))
    if (uniqueid !== '') this.#ends.callerJoined(queue, uniqueid)
    // before the first list nothing is emitted, and the list shows this caller too
    if (!this.#queues.has(queue) || uniqueid === '') return rejoined
    return [...rejoined, ...this.#begins(queue, callerIn(frame, at), placeIn(frame))]
  }

  /** A caller is shown. One that a newer list has shown already only gets its place. */
  #begins(queue: string, caller: QueueCaller, joinedAt: Place | undefined): readonly QueueStep[] {
    const known = this.#queues.get(queue)
    const before = known?.get(caller.uniqueid)
    const isNew = before === undefined
    if (known === undefined || (isNew && !this.#budget.reserve(WAY_BYTES))) return []
    const way: Way = {
      queue: copied(queue),
      caller: isNew ? caller : { ...caller, joined: before.caller.joined },
      joinedAt: joinedAt ?? before?.joinedAt,
      ringing: before?.ringing ?? new Set(),
      link: this.#link,
      hasAbandoned: before?.hasAbandoned ?? false,
      left: before?.left,
    }
    known.set(caller.uniqueid, way)
    if (way.left !== undefined) this.#open.set(caller.uniqueid, way)
    return isNew ? [{ queue: way.queue, change: { _tag: 'Joined', caller } }] : []
  }

  #abandons(way: Way): readonly QueueStep[] {
    way.hasAbandoned = true
    way.ringing.clear()
    return []
  }

  #rings(way: Way, member: string): readonly QueueStep[] {
    const kept = copied(member)
    way.ringing.add(kept)
    return [{ queue: way.queue, change: { _tag: 'Ringing', caller: way.caller, member: kept } }]
  }

  #stopsRinging(way: Way, member: string): readonly QueueStep[] {
    way.ringing.delete(member)
    return []
  }

  #leaves(frame: Frame, at: number): readonly QueueStep[] {
    this.#ends.callerLeft(frame.exact('Queue') ?? '', uniqueidIn(frame))
    return this.#of(frame, (way) => {
      const place = placeIn(frame)
      way.left = { at, place }
      way.link = this.#link
      const verdict = outcomeAtLeave(way, place, this.#hearsChannels)
      if (O.isSome(verdict)) return this.#finish(way, verdict.value)
      this.#open.set(way.caller.uniqueid, way)
      return []
    })
  }

  #connects(way: Way, frame: Frame, at: number): readonly QueueStep[] {
    const { queue, caller, left } = way
    way.left = left ?? { at, place: placeIn(frame) }
    const change: QueueCallChange = {
      _tag: 'Connected',
      caller,
      member: copied(interfaceIn(frame)),
      channel: copied(frame.exact('DestChannel') ?? ''),
      waited: way.left.at - caller.joined,
    }
    this.#ends.callerLeft(queue, caller.uniqueid)
    return [{ queue, change }, ...this.#finish(way, { outcome: 'answered', certain: true })]
  }

  /** An event of any channel: one look-up while an outcome is open. */
  #moves(frame: Frame, isHangup: boolean): readonly QueueStep[] {
    this.#hearsChannels = true
    const way = this.#open.size === 0 ? undefined : this.#open.get(uniqueidIn(frame))
    if (way === undefined) return []
    const verdict = outcomeLater(way, placeIn(frame), isHangup)
    return O.isSome(verdict) ? this.#finish(way, verdict.value) : []
  }

  /** Outcomes that are open for long: no event will show them any more. */
  #settle(at: number): readonly QueueStep[] {
    return [...this.#open.values()].flatMap((way) => {
      if (way.link !== this.#link) return this.#finish(way, outcomeAway(way))
      const isOver = way.left !== undefined && at - way.left.at > SETTLED
      return isOver ? this.#finish(way, outcomeInTheEnd(way, this.#hearsChannels)) : []
    })
  }

  #list(queue: string, items: readonly Frame[], at: number): readonly QueueStep[] {
    if (!this.#queues.has(queue)) this.#queues.set(copied(queue), new Map<string, Way>())
    const present = items.filter((item) => !this.#ends.hasLeft(queue, uniqueidIn(item)) && uniqueidIn(item) !== '')
    const listed = new Set(present.map(uniqueidIn))
    const settled = this.#settle(at)
    const begun = present.flatMap((item) => this.#begins(queue, callerIn(item, at), undefined))
    // the Leave of a caller whom this link has shown is still on its way
    const lost = [...(this.#queues.get(queue)?.values() ?? [])].filter(
      ({ link, caller }) => link !== this.#link && !listed.has(caller.uniqueid),
    )
    return [...settled, ...lost.flatMap((way) => this.#finish(way, outcomeAway(way))), ...begun]
  }

  /** The queue does not exist any more, or never did. */
  #gone(queue: string): readonly QueueStep[] {
    if (!this.#tools.watched(queue)) return []
    const ways = [...(this.#queues.get(queue)?.values() ?? [])]
    this.#queues.set(copied(queue), this.#queues.get(queue) ?? new Map<string, Way>())
    return ways.flatMap((way) => this.#finish(way, outcomeAway(way)))
  }

  #finish(way: Way, { outcome, certain }: Verdict): readonly QueueStep[] {
    const { queue, caller, left } = way
    this.#forget(caller.uniqueid, way)
    const waited = left === undefined ? O.none : O.some(left.at - caller.joined)
    return [{ queue, change: { _tag: 'Left', caller, outcome, waited, certain } }]
  }

  #forget(uniqueid: string, { queue }: Way): void {
    if (this.#queues.get(queue)?.delete(uniqueid) === true) this.#budget.free(WAY_BYTES)
    if (this.#open.get(uniqueid)?.queue === queue) this.#open.delete(uniqueid)
  }
}
