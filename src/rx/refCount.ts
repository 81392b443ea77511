/** A resource that runs while it is in use. Its users are counted: ten thousand cost as much as one. */
import { asyncScheduler, Observable, Subscription, type SubscriptionLike } from 'rxjs'

interface Run {
  users: number
  running: SubscriptionLike | undefined
  ending: SubscriptionLike | undefined
}

/** `start` runs at the first `acquire`. The returned subscription ends `linger` milliseconds after the last release. */
export class RefCount {
  readonly #start: () => SubscriptionLike
  readonly #linger: number
  #current: Run | undefined

  constructor(start: () => SubscriptionLike, linger = 0) {
    this.#start = start
    this.#linger = linger
  }

  /** Begins a use. The returned function releases it; calling it again has no effect. */
  acquire(): () => void {
    const fresh = this.#current === undefined
    const run = (this.#current ??= { users: 0, running: undefined, ending: undefined })
    run.ending?.unsubscribe()
    run.users += 1
    if (fresh) run.running = this.#start()
    let acquired = true
    return () => {
      if (acquired) this.#release(run)
      acquired = false
    }
  }

  inUse(): boolean {
    return this.#current !== undefined
  }

  /** Forgets a run that ended by itself: the next `acquire` starts another one, even while the old one has users. */
  reset(): void {
    this.#current?.ending?.unsubscribe()
    this.#current = undefined
  }

  #release(run: Run): void {
    run.users -= 1
    if (run.users > 0) return
    if (this.#linger > 0 && this.#current === run) {
      run.ending = asyncScheduler.schedule(() => {
        this.#end(run)
      }, this.#linger)
    } else this.#end(run)
  }

  #end(run: Run): void {
    if (this.#current === run) this.#current = undefined
    run.running?.unsubscribe()
  }
}

/** A RefCount for each key, removed while the key is not in use. */
export const keyedRefCount = (start: (key: string) => SubscriptionLike) => {
  const counts = new Map<string, RefCount>()
  const begin = (key: string): RefCount => {
    const begun = new RefCount(() => {
      const running = start(key)
      return new Subscription(() => {
        counts.delete(key)
        running.unsubscribe()
      })
    })
    counts.set(key, begun)
    return begun
  }
  return {
    at: (key: string): Pick<RefCount, 'acquire'> => ({ acquire: () => (counts.get(key) ?? begin(key)).acquire() }),
    /** True while any key is in use. */
    inUse: (): boolean => counts.size > 0,
  }
}

/**
 * The same stream. It keeps a resource in use while it is subscribed. It subscribes first and then acquires the resource: `start` may cause
 * values at once, and none of them is lost.
 */
export const acquiring =
  (resource: Pick<RefCount, 'acquire'>) =>
  <A>(source$: Observable<A>): Observable<A> =>
    new Observable((subscriber) => {
      const subscription = source$.subscribe(subscriber)
      if (subscriber.closed) return
      const release = resource.acquire()
      return () => {
        subscription.unsubscribe()
        release()
      }
    })
