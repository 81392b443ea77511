/** The pace of snapshots: each minute, and after many frames. */

const EVERY = 60_000
const FRAMES = 5000
/** A storm of frames does not make more of them than this. */
const PAUSE = 5000

export class SnapshotPace {
  readonly #now: () => number
  #at = 0
  #frames = 0

  constructor(now: () => number) {
    this.#now = now
  }

  /** A frame was published. */
  frame(): void {
    this.#frames += 1
  }

  /** A snapshot begins. */
  begin(): void {
    this.#at = this.#now()
    this.#frames = 0
  }

  isDue(): boolean {
    const age = this.#now() - this.#at
    return age >= EVERY || (this.#frames >= FRAMES && age >= PAUSE)
  }
}
