/** Multicasting that costs one array walk: copied-on-write lists of subscribers behind our own Observables. */
import { asyncScheduler, Observable, type Subscriber, Subscription, type SubscriptionLike } from 'rxjs'

/** One source for many subscribers. Errors and completion reach those who listen now; later ones start afresh. */
export interface Hub<A> {
  readonly stream$: Observable<A>
  observed(): boolean
  next(value: A): void
  error(error: unknown): void
  complete(): void
  /** Completes for those who listen now and for all who come. */
  close(): void
}

/** A `Hub` for each key; reaching one key's subscribers is a lookup, whatever others there are. */
export interface KeyedHub<A> {
  readonly at: (key: string) => Observable<A>
  readonly keys: () => readonly string[]
  readonly observed: (key: string) => boolean
  /** Who listens for a key, for `nextAll`: one lookup in place of two where a value is made only if somebody does. */
  readonly listeners: (key: string) => Subscribers<A> | undefined
  /** Who listens for a key, now and later, without a lookup. It is held for ever, so only for keys of a bounded set. */
  readonly place: (key: string) => Place<A>
  readonly next: (key: string, value: A) => void
  readonly error: (error: unknown) => void
  readonly complete: () => void
}

export type Subscribers<A> = readonly Subscriber<A>[]

/** Whoever listens there. */
export interface Place<A> {
  readonly listeners: Subscribers<A>
}

const without = <A>(list: Subscribers<A>, gone: Subscriber<A>): Subscribers<A> => list.filter((each) => each !== gone)

/** By index, which costs a third of an iterator where most lists have one subscriber. */
export const nextAll = <A>(list: Subscribers<A>, value: A): void => {
  for (let index = 0; index < list.length; index += 1) list[index]?.next(value)
}

/** `first` tells a new subscriber what it is to know before the next value. */
export const hub = <A>(first?: (subscriber: Subscriber<A>) => void): Hub<A> => new OneHub(first)

/** An object and not closures: there are several for each Asterisk, and what is made for it is paid before its link is ready. */
class OneHub<A> implements Hub<A> {
  readonly stream$: Observable<A>
  #list: Subscribers<A> = []
  #closed = false

