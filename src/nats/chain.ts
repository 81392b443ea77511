/** The entries of one epoch: a chain in which each entry names the one before. So the log takes each once, in order, or none. */
import { type Appended, type Draft, type Log, textOfId } from './log.js'

/** The receiver of the chain's progress. */
export interface ChainEvents {
  /** The log stored an entry that was sent at that moment. */
  readonly stored: (sentAt: number) => void
  /** The log refused an entry, or did not answer. The chain is stopped. */
  readonly broken: (appended: Appended) => void
}

/** Entries that were sent and have no answer yet. */
const WINDOW = 512

/**
 * The unstored entries of a leader. The number of an entry never changes: after a break the newest entry of the log shows the number up to
 * which all is stored, and the rest is sent again.
 *
 * Expected sequences, pipelined, would be no fence: one of many guesses is right by chance.
 */
export class Chain {
  readonly #log: Pick<Log, 'append'>
  readonly #now: () => number
  readonly #events: ChainEvents
  readonly gateway: string
  readonly epoch: number
  readonly #unstored = new Map<number, Draft>()
  #oldest = 1
  #next = 1
  #newest = 0
  #previous: string
  #isOpen = true
  /** Answers of before a break are ignored. */
  #round = 0
  #length = 0
  #sentAt: number

  constructor(log: Pick<Log, 'append'>, gateway: string, epoch: number, now: () => number, events: ChainEvents) {
    this.#log = log
    this.gateway = gateway
    this.epoch = epoch
    this.#now = now
    this.#events = events
    this.#previous = textOfId({ gateway, epoch, n: 0, anchor: 0 })
    this.#sentAt = now()
  }

  /** The characters of all entries that are not stored. */
  get length(): number {
    return this.#length
  }

  /** The number of entries that are not stored. */
  get size(): number {
    return this.#unstored.size
  }

  /** The moment at which an entry was sent last. */
  get sentAt(): number {
    return this.#sentAt
  }

  append(draft: Draft): void {
    this.#newest += 1
    this.#unstored.set(this.#newest, draft)
    this.#length += draft.text.length
    this.#pump()
  }

  /** Sends nothing more. */
  stop(): void {
    this.#isOpen = false
    this.#round += 1
  }

  /** The log has all entries up to that number. */
  storedUpTo(n: number): void {
    for (; this.#oldest <= n; this.#oldest += 1) {
      this.#length -= this.#unstored.get(this.#oldest)?.text.length ?? 0
      this.#unstored.delete(this.#oldest)
    }
    this.#newest = Math.max(this.#newest, n)
  }

  /** Drops the entries that wait while the chain is stopped; returns their number. */
  clear(): number {
    const dropped = this.#unstored.size
    this.#unstored.clear()
    this.#length = 0
    return dropped
  }

  /** Goes on after the entry with that id. */
  resume(id: string): void {
    this.#next = this.#oldest
    this.#previous = id
    this.#isOpen = true
    this.#pump()
  }

  #pump(): void {
    while (this.#isOpen && this.#next <= this.#newest && this.#next - this.#oldest < WINDOW) this.#send(this.#next)
  }

  #send(n: number): void {
    this.#next = n + 1
    const draft = this.#unstored.get(n)
    // dropped: a number is never used for another entry, as the first one may still be on its way
    if (draft === undefined) return
    const { gateway, epoch } = this
    const id = textOfId({ gateway, epoch, n, anchor: 0 })
    const previous = this.#previous
    const sentAt = this.#now()
    const round = this.#round
    this.#previous = id
    this.#sentAt = sentAt
    const { subject, text } = draft
    this.#log.append({ id, subject, text }, { _tag: 'After', id: previous }, (appended) => {
      if (round === this.#round) this.#answered(n, sentAt, appended)
    })
  }

  #answered(n: number, sentAt: number, appended: Appended): void {
    if (appended._tag === 'Stored') {
      // an entry is stored only after all those before
      this.storedUpTo(n)
      this.#events.stored(sentAt)
      this.#pump()
      return
    }
    this.stop()
    this.#events.broken(appended)
  }
}
