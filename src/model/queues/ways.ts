/** The callers of the watched queues, from their join until their outcome is clear. */
import type { Budget } from '../budget.js'
import { copied } from '../copied.js'
import type { Way } from './queueCall.js'

/** About the bytes of a caller in memory. */
const WAY_BYTES = 1500

export class Ways {
  readonly #budget: Budget
  readonly #queues = new Map<string, Map<string, Way>>()
  /** Callers who left, and whose outcome is open, by Uniqueid. */
  readonly #open = new Map<string, Way>()

  constructor(budget: Budget) {
    this.#budget = budget
  }

  /** True where a list has shown the queue, or has shown that it does not exist. */
  knows(queue: string): boolean {
    return this.#queues.has(queue)
  }

  know(queue: string): void {
    if (!this.#queues.has(queue)) this.#queues.set(copied(queue), new Map<string, Way>())
  }

  queues(): readonly string[] {
    return [...this.#queues.keys()]
  }

  of(queue: string): readonly Way[] {
    return [...(this.#queues.get(queue)?.values() ?? [])]
  }

  at(queue: string, uniqueid: string): Way | undefined {
    return this.#queues.get(queue)?.get(uniqueid)
  }

  /** Sets a caller of a known queue; false where the memory budget is spent. */
  set(way: Way): boolean {
    const known = this.#queues.get(way.queue)
    const { uniqueid } = way.caller
    if (known === undefined || (!known.has(uniqueid) && !this.#budget.reserve(WAY_BYTES))) return false
    known.set(uniqueid, way)
    if (way.left !== undefined) this.#open.set(uniqueid, way)
    return true
  }

  /** The caller who left with that channel, while the outcome is open. */
  open(uniqueid: string): Way | undefined {
    return this.#open.get(uniqueid)
  }

  hasOpen(): boolean {
    return this.#open.size > 0
  }

  allOpen(): readonly Way[] {
    return [...this.#open.values()]
  }

  delete({ queue, caller: { uniqueid } }: Way): void {
    if (this.#queues.get(queue)?.delete(uniqueid) === true) this.#budget.free(WAY_BYTES)
    if (this.#open.get(uniqueid)?.queue === queue) this.#open.delete(uniqueid)
  }

  /** Nobody watches the queue any more. */
  forget(queue: string): void {
    for (const way of this.of(queue)) this.delete(way)
    this.#queues.delete(queue)
  }
}
