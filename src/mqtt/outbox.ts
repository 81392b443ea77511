/** The messages that wait for the broker: the newest retained value of each topic, and a bounded number of events. */
import { Hub } from '../rx/hub.js'
import type { MqttMessage } from './broker.js'

/** The order in which retained values are sent on a new link. */
export const RANKS = ['discovery', 'state', 'link', 'bridge'] as const
export type Rank = (typeof RANKS)[number]

/** The most events that wait for a slow broker. */
const MOST_EVENTS = 1000

interface Kept {
  readonly payload: string
  readonly rank: Rank
}

/**
 * Values that are equal to the newest one are not sent. Without a link only the newest value of each topic stays; on a new link all of them
 * are sent, by their ranks. Events are never kept for a later link.
 */
export class Outbox {
  readonly #kept = new Map<string, Kept>()
  readonly #dirty = new Map<Rank, Set<string>>(RANKS.map((rank) => [rank, new Set()]))
  readonly #changed = new Hub<undefined>()
  #events: MqttMessage[] = []
  #dropped = 0
  #isUp = false

  /** Emits when there may be more to take. */
  readonly changed$ = this.#changed.stream$

  /** Keeps a value; '' clears the topic. Returns false where nothing changes. */
  put(topic: string, payload: string, rank: Rank): boolean {
    if (this.#kept.get(topic)?.payload === payload) return false
    this.#kept.set(topic, { payload, rank })
    this.#mark(topic, rank)
    return true
  }

  payload(topic: string): string | undefined {
    return this.#kept.get(topic)?.payload
  }

  has(topic: string): boolean {
    return this.#kept.has(topic)
  }

  size(): number {
    return this.#kept.size
  }

  /** Adds an event while there is a link, and drops the oldest one of too many. */
  event(message: MqttMessage): void {
    if (!this.#isUp) return
    this.#events.push(message)
    if (this.#events.length > MOST_EVENTS) {
      this.#events.shift()
      this.#dropped += 1
    }
    this.#changed.next(undefined)
  }

  /** The events that were dropped since the last call. */
  takeDropped(): number {
    const dropped = this.#dropped
    this.#dropped = 0
    return dropped
  }

  /** A value that is sent again, though it did not change. */
  touch(topic: string): void {
    const kept = this.#kept.get(topic)
    if (kept !== undefined) this.#mark(topic, kept.rank)
  }

  /** Everything of these ranks is sent again. */
  again(...ranks: readonly Rank[]): void {
    for (const [topic, { rank }] of this.#kept) if (ranks.includes(rank)) this.#mark(topic, rank)
  }

  /** A new link: all retained values are sent, and no event of the past. */
  restart(): void {
    this.#isUp = true
    this.#events = []
    this.again(...RANKS)
  }

  /** The link is gone, and with it all events that were not sent. */
  down(): void {
    this.#isUp = false
    this.#events = []
  }

  /** The next message. Retained values come first: they are few, and only the newest of each. */
  take(): MqttMessage | undefined {
    for (const waiting of this.#dirty.values()) {
      const [topic] = waiting
      if (topic === undefined) continue
      waiting.delete(topic)
      const payload = this.#kept.get(topic)?.payload ?? ''
      // a topic that was cleared exists no more
      if (payload === '') this.#kept.delete(topic)
      return { topic, payload, qos: 1, retain: true }
    }
    return this.#events.shift()
  }

  #mark(topic: string, rank: Rank): void {
    for (const waiting of this.#dirty.values()) waiting.delete(topic)
    this.#dirty.get(rank)?.add(topic)
    this.#changed.next(undefined)
  }
}
