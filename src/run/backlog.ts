/** A bounded line of values that wait for a logic. */
import type { Failure } from '../failure.js'

/** What to keep when more values wait than `bound`: all of them (with a fault, up to ten times as many), the newest, or the newest of each key. */
export type Beyond<A> = 'all' | 'newest' | { readonly newestPer: (value: A) => unknown }

export interface Line<A> {
  readonly put: (value: A) => void
  /** The value that waited longest; undefined when none waits. */
  readonly take: () => { readonly value: A } | undefined
  readonly clear: () => void
}

/** How many times the bound may wait where all are kept: a handler that never ends must not take the memory of the program with it. */
const MOST_BOUNDS = 10

/** Tells of the first value over the bound and then of every `bound`th, so that a flood is no flood of faults. */
export const line = <A>(bound: number, beyond: Beyond<A>, report: (failure: Failure) => void): Line<A> => {
  const most = beyond === 'all' ? MOST_BOUNDS * bound : bound
  // a Map keeps its entries in order of arrival and gives up the first in constant time
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
      waiting.set(typeof beyond === 'object' ? beyond.newestPer(value) : serial, value)
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
    clear: () => {
      waiting.clear()
    },
  }
}
