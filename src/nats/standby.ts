/** Hot standby: the newest frames of a gateway's own link, and the place in them at which another gateway's log ends. */
import * as O from 'fp-ts/lib/Option.js'
import type { Draft } from './log.js'

/** Frames in a row, which go together. */
interface Stretch {
  /** The moment at which it began. */
  readonly since: number
  readonly frames: Draft[]
  length: number
}

/** So many of the newest frames stay, however old. */
const ALWAYS = 256
/** Characters of all frames: then the oldest go. */
const MOST = 16_777_216
/** Frames and characters of one stretch. */
const [COUNT, LENGTH] = [256, 65_536]

const framesOf = (stretches: readonly Stretch[]): readonly Draft[] => stretches.flatMap(({ frames }) => frames)

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
  #stretches: Stretch[] = []
  #newest: Stretch | undefined
  #count = 0
  #length = 0

  /** `keepFor`: milliseconds. */
  constructor(keepFor: number, now: () => number) {
    this.#keepFor = keepFor
    this.#now = now
  }

  add(draft: Draft): void {
    const stretch = this.#open()
    stretch.frames.push(draft)
    stretch.length += draft.text.length
    this.#count += 1
    this.#length += draft.text.length
  }

  /** The log has this frame, so the log never ends before this frame. Older stretches are dropped. */
  stored({ text }: Draft): void {
    const at = this.#stretches.findLastIndex(({ frames }) => frames.some((frame) => frame.text === text))
    for (const { frames, length } of this.#stretches.splice(0, Math.max(0, at))) {
      this.#count -= frames.length
      this.#length -= length
    }
  }

  /** The link is lost: frames before and after are not in a row. */
  clear(): void {
    this.#stretches = []
    this.#newest = undefined
    this.#count = 0
    this.#length = 0
  }

  /**
   * The frames after the newest one of the log. None when that frame is not here, or is here twice, or has no time: two events without a time
   * may have the same text.
   */
  after(newest: Draft): O.Option<readonly Draft[]> {
    if (stampOf(newest.text) === undefined) return O.none
    let found: readonly Draft[] | undefined
    for (let at = this.#stretches.length - 1; at >= 0; at -= 1) {
      const frames = this.#stretches[at]?.frames ?? []
      for (let index = frames.length - 1; index >= 0; index -= 1) {
        if (frames[index]?.text !== newest.text) continue
        if (found !== undefined) return O.none
        found = [...frames.slice(index + 1), ...framesOf(this.#stretches.slice(at + 1))]
      }
    }
    return O.fromNullable(found)
  }

  /** All frames. */
  all(): readonly Draft[] {
    return framesOf(this.#stretches)
  }

  /** The stretch for the next frame. Old ones go when a new one begins. */
  #open(): Stretch {
    const newest = this.#newest
    if (newest !== undefined && newest.frames.length < COUNT && newest.length < LENGTH) return newest
    const since = this.#now()
    const stretch: Stretch = { since, frames: [], length: 0 }
    this.#newest = stretch
    this.#stretches.push(stretch)
    for (let oldest = this.#oldest(since); oldest !== undefined; oldest = this.#oldest(since)) {
      this.#stretches.shift()
      this.#count -= oldest.frames.length
      this.#length -= oldest.length
    }
    return stretch
  }

  /** The oldest stretch, where it may go. */
  #oldest(now: number): Stretch | undefined {
    const [oldest, next] = this.#stretches
    if (oldest === undefined || next === undefined) return undefined
    const isOld = this.#count - oldest.frames.length >= ALWAYS && now - next.since > this.#keepFor
    return isOld || this.#length > MOST ? oldest : undefined
  }
}
