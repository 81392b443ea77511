/** The fold of states that are asked for one key each: hints and presences. It holds the watched keys alone. */
import * as O from 'fp-ts/lib/Option.js'
import type { Frame } from '../../protocol/frame.js'
import type { Answer, Fold, Tools } from '../model.js'

/** The value of a key, as a frame shows it. */
export type Shown<A> = readonly [key: string, value: A]

export interface KeyedReading<A> {
  readonly event: (frame: Frame) => readonly Shown<A>[]
  readonly answer: (answer: Answer) => readonly Shown<A>[]
  /** True for values between which nothing changed. */
  readonly same: (a: A, b: A) => boolean
}

export class KeyedFold<A> implements Fold<string, A, string> {
  readonly #tools: Tools
  readonly #reading: KeyedReading<A>
  readonly #values = new Map<string, A>()

  constructor(tools: Tools, reading: KeyedReading<A>) {
    this.#tools = tools
    this.#reading = reading
  }

  event(_name: string, frame: Frame): readonly string[] {
    return this.#reading.event(frame).flatMap((shown) => this.#see(shown))
  }

  answer(answer: Answer): readonly string[] {
    return answer.denied ? [] : this.#reading.answer(answer).flatMap((shown) => this.#see(shown))
  }

  newLink(): void {
    // the last values stay until the answers of the link
  }

  keys(steps: readonly string[]): readonly string[] {
    return steps
  }

  changes(steps: readonly string[]): readonly string[] {
    return steps
  }

  standing(): readonly string[] {
    return [...this.#values.keys()]
  }

  steps(): readonly string[] {
    return this.standing()
  }

  value(key: string): O.Option<A> {
    return O.fromNullable(this.#values.get(key))
  }

  values(): ReadonlyMap<string, A> {
    return this.#values
  }

  unwatched(): void {
    // the map is always up to date
  }

  /** Without a watcher a value is not kept up to date. */
  left(key: string): void {
    this.#values.delete(key)
  }

  #see([key, value]: Shown<A>): readonly string[] {
    if (!this.#tools.watched(key)) return []
    const before = this.#values.get(key)
    if (before !== undefined && this.#reading.same(before, value)) return []
    this.#values.set(key, value)
    return [key]
  }
}
