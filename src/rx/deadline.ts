/** Deadlines: everything that begins in one millisecond shares one timer. */
import { asyncScheduler, type Subscription } from 'rxjs'
import { elapsed } from './clock.js'

/** Something that waits for a deadline. */
export interface Waiting {
  /** The time is over. */
  due(): void
}

/** One time for everything that began to wait together: `after` milliseconds from the first `add`. `Infinity`: no end. */
export class Deadline {
  /** The moment from which everything waits, by the stop-watch. */
  readonly began: number
  readonly #after: number
  readonly #all = new Set<Waiting>()
  #timer: Subscription | undefined

  constructor(after: number, began: number = elapsed()) {
    this.#after = after
    this.began = began
  }

  add(waiting: Waiting): void {
    if (this.#after === Infinity) return
    this.#all.add(waiting)
    this.#timer ??= asyncScheduler.schedule(() => {
      for (const each of this.#all) each.due()
    }, this.#after)
  }

  /** The timer ends with the last one. */
  delete(waiting: Waiting): void {
    if (!this.#all.delete(waiting) || this.#all.size > 0) return
    this.#timer?.unsubscribe()
    this.#timer = undefined
  }
}

/** The deadline for everything that begins now: a thousand requests of one burst cost one timer. */
export const deadlines = (after: number): (() => Deadline) => {
  let began = NaN
  let newest = new Deadline(after, NaN)
  return () => {
    const now = elapsed()
    if (now !== began) newest = new Deadline(after, now)
    began = now
    return newest
  }
}
