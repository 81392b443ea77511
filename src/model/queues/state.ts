/** One queue over time: its settings, counters, callers and members, and the value that is made of them. */
import type { Budget } from '../budget.js'
import type { MemberRecord } from './member.js'
import {
  type Queue,
  type QueueCaller,
  type QueueMember,
  type QueueSettings,
  sameMember,
  sameSettings,
} from './queue.js'
import type { Counters } from './read.js'

/** About the bytes of a queue, a member and a caller in memory, with their entries in all maps. */
const QUEUE_BYTES = 1500
const MEMBER_BYTES = 1500
const CALLER_BYTES = 1000

const NO_SURPLUS: Counters = { completed: 0, abandoned: 0 }

const surplus = (listed: number, counted: number): number => Math.max(0, listed - counted)

export class QueueState {
  readonly #budget: Budget
  readonly #members = new Map<string, MemberRecord>()
  #settings: QueueSettings
  #counters: Counters
  /** Ends that a list counted before their events came: those events count nothing. */
  #credit = NO_SURPLUS
  #callers: readonly QueueCaller[] = []
  #memberList: readonly QueueMember[] | undefined
  #value: Queue | undefined
  /** The link of the newest list. */
  #listed: number | undefined
  #bytes = QUEUE_BYTES

  private constructor(settings: QueueSettings, counters: Counters, budget: Budget) {
    this.#settings = settings
    this.#counters = counters
    this.#budget = budget
  }

  /** The state of a queue that a list shows for the first time; undefined where the memory budget is spent. */
  static of(settings: QueueSettings, counters: Counters, budget: Budget): QueueState | undefined {
    return budget.reserve(QUEUE_BYTES) ? new QueueState(settings, counters, budget) : undefined
  }

  get name(): string {
    return this.#settings.name
  }

  get callers(): readonly QueueCaller[] {
    return this.#callers
  }

  get value(): Queue {
    this.#memberList ??= Array.from(this.#members.values(), ({ member }) => member)
    return (this.#value ??= {
      ...this.#settings,
      ...this.#counters,
      callers: this.#callers,
      members: this.#memberList,
    })
  }

  isListed(link: number): boolean {
    return this.#listed === link
  }

  member(key: string): MemberRecord | undefined {
    return this.#members.get(key)
  }

  members(): readonly string[] {
    return [...this.#members.keys()]
  }

  /** Sets a member; returns true where people see a difference. */
  put(record: MemberRecord): boolean {
    const key = record.member.interface
    const before = this.#members.get(key)
    if (before === undefined && !this.#reserve(MEMBER_BYTES)) return false
    if (before !== undefined && sameMember(before.member, record.member)) {
      this.#members.set(key, { ...record, member: before.member })
      return false
    }
    this.#members.set(key, record)
    return this.#membersChanged()
  }

  remove(key: string): boolean {
    if (!this.#members.delete(key)) return false
    this.#free(MEMBER_BYTES)
    return this.#membersChanged()
  }

  setCallers(callers: readonly QueueCaller[]): boolean {
    if (callers === this.#callers) return false
    const more = (callers.length - this.#callers.length) * CALLER_BYTES
    if (more > 0 && !this.#reserve(more)) return false
    if (more < 0) this.#free(-more)
    this.#callers = callers
    this.#value = undefined
    return true
  }

  /** An event counts one more, unless a list has counted it already. */
  count(counter: keyof Counters): boolean {
    if (this.#credit[counter] > 0) {
      this.#credit = { ...this.#credit, [counter]: this.#credit[counter] - 1 }
      return false
    }
    this.#counters = { ...this.#counters, [counter]: this.#counters[counter] + 1 }
    this.#value = undefined
    return true
  }

  /** A list tells the settings and counters. What it counts beyond the events of this link will still be told by events. */
  list(settings: QueueSettings, counters: Counters, link: number): boolean {
    const { completed, abandoned } = this.#counters
    this.#credit = this.isListed(link)
      ? { completed: surplus(counters.completed, completed), abandoned: surplus(counters.abandoned, abandoned) }
      : NO_SURPLUS
    this.#listed = link
    const isSame =
      counters.completed === completed && counters.abandoned === abandoned && sameSettings(settings, this.#settings)
    if (isSame) return false
    this.#settings = settings
    this.#counters = counters
    this.#value = undefined
    return true
  }

  /** Gives its memory back. */
  drop(): void {
    this.#budget.free(this.#bytes)
  }

  #membersChanged(): true {
    this.#memberList = undefined
    this.#value = undefined
    return true
  }

  #reserve(bytes: number): boolean {
    const fits = this.#budget.reserve(bytes)
    if (fits) this.#bytes += bytes
    return fits
  }

  #free(bytes: number): void {
    this.#bytes -= bytes
    this.#budget.free(bytes)
  }
}
