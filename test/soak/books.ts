/** The books of a soak: what was asked and how it ended, and what the process holds. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Observable } from 'rxjs'
import { failureOf } from '../../src/failure.js'

export interface Actions {
  /** Subscribes, and keeps the books. */
  readonly ask: (action$: Observable<unknown>) => void
  readonly asked: () => number
  readonly open: () => number
  /** Settled more than once, or by an error that is no failure. */
  readonly wrong: () => readonly string[]
  /** The number of actions for each way of ending. */
  readonly ends: ReadonlyMap<string, number>
}

export const actions = (): Actions => {
  const ends = new Map<string, number>()
  const wrong: string[] = []
  let [asked, open] = [0, 0]
  return {
    ends,
    asked: () => asked,
    open: () => open,
    wrong: () => wrong,
    ask: (action$) => {
      asked += 1
      open += 1
      let settled = false
      const settle = (how: string): void => {
        if (settled) wrong.push(`settled again: ${how}`)
        settled = true
        open -= 1
        ends.set(how, (ends.get(how) ?? 0) + 1)
      }
      action$.subscribe({
        complete: () => {
          settle('done')
        },
        error: (error: unknown) => {
          const failure = failureOf(error)
          if (failure === undefined) wrong.push(`threw ${String(error)}`)
          settle(failure?._tag ?? 'thrown')
        },
      })
    },
  }
}

/** The resources of the process at a quiet moment. */
export interface Holding {
  readonly heap: number
  readonly rss: number
  readonly handles: number
}

const MIB = 1_048_576

export const holding = async (): Promise<Holding> => {
  // twice, with a turn between: what finalizers let go is gone then too
  for (let turn = 0; turn < 2; turn += 1) {
    globalThis.gc?.()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const { heapUsed, rss } = process.memoryUsage()
  return { heap: heapUsed / MIB, rss: rss / MIB, handles: process.getActiveResourcesInfo().length }
}

/** The longest delays of the event loop since it was last asked, in milliseconds. */
export const lags = (): (() => { readonly p99: number; readonly max: number }) => {
  const histogram = monitorEventLoopDelay({ resolution: 10 })
  histogram.enable()
  return () => {
    const seen = { p99: histogram.percentile(99) / 1e6, max: histogram.max / 1e6 }
    histogram.reset()
    return seen
  }
}

/** The median of the last third minus that of the first third; undefined when there are too few values. */
export const growth = (values: readonly number[]): number | undefined => {
  const third = Math.floor(values.length / 3)
  if (third < 2) return undefined
  const middle = (some: readonly number[]): number => [...some].sort((a, b) => a - b)[Math.floor(some.length / 2)] ?? 0
  return middle(values.slice(-third)) - middle(values.slice(0, third))
}
