/** Deadlines: what begins in one millisecond is due at one time, by one timer. */
import { asyncScheduler, type Subscription } from 'rxjs'

/** Who waits. */
export interface Waiting {
  /** The time is over. */
  due(): void
}

/** A time that is shared by all who began to wait at once. */
export interface Deadline {
  readonly add: (waiting: Waiting) => void
  /** Its timer ends with the last one. */
  readonly delete: (waiting: Waiting) => void
}

const NEVER: Deadline = { add: () => undefined, delete: () => undefined }

/** A deadline `after` milliseconds from the first one that is added; `Infinity` for none. */
export const deadline = (after: number): Deadline => {
  if (after === Infinity) return NEVER
  const all = new Set<Waiting>()
  let timer: Subscription | undefined
  const fire = (): void => {
    for (const waiting of all) waiting.due()
  }
  return {
    add: (waiting) => {
      all.add(waiting)
      timer ??= asyncScheduler.schedule(fire, after)
    },
    delete: (waiting) => {
      if (!all.delete(waiting) || all.size > 0) return
      timer?.unsubscribe()
      timer = undefined
    },
  }
}

/** The deadline of those who begin now: a thousand actions of one burst cost one timer. */
export const deadlines = (after: number): (() => Deadline) => {
  let began = NaN
  let newest = deadline(after)
  return () => {
    const now = asyncScheduler.now()
    if (now !== began) newest = deadline(after)
    began = now
    return newest
  }
}
