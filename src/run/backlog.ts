/** The backlog of a logic: values that wait for a run, within a bound. */
import type { FailureReporter } from '../failure.js'
import { weightOf } from './weight.js'

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

/** Bytes of the values of one backlog. Any login with write class `user` may send UserEvents of 120 kB each. */
const MOST_BYTES = 50_331_648

interface Waiting<A> {
  readonly value: A
  /** The weight at its arrival: the program may change the value later. */
  readonly bytes: number
}

/** Reports the first value over the bound, and then every `bound`th: a flood of values is no flood of faults. */
export const backlog = <A>(bound: number, limit: BacklogLimit<A>, report: FailureReporter): Backlog<A> => {
  const most = limit === 'all' ? MOST_BOUNDS * bound : bound
  // a Map keeps its entries in order of arrival and drops the first in constant time
  const waiting = new Map<unknown, Waiting<A>>()
  let serial = 0
  let over = 0
  let dropped = 0
  let bytes = 0

  const overflow = (): void => {
    if (over % bound === 0) {
      report({ _tag: 'Overflow', waiting: waiting.size, dropped })
      dropped = 0
    }
    over += 1
  }
  const removeOldest = (): Waiting<A> | undefined => {
    for (const [key, oldest] of waiting) {
      waiting.delete(key)
      bytes -= oldest.bytes
      return oldest
    }
    return undefined
  }

  return {
    put: (value) => {
      serial += 1
      const key = typeof limit === 'object' ? limit.newestPer(value) : serial
      const next = { value, bytes: weightOf(value) }
      bytes += next.bytes - (waiting.get(key)?.bytes ?? 0)
      waiting.set(key, next)
      if (waiting.size <= bound && bytes <= MOST_BYTES) return
      // the newest value stays, however heavy
      while (waiting.size > most || (bytes > MOST_BYTES && waiting.size > 1)) {
        removeOldest()
        dropped += 1
      }
      overflow()
    },
    take: () => {
      const oldest = removeOldest()
      if (waiting.size <= bound / 2 && bytes <= MOST_BYTES / 2) over = 0
      return oldest
    },
    isEmpty: () => waiting.size === 0,
    clear: () => {
      bytes = 0
      waiting.clear()
    },
  }
}
