/** Feature codes: a phone that sends one puts the other side on hold for a moment. */
import { copied } from '../copied.js'
import type { Frame } from '../../protocol/frame.js'

/** A hold so soon after a digit may be that of a feature code. */
const SOON = 3000
const REMEMBERED = 256

export class FeatureCodes {
  /** The time of the newest digit of each channel; the oldest are forgotten. */
  readonly #digits = new Map<string, number>()

  read(frame: Frame, at: number): void {
    const uniqueid = copied(frame.exact('Uniqueid') ?? '')
    this.#digits.delete(uniqueid)
    this.#digits.set(uniqueid, at)
    for (const oldest of this.#digits.keys()) {
      if (this.#digits.size <= REMEMBERED) return
      this.#digits.delete(oldest)
    }
  }

  /** True where that channel has just sent a digit. */
  isLikely(uniqueid: string, at: number): boolean {
    const digit = this.#digits.get(uniqueid)
    return digit !== undefined && at - digit <= SOON
  }
}
