/** The backlog of a logic: values that wait for a run, within a bound. */
import type { FailureReporter } from '../failure.js'

/**
 * The values to keep when more than `bound` wait: all (with a fault, up to ten times the bound), the newest, or the newest of each key.
 */
export type BacklogLimit<A> = 'all' | 'newest' | { readonly newestPer: (value: A) => unknown }

export interface Backlog<A> {
  readonly put: (value: A) => void
  /** Removes the oldest value; undefined when none waits. */
  readonly take: () => { readonly value: A } | undefined
  readonly isEmpty: () => boolean
  readonly clear: () => void
}

/** Where all are kept, at most so many times the bound may wait: a handler that never ends must not take all memory. */
const MOST_BOUNDS = 10

/** Reports the first value over the bound, and then every `bound`th: a flood of values is no flood of faults. */
export const backlog = <A>(bound: number, limit: BacklogLimit<A>, report: FailureReporter): Backlog<A> => {
  const most = limit === 'all' ? MOST_BOUNDS * bound : bound
  // a Map keeps its entries in order of arrival and drops the first in constant time
  const waiting = new Map<unknown, A>()
  let serial = 0
  let over = 0
  let dropped = 0

  const overflow = (): void => {
    if (over % bound === 0) {
      report({ _tag: 'Overflow', waiting: waiting.size, dropped })
      dropped = 0
    }
    over += 1
  }
  const dropOldest = (): void => {
    for (const [key] of waiting) {
      waiting.delete(key)
      dropped += 1
      return
    }
  }

  return {
    put: (value) => {
      serial += 1
      waiting.set(typeof limit === 'object' ? limit.newestPer(value) : serial, value)
      if (waiting.size <= bound) return
      if (waiting.size > most) dropOldest()
      overflow()
    },
    take: () => {
      for (const [key, value] of waiting) {
        waiting.delete(key)
        if (waiting.size <= bound / 2) over = 0
        return { value }
      }
      return undefined
    },
    isEmpty: () => waiting.size === 0,
    clear: () => {
      waiting.clear()
    },
  }
}
