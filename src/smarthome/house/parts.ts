/** The running parts of a house by key: an update stops and starts only the parts that differ. */
import type { SubscriptionLike } from 'rxjs'

export interface Parts {
  /** Stops the parts that are not wanted any more, then starts the missing ones, in order. */
  readonly update: (wanted: ReadonlyMap<string, () => SubscriptionLike>) => void
}

export const parts = (): Parts => {
  const running = new Map<string, SubscriptionLike>()
  return {
    update: (wanted) => {
      for (const [key, part] of running) {
        if (wanted.has(key)) continue
        running.delete(key)
        part.unsubscribe()
      }
      for (const [key, begin] of wanted) if (!running.has(key)) running.set(key, begin())
    },
  }
}
