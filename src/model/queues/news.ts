/** The newest steps of each queue's callers, as a value that is emitted once. */
import { type QueueCallChange, standingOf } from './queueCall.js'
import type { Ways } from './ways.js'

/** The newest steps of a queue, and those that show its present callers. */
export interface QueueNews {
  readonly changes: readonly QueueCallChange[]
  readonly standing: () => readonly QueueCallChange[]
}

/** A step of a caller of that queue. */
export interface QueueStep {
  readonly queue: string
  readonly change: QueueCallChange
}

/** The queues that steps touch. */
export const queuesOf = (steps: readonly QueueStep[]): readonly string[] => [
  ...new Set(steps.map(({ queue }) => queue)),
]

export class News {
  readonly #ways: Ways
  readonly #newest = new Map<string, QueueNews>()

  constructor(ways: Ways) {
    this.#ways = ways
  }

  /** Keeps steps as the news of their queues. */
  told(steps: readonly QueueStep[]): readonly QueueStep[] {
    for (const queue of steps.length === 0 ? [] : queuesOf(steps)) {
      const changes = steps.flatMap((step) => (step.queue === queue ? [step.change] : []))
      this.#newest.set(queue, this.#newsOf(queue, changes))
    }
    return steps
  }

  /** One object until the next step. */
  of(queue: string): QueueNews {
    const news = this.#newest.get(queue) ?? this.#newsOf(queue, [])
    this.#newest.set(queue, news)
    return news
  }

  all(): ReadonlyMap<string, QueueNews> {
    return this.#newest
  }

  standing(queue: string): readonly QueueCallChange[] {
    return this.#ways.of(queue).flatMap(standingOf)
  }

  forget(queue: string): void {
    this.#newest.delete(queue)
  }

  #newsOf(queue: string, changes: readonly QueueCallChange[]): QueueNews {
    return { changes, standing: () => this.standing(queue) }
  }
}