  constructor(first: ((subscriber: Subscriber<A>) => void) | undefined) {
    this.stream$ = new Observable((subscriber) => {
      // listens before it is told: what it is told may bring the next value at once
      if (!this.#closed) this.#list = [...this.#list, subscriber]
      first?.(subscriber)
      if (this.#closed) subscriber.complete()
      return () => {
        this.#list = without(this.#list, subscriber)
      }
    })
  }

  observed(): boolean {
    return this.#list.length > 0
  }

  next(value: A): void {
    nextAll(this.#list, value)
  }

  error(error: unknown): void {
    for (const subscriber of this.#takeAll()) subscriber.error(error)
  }

  complete(): void {
    for (const subscriber of this.#takeAll()) subscriber.complete()
  }

  close(): void {
    this.#closed = true
    this.complete()
  }

  #takeAll(): Subscribers<A> {
    const all = this.#list
    this.#list = []
    return all
  }
}

interface KeptPlace<A> {
  listeners: Subscribers<A>
  /** Whether it stays when nobody listens. */
  kept: boolean
}

export const keyedHub = <A>(): KeyedHub<A> => {
  const places = new Map<string, KeptPlace<A>>()
  const placeOf = (key: string): KeptPlace<A> => {
    const known = places.get(key)
    if (known !== undefined) return known
    const made = { listeners: [], kept: false }
    places.set(key, made)
    return made
  }
  const leave = (key: string, place: KeptPlace<A>, subscriber: Subscriber<A>): void => {
    place.listeners = without(place.listeners, subscriber)
    if (place.listeners.length === 0 && !place.kept && places.get(key) === place) places.delete(key)
  }
  const takeAll = (): Subscribers<A> => {
    const all = [...places.values()].flatMap(({ listeners }) => listeners)
    for (const [key, place] of places) {
      place.listeners = []
      if (!place.kept) places.delete(key)
    }
    return all
  }
  const listeners = (key: string): Subscribers<A> | undefined => {
    const list = places.get(key)?.listeners
    return list === undefined || list.length === 0 ? undefined : list
  }
  return {
    at: (key) =>
      new Observable((subscriber) => {
        const place = placeOf(key)
        place.listeners = [...place.listeners, subscriber]
        return () => {
          leave(key, place, subscriber)
        }
      }),
    keys: () => [...places.keys()].filter((key) => listeners(key) !== undefined),
    observed: (key) => listeners(key) !== undefined,
    listeners,
    place: (key) => {
      const place = placeOf(key)
      place.kept = true
      return place
    },
    next: (key, value) => {
      const list = listeners(key)
      if (list !== undefined) nextAll(list, value)
    },
    error: (error) => {
      for (const subscriber of takeAll()) subscriber.error(error)
    },
    complete: () => {
      for (const subscriber of takeAll()) subscriber.complete()
    },
  }
}

/** Something that runs while at least one holder needs it: a count, so that ten thousand holders cost what one does. */
export interface Lease {
  /** Begins to need it; the function returned ends that, and may be called again without effect. */
  hold(): () => void
  held(): boolean
  /** What ran has ended by itself: the next hold starts it anew, whoever still holds the old run. */
  over(): void
}

interface Run {
  holders: number
  running: SubscriptionLike | undefined
  ending: SubscriptionLike | undefined
}

/** `start` runs at the first hold; what it returns ends `linger` milliseconds after the last release. */
export const lease = (start: () => SubscriptionLike, linger = 0): Lease => new OneLease(start, linger)

class OneLease implements Lease {
  readonly #start: () => SubscriptionLike
  readonly #linger: number
  #current: Run | undefined

  constructor(start: () => SubscriptionLike, linger: number) {
    this.#start = start
    this.#linger = linger
  }

  hold(): () => void {
    const fresh = this.#current === undefined
    const run = (this.#current ??= { holders: 0, running: undefined, ending: undefined })
    run.ending?.unsubscribe()
    run.holders += 1
    if (fresh) run.running = this.#start()
    let held = true
    return () => {
      if (held) this.#release(run)
      held = false
    }
  }

  held(): boolean {
    return this.#current !== undefined
  }

  over(): void {
    this.#current?.ending?.unsubscribe()
    this.#current = undefined
  }

  #release(run: Run): void {
    run.holders -= 1
    if (run.holders > 0) return
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

/** A lease for each key, forgotten while nobody holds it. */
export interface KeyedLease {
  readonly at: (key: string) => Pick<Lease, 'hold'>
  /** Whether any key is held. */
  readonly held: () => boolean
}

/** `start` runs at the first hold of a key; what it returns ends with the last release. */
export const keyedLease = (start: (key: string) => SubscriptionLike): KeyedLease => {
  const leases = new Map<string, Lease>()
  const begin = (key: string): Lease => {
    const begun = lease(() => {
      const running = start(key)
      return new Subscription(() => {
        leases.delete(key)
        running.unsubscribe()
      })
    })
    leases.set(key, begun)
    return begun
  }
  return {
    at: (key) => ({ hold: () => (leases.get(key) ?? begin(key)).hold() }),
    held: () => leases.size > 0,
  }
}

/**
 * The same stream, holding a lease while it is subscribed. Listens first and holds then, so that what starts at once is not missed.
 */
export const holding =
  (needed: Pick<Lease, 'hold'>) =>
  <A>(source$: Observable<A>): Observable<A> =>
    new Observable((subscriber) => {
      const subscription = source$.subscribe(subscriber)
      if (subscriber.closed) return
      const release = needed.hold()
      return () => {
        subscription.unsubscribe()
        release()
      }
    })
