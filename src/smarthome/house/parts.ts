/** What runs, by key: becoming another set ends and begins only what differs. */
import type { SubscriptionLike } from 'rxjs'

export interface Parts {
  /** Ends what is not wanted any more, then begins, in order, what does not run yet. */
  readonly become: (wanted: ReadonlyMap<string, () => SubscriptionLike>) => void
}

export const parts = (): Parts => {
  const running = new Map<string, SubscriptionLike>()
  return {
    become: (wanted) => {
      for (const [key, part] of running) {
        if (wanted.has(key)) continue
        running.delete(key)
        part.unsubscribe()
      }
      for (const [key, begin] of wanted) if (!running.has(key)) running.set(key, begin())
    },
  }
}
