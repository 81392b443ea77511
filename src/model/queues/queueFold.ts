/** The fold of queues: lists and events, and what each of them is to be believed. */
import * as O from 'fp-ts/lib/Option.js'
import type { Frame } from '../../protocol/frame.js'
import { type Budget, memoryBudget } from '../budget.js'
import { copied } from '../copied.js'
import type { Answer, Fold, Tools } from '../model.js'
import { applying, type Around } from './apply.js'
import { Ends } from './ends.js'
import { Legs, type Verdict } from './legs.js'
import { itemsByQueue, listQueue, type QueueItems } from './lists.js'
import { talks, type Telling, unrung } from './member.js'
import { ONE_QUEUE, ALL_QUEUES, MOST_QUEUES, reloadsQueues, SUMMARY } from './questions.js'
import type { Queue } from './queue.js'
import { countersIn, interfaceIn, settingsIn, uniqueidIn } from './read.js'
import { QueueState } from './state.js'

/** No queue has this name: it is watched only where all queues are. */
const WHOLE = ''

/** A step is the name of a queue that changed. A queue that does not exist is known too: its value is undefined. */
export class QueueFold implements Fold<string, Queue | undefined, string> {
  readonly #tools: Tools
  readonly #budget: Budget
  readonly #queues = new Map<string, QueueState>()
  /** Watched names that no queue has. */
  readonly #absent = new Set<string>()
  readonly #around: Around
  #link = 0
  /** True from a list of all queues until a link that nobody asks for them. */
  #knowsAll = false
  /** The link of the newest list of all queues. */
  #listedAll: number | undefined
  #shown: Map<string, Queue> | undefined

