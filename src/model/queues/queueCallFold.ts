/** The fold of callers' ways through queues: no caller is lost or doubled, and each gets one outcome. */
import * as O from 'fp-ts/lib/Option.js'
import type { Frame } from '../../protocol/frame.js'
import { memoryBudget } from '../budget.js'
import { copied } from '../copied.js'
import type { Answer, Fold, Tools } from '../model.js'
import { Ends } from './ends.js'
import { itemsByQueue } from './lists.js'
import { News, type QueueNews, queuesOf, type QueueStep } from './news.js'
import { ONE_QUEUE, ALL_QUEUES, reloadsQueues, SUMMARY } from './questions.js'
import {
  outcomeAtLeave,
  outcomeAway,
  outcomeInTheEnd,
  outcomeLater,
  outcomeRejoined,
  type QueueCallChange,
  type Verdict,
  type Way,
} from './queueCall.js'
import type { QueueCaller } from './queue.js'
import { Ways } from './ways.js'
import { callerIn, interfaceIn, type Place, placeIn, uniqueidIn } from './read.js'

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

export class QueueCallFold implements Fold<QueueStep, QueueNews, QueueStep> {
  readonly #tools: Tools
  readonly #ends = new Ends()
  readonly #ways: Ways
  readonly #news: News
  #link = 0
  /** True once this link brought an event of class call: then the end of a channel will be heard too. */
  #hearsChannels = false

  constructor(tools: Tools) {
    this.#tools = tools
    this.#ways = new Ways(memoryBudget(tools.memory, tools.full))
    this.#news = new News(this.#ways)
  }

  event(name: string, frame: Frame, at: number): readonly QueueStep[] {
    return this.#news.told(this.#read(name, frame, at))
  }

  answer({ question, key, items, denied, isScoped }: Answer, at: number): readonly QueueStep[] {
    if (denied || question === SUMMARY) return []
    const listed = itemsByQueue(items)
    const steps = [...listed].flatMap(([name, { entries }]) =>
      this.#tools.watched(name) ? this.#list(name, entries, at) : [],
    )
    const whole = question === ALL_QUEUES ? this.#ways.queues() : []
    const absent = isScoped ? (key === undefined ? whole : [key]).filter((name) => !listed.has(name)) : []
    return this.#news.told([...steps, ...absent.flatMap((name) => this.#gone(name))])
  }

  newLink(): void {
    this.#link += 1
    this.#hearsChannels = false
    this.#ends.newLink()
  }

  keys(steps: readonly QueueStep[]): readonly string[] {
    return queuesOf(steps)
  }

  changes(steps: readonly QueueStep[]): readonly QueueStep[] {
    return steps
  }

  standing(): readonly QueueStep[] {
    return this.#ways.queues().flatMap((queue) => this.#news.standing(queue).map((change) => ({ queue, change })))
  }

  steps(): readonly QueueStep[] {
    return this.standing()
  }

  value(queue: string): O.Option<QueueNews> {
    return this.#ways.knows(queue) ? O.some(this.#news.of(queue)) : O.none
  }

  values(): ReadonlyMap<string, QueueNews> {
    return this.#news.all()
  }

  unwatched(): void {
    // nothing is kept for watchers of all queues
  }

  left(queue: string): void {
    this.#ways.forget(queue)
    this.#news.forget(queue)
  }

  #read(name: string, frame: Frame, at: number): readonly QueueStep[] {
    switch (name) {
      case 'Reload':
        if (reloadsQueues(frame.exact('Module')))
          for (const queue of this.#ways.queues()) this.#tools.ask(ONE_QUEUE, queue)
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
    const way = this.#ways.at(frame.exact('Queue') ?? '', uniqueidIn(frame))
    return way === undefined ? [] : read(way)
  }

  #joins(frame: Frame, at: number): readonly QueueStep[] {
    const queue = frame.exact('Queue') ?? ''
    const uniqueid = uniqueidIn(frame)
    const before = this.#ways.open(uniqueid)
    const rejoined = before === undefined ? [] : this.#finish(before, outcomeRejoined(before))
    if (uniqueid !== '') this.#ends.callerJoined(queue, uniqueid)
    // before the first list nothing is emitted, and the list shows this caller too
    if (!this.#ways.knows(queue) || uniqueid === '') return rejoined
    return [...rejoined, ...this.#begins(queue, callerIn(frame, at), placeIn(frame))]
  }

  /** A caller is shown. One that a newer list has shown already only gets its place. */
  #begins(queue: string, caller: QueueCaller, joinedAt: Place | undefined): readonly QueueStep[] {
    const before = this.#ways.at(queue, caller.uniqueid)
    const way: Way = {
      queue: before?.queue ?? copied(queue),
      caller: before === undefined ? caller : { ...caller, joined: before.caller.joined },
      joinedAt: joinedAt ?? before?.joinedAt,
      ringing: before?.ringing ?? new Set(),
      link: this.#link,
      hasAbandoned: before?.hasAbandoned ?? false,
      left: before?.left,
    }
    const isNew = this.#ways.set(way) && before === undefined
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
      this.#ways.set(way)
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
    const way = this.#ways.hasOpen() ? this.#ways.open(uniqueidIn(frame)) : undefined
    if (way === undefined) return []
    const verdict = outcomeLater(way, placeIn(frame), isHangup)
    return O.isSome(verdict) ? this.#finish(way, verdict.value) : []
  }

  /** Outcomes that are open for long: no event will show them any more. */
  #settle(at: number): readonly QueueStep[] {
    return this.#ways.allOpen().flatMap((way) => {
      if (way.link !== this.#link) return this.#finish(way, outcomeAway(way))
      const isOver = way.left !== undefined && at - way.left.at > SETTLED
      return isOver ? this.#finish(way, outcomeInTheEnd(way, this.#hearsChannels)) : []
    })
  }

  #list(queue: string, items: readonly Frame[], at: number): readonly QueueStep[] {
    this.#ways.know(queue)
    const present = items.filter((item) => !this.#ends.hasLeft(queue, uniqueidIn(item)) && uniqueidIn(item) !== '')
    const listed = new Set(present.map(uniqueidIn))
    const settled = this.#settle(at)
    const begun = present.flatMap((item) => this.#begins(queue, callerIn(item, at), undefined))
    // the Leave of a caller whom this link has shown is still on its way
    const lost = this.#ways.of(queue).filter(({ link, caller }) => link !== this.#link && !listed.has(caller.uniqueid))
    return [...settled, ...lost.flatMap((way) => this.#finish(way, outcomeAway(way))), ...begun]
  }

  /** The queue does not exist any more, or never did. */
  #gone(queue: string): readonly QueueStep[] {
    if (!this.#tools.watched(queue)) return []
    const ways = this.#ways.of(queue)
    this.#ways.know(queue)
    return ways.flatMap((way) => this.#finish(way, outcomeAway(way)))
  }

  #finish(way: Way, { outcome, certain }: Verdict): readonly QueueStep[] {
    const { queue, caller, left } = way
    this.#ways.delete(way)
    const waited = left === undefined ? O.none : O.some(left.at - caller.joined)
    return [{ queue, change: { _tag: 'Left', caller, outcome, waited, certain } }]
  }
}
