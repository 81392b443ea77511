/** The newest happenings, for readers that come back: bounded by number, bytes and age. */
import { elapsed } from '../rx/clock.js'
import type { JsonObject } from './json.js'

interface Kept {
  readonly id: number
  readonly value: JsonObject
  readonly bytes: number
  readonly at: number
}

const MOST = 1000
const BYTES = 256 * 1024
const AGE = 600_000

export class Ring {
  readonly #kept: Kept[] = []
  #bytes = 0
  #newest = 0

  /** The number of the newest happening. */
  newest(): number {
    return this.#newest
  }

  add(value: JsonObject): number {
    this.#newest += 1
    const bytes = JSON.stringify(value).length
    this.#kept.push({ id: this.#newest, value, bytes, at: elapsed() })
    this.#bytes += bytes
    this.#trim()
    return this.#newest
  }

  /** All happenings after a number; undefined where some of them are gone. */
  after(id: number): readonly JsonObject[] | undefined {
    this.#trim()
    const oldest = this.#kept[0]?.id ?? this.#newest + 1
    if (id > this.#newest || id + 1 < oldest) return undefined
    return this.#kept.filter((each) => each.id > id).map(({ value }) => value)
  }

  #trim(): void {
    const now = elapsed()
    for (;;) {
      const [oldest] = this.#kept
      if (oldest === undefined) return
      if (this.#kept.length <= MOST && this.#bytes <= BYTES && now - oldest.at <= AGE) return
      this.#bytes -= oldest.bytes
      this.#kept.shift()
    }
  }
}
