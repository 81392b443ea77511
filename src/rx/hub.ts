/** Multicasting that costs one array walk: copied-on-write lists of subscribers behind our own Observables. */
import { Observable, type Subscriber } from 'rxjs'

export type Subscribers<A> = readonly Subscriber<A>[]

const without = <A>(list: Subscribers<A>, gone: Subscriber<A>): Subscribers<A> => list.filter((each) => each !== gone)

/** Walks by index. Faster than an iterator where most lists have one subscriber (bench: flood). */
export const nextAll = <A>(list: Subscribers<A>, value: A): void => {
  for (let index = 0; index < list.length; index += 1) list[index]?.next(value)
}

/**
 * One source for many subscribers. Errors and completion reach the present subscribers; later ones start afresh.
 *
 * A class and not closures: each Asterisk has several hubs, and V8 would make the closures anew for each hub.
 */
export class Hub<A> {
  readonly stream$: Observable<A>
  #list: Subscribers<A> = []
  #closed = false

  /** `first` gives a new subscriber its present value, if there is one. */
  constructor(first?: (subscriber: Subscriber<A>) => void) {
    this.stream$ = new Observable((subscriber) => {
      // the subscriber is added before `first` runs: the value of `first` may cause the next value at once
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

  /** Completes the present subscribers, and all that come later. */
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

/** The subscribers of one key. */
export interface Slot<A> {
  readonly subscribers: Subscribers<A>
}

interface OwnSlot<A> {
  subscribers: Subscribers<A>
  /** True for a slot that stays when its last subscriber leaves. */
  kept: boolean
}

/** A hub for each key. Reaching the subscribers of one key is a lookup, however many other keys there are. */
export const keyedHub = <A>() => {
  const slots = new Map<string, OwnSlot<A>>()
  const slotOf = (key: string): OwnSlot<A> => {
    const known = slots.get(key)
    if (known !== undefined) return known
    const made = { subscribers: [], kept: false }
    slots.set(key, made)
    return made
  }
  const leave = (key: string, slot: OwnSlot<A>, subscriber: Subscriber<A>): void => {
    slot.subscribers = without(slot.subscribers, subscriber)
    if (slot.subscribers.length === 0 && !slot.kept && slots.get(key) === slot) slots.delete(key)
  }
  const takeAll = (): Subscribers<A> => {
    const all = [...slots.values()].flatMap(({ subscribers }) => subscribers)
    for (const [key, slot] of slots) {
      slot.subscribers = []
      if (!slot.kept) slots.delete(key)
    }
    return all
  }
  /** The subscribers of a key, for `nextAll`. Saves a lookup where a value is built only for subscribers. */
  const subscribers = (key: string): Subscribers<A> | undefined => {
    const list = slots.get(key)?.subscribers
    return list === undefined || list.length === 0 ? undefined : list
  }
  return {
    at: (key: string): Observable<A> =>
      new Observable((subscriber) => {
        const slot = slotOf(key)
        slot.subscribers = [...slot.subscribers, subscriber]
        return () => {
          leave(key, slot, subscriber)
        }
      }),
    /** The keys that have subscribers. */
    keys: (): readonly string[] => [...slots.keys()].filter((key) => subscribers(key) !== undefined),
    observed: (key: string): boolean => subscribers(key) !== undefined,
    subscribers,
    /**
     * The slot of a key: its subscribers, now and later, without a lookup. This slot stays for ever, so only a bounded set of keys may have
     * one. A slot that only `at` uses is deleted with its last subscriber.
     */
    slot: (key: string): Slot<A> => {
      const slot = slotOf(key)
      slot.kept = true
      return slot
    },
    next: (key: string, value: A): void => {
      const list = subscribers(key)
      if (list !== undefined) nextAll(list, value)
    },
    error: (error: unknown): void => {
      for (const subscriber of takeAll()) subscriber.error(error)
    },
    complete: (): void => {
      for (const subscriber of takeAll()) subscriber.complete()
    },
  }
}

export type KeyedHub<A> = ReturnType<typeof keyedHub<A>>
