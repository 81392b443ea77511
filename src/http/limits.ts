/** Limits by key: so many at once, and then so many in a time. The clock is the stop-watch. */
import { elapsed } from '../rx/clock.js'

interface Bucket {
  left: number
  at: number
}

/** Keys that are remembered; the oldest is forgotten first. */
const MOST_KEYS = 10_000

/** A bucket for each key: `burst` tokens, refilled with `rate` tokens in `per` milliseconds. */
export class Limit {
  readonly #burst: number
  readonly #each: number
  readonly #buckets = new Map<string, Bucket>()

  constructor(burst: number, rate: number, per: number) {
    this.#burst = burst
    this.#each = per / rate
  }

  /** Takes one token. Undefined: taken; else the milliseconds until there is one. */
  take(key: string): number | undefined {
    const now = elapsed()
    const bucket = this.#buckets.get(key) ?? { left: this.#burst, at: now }
    bucket.left = Math.min(this.#burst, bucket.left + (now - bucket.at) / this.#each)
    bucket.at = now
    this.#buckets.delete(key)
    this.#buckets.set(key, bucket)
    if (this.#buckets.size > MOST_KEYS) this.#forgetOldest()
    if (bucket.left < 1) return Math.ceil((1 - bucket.left) * this.#each)
    bucket.left -= 1
    return undefined
  }

  #forgetOldest(): void {
    const [oldest] = this.#buckets.keys()
    if (oldest !== undefined) this.#buckets.delete(oldest)
  }

  /** Gives back a token that was taken for nothing. */
  give(key: string): void {
    const bucket = this.#buckets.get(key)
    if (bucket !== undefined) bucket.left = Math.min(this.#burst, bucket.left + 1)
  }
}
