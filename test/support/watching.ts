/** Waiting for what streams bring and for what becomes true, by condition and with a bound. */
import type { Observable } from 'rxjs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Resolves when `holds` does; fails, saying what was awaited, when it does not within `within` milliseconds. */
export const eventually = async (
  what: string,
  holds: () => boolean | Promise<boolean>,
  within = 15_000,
): Promise<void> => {
  const end = Date.now() + within
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`within ${within} ms it did not come about that ${what}`)
    await sleep(10)
  }
}

/** The emissions of a stream until now. */
export interface Watched<A> {
  readonly values: readonly A[]
  readonly errors: readonly unknown[]
  readonly completed: () => boolean
  /** When the newest value came, as epoch milliseconds. */
  readonly lastAt: () => number
  readonly stop: () => void
}

export const watch = <A>(source$: Observable<A>): Watched<A> => {
  const values: A[] = []
  const errors: unknown[] = []
  let completed = false
  let lastAt = 0
  const subscription = source$.subscribe({
    next: (value) => {
      values.push(value)
      lastAt = Date.now()
    },
    error: (error: unknown) => {
      errors.push(error)
    },
    complete: () => {
      completed = true
    },
  })
  return {
    values,
    errors,
    completed: () => completed,
    lastAt: () => lastAt,
    stop: () => {
      subscription.unsubscribe()
    },
  }
}

/** Time enough for what must not happen to happen. */
export const pause = (milliseconds = 300): Promise<void> => sleep(milliseconds)
