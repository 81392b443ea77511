/** The end of a log as one gateway knows it: the newest entry, the moment at which it came, and whether somebody leads. */
import type { FailureReporter } from '../index.js'
import { busFailure } from './busFailure.js'
import type { Entry, Log, Tail } from './log.js'
import { readLead } from './notes.js'

export interface LogEndOptions {
  readonly log: Pick<Log, 'tail'>
  /** The subject of the entries about leading. */
  readonly subject: string
  readonly now: () => number
  readonly fault: FailureReporter
}

const NOTHING: Tail = { last: 0, id: undefined, subject: '', text: '' }

export class LogEnd {
  readonly #options: LogEndOptions
  #tail: Tail = NOTHING
  #isKnown = false
  #isAsking = false
  #movedAt: number
  /** The newest entry that was read. */
  #read = 0

  constructor(options: LogEndOptions) {
    this.#options = options
    this.#movedAt = options.now()
  }

  /** The sequence of the newest entry. */
  get last(): number {
    return this.#tail.last
  }

  get isKnown(): boolean {
    return this.#isKnown
  }

  /** An entry was read. False for one that was known before. */
  entry(entry: Entry): boolean {
    this.#read = entry.sequence
    if (entry.sequence <= this.#tail.last) return false
    this.see({ last: entry.sequence, id: entry.id, subject: entry.subject, text: entry.text })
    return true
  }

  /** An answer of the log. An old one changes nothing. */
  see(tail: Tail): void {
    if (tail.last < this.#tail.last) return
    if (tail.last !== this.#tail.last || !this.#isKnown) this.#movedAt = this.#options.now()
    this.#tail = tail
    this.#isKnown = true
  }

  /** Asks the log, once at a time. */
  ask(known: () => void): void {
    if (this.#isAsking) return
    this.#isAsking = true
    this.#options.log.tail().subscribe({
      next: (tail) => {
        this.see(tail)
      },
      complete: () => {
        this.#isAsking = false
        known()
      },
      error: (error: unknown) => {
        this.#isAsking = false
        this.#options.fault(busFailure(error))
      },
    })
  }

  /** Forgets the newest entry: the log refused what was written behind it. */
  forget(): void {
    this.#isKnown = false
    this.restart()
  }

  /** The silence counts from now. */
  restart(): void {
    this.#movedAt = this.#options.now()
  }

  /** True when nothing was written for so long. */
  isSilentFor(milliseconds: number): boolean {
    return this.#options.now() - this.#movedAt >= milliseconds
  }

  /** True when the newest entry was read, or is no longer there. A gateway that cannot read the log must not keep others from leading. */
  isRead(): boolean {
    return this.#read >= this.#tail.last || this.#tail.id === undefined
  }

  /** True where nobody can lead: the log is new, or its leader has resigned. */
  isFree(): boolean {
    return this.#isKnown && (this.#tail.last === 0 || this.isResigned())
  }

  isResigned(): boolean {
    return this.#tail.subject === this.#options.subject && readLead(this.#tail.text)?.does === 'resign'
  }
}
