/** Hot standby: the newest frames of a gateway's own link, and the place in them at which another gateway's log ends. */
import * as O from 'fp-ts/lib/Option.js'
import type { Draft } from './log.js'

interface Kept extends Draft {
  readonly at: number
}

/** So many of the newest frames stay, however old. */
const ALWAYS = 256
/** Characters of all frames: then the oldest go. */
const MOST = 16_777_216

const STAMP = /\r\nTimestamp: ([\d.]+)/

/** The seconds in a frame at which Asterisk made it; undefined without `timestampevents = yes`. */
export const stampOf = (text: string): number | undefined => {
  const seconds = STAMP.exec(text)?.[1]
  return seconds === undefined ? undefined : Number(seconds)
}

/** The newest frames, in wire order. */
export class Standby {
  readonly #keepFor: number
  readonly #now: () => number
  #frames: Kept[] = []
  #head = 0
  #length = 0

  /** `keepFor`: milliseconds. */
  constructor(keepFor: number, now: () => number) {
    this.#keepFor = keepFor
    this.#now = now
  }

  add(draft: Draft): void {
    const at = this.#now()
    this.#frames.push({ ...draft, at })
    this.#length += draft.text.length
    while (this.#mayGo(at)) {
      this.#length -= this.#frames[this.#head]?.text.length ?? 0
      this.#head += 1
    }
    if (this.#head > 1024 && 2 * this.#head > this.#frames.length) {
      this.#frames = this.#frames.slice(this.#head)
      this.#head = 0
    }
  }

  /** The link is lost: frames before and after are not in a row. */
  clear(): void {
    this.#frames = []
    this.#head = 0
    this.#length = 0
  }

  /**
   * The frames after the newest one that both have. None when that frame is not here, or when it is here twice: without `timestampevents`
   * equal frames do not show the place.
   */
  after(newest: Draft): O.Option<readonly Draft[]> {
    let found = -1
    for (let index = this.#frames.length - 1; index >= this.#head; index -= 1) {
      if (this.#frames[index]?.text !== newest.text) continue
      if (found >= 0) return O.none
      found = index
    }
    return found < 0 ? O.none : O.some(this.#frames.slice(found + 1))
  }

  /** All frames. */
  all(): readonly Draft[] {
    return this.#frames.slice(this.#head)
  }

  #mayGo(now: number): boolean {
    const oldest = this.#frames[this.#head]
    if (oldest === undefined) return false
    return this.#length > MOST || (this.#frames.length - this.#head > ALWAYS && now - oldest.at > this.#keepFor)
  }
}
