/** The fold of states that are asked for one key each: hints and presences. It holds the watched keys alone. */
import * as O from 'fp-ts/lib/Option.js'
import type { Frame } from '../../protocol/frame.js'
import { MapFold } from '../mapFold.js'
import type { Answer, Fold, Tools } from '../model.js'

/** The value of a key, as a frame shows it. */
export type Shown<A> = readonly [key: string, value: A]

export interface KeyedReading<A> {
  readonly event: (frame: Frame) => readonly Shown<A>[]
  readonly answer: (answer: Answer) => readonly Shown<A>[]
  /** True for values between which nothing changed. */
  readonly same: (a: A, b: A) => boolean
}

export class KeyedFold<A> extends MapFold<A> implements Fold<string, A, string> {
  readonly #reading: KeyedReading<A>

  constructor(tools: Tools, reading: KeyedReading<A>) {
    super(tools)
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

  override value(key: string): O.Option<A> {
    return O.fromNullable(this.live.get(key))
  }

  /** Without a watcher a value is not kept up to date. */
  left(key: string): void {
    this.live.delete(key)
  }

  #see([key, value]: Shown<A>): readonly string[] {
    if (!this.tools.watched(key)) return []
    const before = this.live.get(key)
    if (before !== undefined && this.#reading.same(before, value)) return []
    this.live.set(key, value)
    return [key]
  }
}
