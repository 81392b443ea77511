/** The memory of ended things: late events about them change nothing. */
import { copied } from './copied.js'

/**
 * The newest ended keys, in two generations of `limit` each: when the young one is full it becomes the old one, and the former old one is
 * forgotten. Faster than removing the oldest key each time (bench: flood).
 */
export class EndedKeys {
  readonly #limit: number
  #young = new Set<string>()
  #old = new Set<string>()

  constructor(limit: number) {
    this.#limit = limit
  }

  add(key: string): void {
    if (this.#young.size >= this.#limit) {
      this.#old = this.#young
      this.#young = new Set()
    }
    this.#young.add(copied(key))
  }

  has(key: string): boolean {
    return this.#young.has(key) || this.#old.has(key)
  }

  /** Forgets a key that begins anew. Looks first, because few keys come twice. Faster than two deletions (bench: flood). */
  delete(key: string): void {
    if (!this.has(key)) return
    this.#young.delete(key)
    this.#old.delete(key)
  }
}
