/** The fold of things that one list shows whole, and that events begin, change and end: parked calls, registrations, agents. */
import type { Frame } from '../protocol/frame.js'
import { memoryBudget } from './budget.js'
import { MapFold } from './mapFold.js'
import type { Answer, Fold, Tools } from './model.js'
import { type Evident, Table } from './table.js'

/** A thing as a frame shows it. `value` is undefined where the frame shows its end. */
export interface Sight<A> {
  readonly key: string
  readonly value: A | undefined
}

/** The reading of one kind of things. Texts in values and keys are copies: a slice would keep its whole frame in memory. */
export interface ListedReading<A> {
  readonly event: (name: string, frame: Frame, at: number, live: ReadonlyMap<string, A>) => readonly Sight<A>[]
  readonly item: (frame: Frame, at: number, live: ReadonlyMap<string, A>) => readonly Sight<A>[]
  /** True for values between which nothing changed. */
  readonly same: (a: A, b: A) => boolean
  /** True for an event that begins a thing anew, also after its end. Default: every event. */
  readonly begins?: (name: string) => boolean
}

interface Kept<A> extends Evident {
  readonly value: A
  readonly size: number
}

/** About the bytes of one thing beside its texts. */
const BYTES = 500

const always = (): boolean => true

export class ListedFold<A> extends MapFold<A> implements Fold<string, A | undefined, string> {
  readonly #table = new Table<Kept<A>>(1)
  readonly #reading: ListedReading<A>
  readonly #budget

  constructor(tools: Tools, reading: ListedReading<A>) {
    super(tools)
    this.#reading = reading
    this.#budget = memoryBudget(tools.memory, tools.full)
  }

  event(name: string, frame: Frame, at: number): readonly string[] {
    const begins = this.#reading.begins ?? always
    return this.#reading.event(name, frame, at, this.live).flatMap(({ key, value }) => {
      if (value === undefined) return this.#ended(key, this.#table.end(key))
      if (begins(name)) this.#table.begin(key)
      else if (this.#table.hasEnded(key)) return []
      return this.#see(key, value, frame, this.#table.link())
    })
  }

  answer({ items, denied }: Answer, at: number): readonly string[] {
    if (denied) return []
    const listed = new Set<string>()
    const seen = items.flatMap((frame) =>
      this.#reading.item(frame, at, this.live).flatMap(({ key, value }) => {
        listed.add(key)
        // an item of an ended thing is older than the event of its end
        return value === undefined || this.#table.hasEnded(key) ? [] : this.#see(key, value, frame, undefined)
      }),
    )
    const missing = this.#table.missing((key) => listed.has(key))
    return [...seen, ...missing.flatMap((key) => this.#ended(key, this.#table.drop(key)))]
  }

  newLink(): void {
    this.#table.newLink()
  }

  #see(key: string, value: A, frame: Frame, link: number | undefined): readonly string[] {
    const before = this.#table.live.get(key)
    const isSame = before !== undefined && this.#reading.same(before.value, value)
    const size = isSame ? before.size : Math.max(before?.size ?? 0, BYTES + frame.text.length)
    if (!this.#budget.reserve(size - (before?.size ?? 0))) return []
    const kept = { value: isSame ? before.value : value, size, link: link ?? before?.link }
    if (link === undefined) this.#table.keep(key, kept)
    else this.#table.see(key, kept)
    if (isSame) return []
    this.live.set(key, value)
    return [key]
  }

  #ended(key: string, last: Kept<A> | undefined): readonly string[] {
    if (last === undefined) return []
    this.#budget.free(last.size)
    this.live.delete(key)
    return [key]
  }
}
