/** The entries of one epoch: a chain in which each entry names the one before. So the log takes each once, in order, or none. */
import { type Appended, type Confirmed, type Draft, type Log, textOfId } from './log.js'
import { isFrameKind, kindOf } from './subject.js'

/** The surroundings of a chain. */
export interface ChainOptions {
  readonly log: Pick<Log, 'append'>
  readonly gateway: string
  readonly epoch: number
  readonly now: () => number
  /** Calls it when all entries are there that come together: they are sent together, and one answer tells of all. */
  readonly soon: (send: () => void) => void
  /** The log stored all entries up to one that was sent at that moment. */
  readonly stored: (sentAt: number) => void
  /** The log has that entry. Of several that are confirmed together, the newest frame and the newest entry are told, in this order. */
  readonly confirmed: (entry: Confirmed) => void
  /** The log refused an entry, or did not answer. The chain is stopped. */
  readonly broken: (appended: Appended) => void
}

/** Entries that were sent and have no answer yet. */
const WINDOW = 512
/** In a long row each of so many entries asks for an answer. The last one asks as well, except in the pause. */
const ASK_EACH = 64
/** Milliseconds after a question. A row that ends with a frame in this pause asks nothing: a later row asks for all, or the leader's beat. */
const ASK_PAUSE = 5

/**
 * The unstored entries of a leader. The number of an entry never changes: after a break the newest entry of the log shows the number up to
 * which all is stored, and the rest is sent again.
 *
 * Expected sequences, pipelined, would be no fence: one of many guesses is right by chance.
 */
export class Chain {
  readonly #options: ChainOptions
  readonly gateway: string
  readonly epoch: number
  readonly #unstored = new Map<number, Draft>()
  #oldest = 1
  #next = 1
  #newest = 0
  #previous: string
  #isOpen = true
  /** Entries wait for others that come together with them. */
  #isCollecting = false
  /** Answers of before a break are ignored. */
  #round = 0
  #length = 0
  #sentAt: number
  /** The moment of the newest question. */
  #askedAt = -Infinity

  constructor(options: ChainOptions) {
    const { gateway, epoch, now } = options
    this.#options = options
    this.gateway = gateway
    this.epoch = epoch
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
    if (this.#isCollecting) return
    this.#isCollecting = true
    this.#options.soon(() => {
      this.#isCollecting = false
      this.#pump()
    })
  }

  /** Sends nothing more. */
  stop(): void {
    this.#isOpen = false
    this.#round += 1
  }

  /** The log has all entries up to that number, which stands at that sequence. */
  storedUpTo(n: number, sequence: number): void {
    const confirmed = this.#confirmed(n, sequence)
    for (; this.#oldest <= n; this.#oldest += 1) {
      this.#length -= this.#unstored.get(this.#oldest)?.text.length ?? 0
      this.#unstored.delete(this.#oldest)
    }
    this.#newest = Math.max(this.#newest, n)
    for (const entry of confirmed) this.#options.confirmed(entry)
  }

  /** Drops all entries that are not stored. Their numbers are never used for others, as the first ones may still be on their way. */
  clear(): void {
    this.#unstored.clear()
    this.#length = 0
    this.#oldest = this.#newest + 1
    this.#next = this.#oldest
  }

  /** Goes on after the entry with that id. */
  resume(id: string): void {
    this.#next = this.#oldest
    this.#previous = id
    this.#isOpen = true
    this.#askedAt = -Infinity
    this.#pump()
  }

  /** The newest frame up to that number, and the entry itself. */
  #confirmed(n: number, sequence: number): readonly Confirmed[] {
    const entry = (at: number, { subject, text }: Draft): Confirmed => ({
      sequence: sequence - (n - at),
      id: this.#idOf(at),
      subject,
      text,
    })
    for (let at = n; at >= this.#oldest; at -= 1) {
      const draft = this.#unstored.get(at)
      if (draft === undefined || !isFrameKind(kindOf(draft.subject))) continue
      const last = at === n ? undefined : this.#unstored.get(n)
      return last === undefined ? [entry(at, draft)] : [entry(at, draft), entry(n, last)]
    }
    const last = this.#unstored.get(n)
    return last === undefined ? [] : [entry(n, last)]
  }

  #idOf(n: number): string {
    return textOfId({ gateway: this.gateway, epoch: this.epoch, n, anchor: 0 })
  }

  #pump(): void {
    const last = Math.min(this.#newest, this.#oldest + WINDOW - 1)
    if (this.#isOpen && this.#next <= last) this.#sendUpTo(last)
  }

  #sendUpTo(last: number): void {
    this.#sentAt = this.#options.now()
    const isAskingLast = this.#isAskingAfter(last)
    for (let n = this.#next; n <= last && this.#isOpen; n = this.#next)
      this.#send(n, n % ASK_EACH === 0 || (n === last && isAskingLast))
  }

  /** True where a row that ends with this entry asks for an answer. */
  #isAskingAfter(last: number): boolean {
    const isFrame = isFrameKind(kindOf(this.#unstored.get(last)?.subject ?? ''))
    return !isFrame || this.#sentAt - this.#askedAt >= ASK_PAUSE
  }

  #send(n: number, isAsking: boolean): void {
    this.#next = n + 1
    const draft = this.#unstored.get(n)
    if (draft === undefined) return
    const { subject, text } = draft
    const id = this.#idOf(n)
    const expecting = { _tag: 'After', id: this.#previous } as const
    this.#previous = id
    this.#options.log.append({ id, subject, text }, expecting, isAsking ? this.#answer(n) : undefined)
  }

  #answer(n: number): (appended: Appended) => void {
    const sentAt = this.#sentAt
    this.#askedAt = sentAt
    const round = this.#round
    return (appended) => {
      if (round === this.#round) this.#answered(n, sentAt, appended)
    }
  }

  #answered(n: number, sentAt: number, appended: Appended): void {
    if (appended._tag === 'Stored') {
      // an entry is stored only after all those before
      this.#options.stored(sentAt)
      this.storedUpTo(n, appended.sequence)
      this.#pump()
      return
    }
    this.stop()
    this.#options.broken(appended)
  }
}
