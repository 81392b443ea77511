/** Deadlines: what begins in one millisecond is due at one time, by one timer. */
import { asyncScheduler, type Subscription } from 'rxjs'

/** Who waits. */
export interface Waiting {
  /** The time is over. */
  due(): void
}

/** A time that is shared by all who began to wait at once. */
export interface Deadline {
  add(waiting: Waiting): void
  /** Its timer ends with the last one. */
  delete(waiting: Waiting): void
}

const NEVER: Deadline = { add: () => undefined, delete: () => undefined }

/** A deadline `after` milliseconds from the first one that is added; `Infinity` for none. */
export const deadline = (after: number): Deadline => (after === Infinity ? NEVER : new TimedDeadline(after))

class TimedDeadline implements Deadline {
  readonly #after: number
  readonly #all = new Set<Waiting>()
  #timer: Subscription | undefined

  constructor(after: number) {
    this.#after = after
  }

  add(waiting: Waiting): void {
    this.#all.add(waiting)
    this.#timer ??= asyncScheduler.schedule(() => {
      for (const each of this.#all) each.due()
    }, this.#after)
  }

  delete(waiting: Waiting): void {
    if (!this.#all.delete(waiting) || this.#all.size > 0) return
    this.#timer?.unsubscribe()
    this.#timer = undefined
  }
}

/** The deadline of those who begin now: a thousand actions of one burst cost one timer. */
export const deadlines = (after: number): (() => Deadline) => {
  let began = NaN
  let newest = NEVER
  return () => {
    const now = asyncScheduler.now()
    if (now !== began) newest = deadline(after)
    began = now
    return newest
  }
}
