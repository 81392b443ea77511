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

/** Bytes of the values of one backlog. Any login with write class `user` may send UserEvents of 120 kB each. */
const MOST_BYTES = 50_331_648
/** A value beside its texts: an object, and the parts cut out of a frame. */
const VALUE_BYTES = 500

/** About the bytes that a value takes: texts and frames by their length; others are guessed. */
const bytesOf = (value: unknown): number => {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 0
  try {
    const frame: unknown = 'frame' in value ? value.frame : value
    const text: unknown = typeof frame === 'object' && frame !== null && 'text' in frame ? frame.text : undefined
    return VALUE_BYTES + (typeof text === 'string' ? text.length : 0)
  } catch {
    // a hostile object of the program
    return VALUE_BYTES
  }
}

/** Reports the first value over the bound, and then every `bound`th: a flood of values is no flood of faults. */
export const backlog = <A>(bound: number, limit: BacklogLimit<A>, report: FailureReporter): Backlog<A> => {
  const most = limit === 'all' ? MOST_BOUNDS * bound : bound
  // a Map keeps its entries in order of arrival and drops the first in constant time
  const waiting = new Map<unknown, A>()
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
  const remove = (key: unknown, value: A): void => {
    waiting.delete(key)
    bytes -= bytesOf(value)
  }
  const dropOldest = (): void => {
    for (const [key, value] of waiting) {
      remove(key, value)
      dropped += 1
      return
    }
  }

  return {
    put: (value) => {
      serial += 1
      const key = typeof limit === 'object' ? limit.newestPer(value) : serial
      const before = waiting.get(key)
      bytes += bytesOf(value) - (before === undefined ? 0 : bytesOf(before))
      waiting.set(key, value)
      const isHeavy = bytes > MOST_BYTES
      if (waiting.size <= bound && !isHeavy) return
      if (waiting.size > most || isHeavy) dropOldest()
      overflow()
    },
    take: () => {
      for (const [key, value] of waiting) {
        remove(key, value)
        if (waiting.size <= bound / 2 && bytes <= MOST_BYTES / 2) over = 0
        return { value }
      }
      return undefined
    },
    isEmpty: () => waiting.size === 0,
    clear: () => {
      bytes = 0
      waiting.clear()
    },
  }
}
