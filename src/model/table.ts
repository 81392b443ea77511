/** A table of things that begin and end, by key: evidence counts for each link, and absence from a list proves an end. */
import { EndedKeys } from './ended.js'

/**
 * Ended keys that are remembered, in each of two generations. In a recorded storm all late events (92 for 4,209 Hangups) came before the next
 * Hangup of any channel; AMI's queue could bring them later. 512 keys are 30 kB.
 */
const REMEMBERED = 256

/** A thing with the number of the newest link on which an event showed it; undefined where only a list did. */
export interface Evident {
  readonly link: number | undefined
}

/**
 * `absences`: the number of lists of one link that must lack a thing before it counts as ended. Some lists can miss a living thing.
 */
export class Table<A extends Evident> {
  readonly live: ReadonlyMap<string, A>
  readonly #live = new Map<string, A>()
  readonly #absences: 1 | 2
  /** Keys that one list of this link lacked. */
  readonly #absent = new Set<string>()
  /** Keys that an event ended: their late events, and items of lists that are older, change nothing. */
  readonly #ended = new EndedKeys(REMEMBERED)
  #link = 0

  constructor(absences: 1 | 2) {
    this.live = this.#live
    this.#absences = absences
  }

  /** The number of the present link. */
  link(): number {
    return this.#link
  }

  /** Keeps all things, and forgets the evidence for them. */
  newLink(): void {
    this.#link += 1
    this.#absent.clear()
  }

  /** True for a key that an event ended and that is not alive: what shows it is late. */
  hasEnded(key: string): boolean {
    return !this.#live.has(key) && this.#ended.has(key)
  }

  /** An event shows the beginning of a thing with that key. */
  begin(key: string): void {
    this.#ended.delete(key)
  }

  /** An event showed the thing: evidence on this link. */
  see(key: string, value: A): void {
    this.#live.set(key, value)
    if (this.#absent.size > 0) this.#absent.delete(key)
  }

  /** A list or another change showed the thing: no evidence. */
  keep(key: string, value: A): void {
    this.#live.set(key, value)
  }

  /** An event ended the thing; returns its last value. */
  end(key: string): A | undefined {
    this.#ended.add(key)
    return this.drop(key)
  }

  /** Lists proved that the thing ended; a later list may have it again. Returns its last value. */
  drop(key: string): A | undefined {
    const last = this.#live.get(key)
    this.#live.delete(key)
    if (this.#absent.size > 0) this.#absent.delete(key)
    return last
  }

  /** The keys that a whole list proves ended: it lacks them, no event of this link showed them, and earlier lists lacked them too. */
  missing(listed: (key: string) => boolean, inScope: (value: A) => boolean = () => true): readonly string[] {
    const lacking = [...this.#live].flatMap(([key, value]) =>
      listed(key) || value.link === this.#link || !inScope(value) ? [] : [key],
    )
    if (this.#absences === 1) return lacking
    const ended = new Set(lacking.filter((key) => this.#absent.has(key)))
    this.#absent.clear()
    for (const key of lacking) if (!ended.has(key)) this.#absent.add(key)
    return [...ended]
  }
}