  constructor(tools: Tools) {
    this.#tools = tools
    this.#budget = memoryBudget(tools.memory, tools.full)
    this.#around = {
      ends: new Ends(),
      legs: new Legs(),
      doubt: (queue) => {
        // before its list every queue is in doubt, and the list is on its way
        if (queue.isListed(this.#link)) tools.ask(ONE_QUEUE, queue.name)
      },
    }
  }

  /** True where the map has all queues. */
  get knowsAll(): boolean {
    return this.#knowsAll
  }

  event(name: string, frame: Frame, at: number): readonly string[] {
    if (name === 'Reload') return this.#reloaded(frame.exact('Module'))
    const apply = applying(name)
    if (apply === undefined) return this.#judge(this.#around.legs.event(name, frame))
    const queue = frame.exact('Queue') ?? ''
    const state = this.#queues.get(queue)
    if (state === undefined) {
      this.#unknown(name, queue, frame)
      return []
    }
    return apply(state, frame, { at, link: this.#link, isList: false }, this.#around) ? [state.name] : []
  }

  answer({ question, key, items, denied, isScoped }: Answer, at: number): readonly string[] {
    if (denied) return []
    if (question === SUMMARY) return this.#compare(items)
    const listed = itemsByQueue(items)
    const isWhole = question === ALL_QUEUES
    const changed = [...listed].flatMap(([name, of]) =>
      (isWhole || this.#isKept(name)) && this.#list(name, of, at) ? [name] : [],
    )
    // the map is news where it was not whole before, even if no queue changed
    const rose = isWhole && !this.#knowsAll ? [WHOLE] : []
    if (isWhole) {
      this.#knowsAll = true
      this.#listedAll = this.#link
    }
    if (!isScoped) return changed
    const gone = isWhole ? [...this.#queues.keys()].filter((name) => !listed.has(name)) : []
    const missing = key !== undefined && !listed.has(key) ? [key] : gone
    return [...rose, ...changed, ...missing.flatMap((name) => this.#gone(name))]
  }

  newLink(): void {
    this.#link += 1
    this.#around.ends.newLink()
    this.#around.legs.newLink()
    if (this.#tools.watched(WHOLE)) return
    this.#knowsAll = false
    for (const name of this.#queues.keys()) if (!this.#tools.watched(name)) this.#drop(name)
  }

  keys(steps: readonly string[]): readonly string[] {
    return steps
  }

  changes(steps: readonly string[]): readonly string[] {
    const shown = this.#shown
    if (shown === undefined) return steps
    for (const name of steps) {
      const state = this.#queues.get(name)
      if (state === undefined) shown.delete(name)
      else shown.set(name, state.value)
    }
    return steps
  }

  standing(): readonly string[] {
    return this.steps()
  }

  steps(): readonly string[] {
    return [...this.#queues.keys()]
  }

  value(name: string): O.Option<Queue | undefined> {
    const state = this.#queues.get(name)
    if (state !== undefined) return O.some(state.value)
    return this.#knowsAll || this.#absent.has(name) ? O.some(undefined) : O.none
  }

  values(): ReadonlyMap<string, Queue> {
    return (this.#shown ??= new Map([...this.#queues].map(([name, { value }]) => [name, value])))
  }

  unwatched(): void {
    this.#shown = undefined
  }

  /** Without a list that is asked again a queue would not stay right. */
  left(name: string): void {
    this.#absent.delete(name)
    if (!this.#knowsAll) this.#drop(name)
  }

  #isKept(name: string): boolean {
    return this.#knowsAll || this.#tools.watched(name)
  }

  #list(name: string, items: QueueItems, at: number): boolean {
    const known = this.#queues.get(name)
    const state = known ?? QueueState.of(settingsIn(items.params, name), countersIn(items.params), this.#budget)
    if (state === undefined) return false
    if (known === undefined) this.#queues.set(name, state)
    this.#absent.delete(name)
    const telling: Telling = { at, link: this.#link, isList: true }
    return listQueue(state, items, telling, this.#around) || known === undefined
  }

  #gone(name: string): readonly string[] {
    const isNews = this.#drop(name)
    if (!this.#tools.watched(name) || this.#tools.watched(WHOLE)) return isNews ? [name] : []
    this.#absent.add(name)
    return [name]
  }

  #drop(name: string): boolean {
    const state = this.#queues.get(name)
    if (state === undefined) return false
    for (const member of state.members()) this.#around.legs.ended({ queue: name, member })
    state.drop()
    return this.#queues.delete(name)
  }

  /** An event of a queue that no list has shown: an end is noted, and a beginning in a queue that should not exist is a doubt. */
  #unknown(name: string, given: string, frame: Frame): void {
    if (given === '' || !this.#tools.watched(given)) return
    const queue = copied(given)
    if (name === 'QueueCallerLeave') this.#around.ends.callerLeft(queue, uniqueidIn(frame))
    if (name === 'QueueMemberRemoved') this.#around.ends.memberRemoved(queue, interfaceIn(frame))
    const begins = name === 'QueueCallerJoin' || name === 'QueueMemberAdded'
    if (begins && (this.#knowsAll || this.#absent.has(queue))) this.#tools.ask(ONE_QUEUE, queue)
  }

  #judge(verdicts: readonly Verdict[]): readonly string[] {
    return verdicts.flatMap(({ queue, member, talking, unrung: channel }) => {
      const state = this.#queues.get(queue)
      const before = state?.member(member)
      if (state === undefined || before === undefined) return []
      const after = talking === undefined ? before : talks(before, talking)
      const record = channel === undefined ? after : unrung(after, channel)
      return record !== before && state.put(record) ? [queue] : []
    })
  }

  /** Queues whose numbers differ from the short list are asked for again, and so are queues that either side lacks. */
  #compare(items: readonly Frame[]): readonly string[] {
    // it is smaller, so it comes before the list of all queues, and then there is nothing to compare
    if (this.#listedAll !== this.#link) return []
    const listed = new Map(items.map((item) => [item.exact('Queue') ?? '', item]))
    for (const [name, item] of listed) if (this.#differs(name, item)) this.#tools.ask(ONE_QUEUE, copied(name))
    for (const name of this.#queues.keys()) if (!listed.has(name)) this.#tools.ask(ONE_QUEUE, name)
    return []
  }

  #differs(name: string, item: Frame): boolean {
    const queue = this.#queues.get(name)?.value
    if (queue === undefined) return true
    const isHere = ({ state }: Queue['members'][number]): boolean => state !== 'UNAVAILABLE' && state !== 'INVALID'
    return (
      item.exact('Callers') !== String(queue.callers.length) ||
      item.exact('LoggedIn') !== String(queue.members.filter(isHere).length)
    )
  }

  #reloaded(module: string | undefined): readonly string[] {
    if (!reloadsQueues(module)) return []
    const watched = [...this.#queues.keys(), ...this.#absent].filter((name) => this.#tools.watched(name))
    if (this.#tools.watched(WHOLE) || watched.length > MOST_QUEUES) this.#tools.ask(ALL_QUEUES)
    else for (const name of watched) this.#tools.ask(ONE_QUEUE, name)
    return []
  }
}
