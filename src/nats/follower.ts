/** A worker's place in a log: it begins at the newest mark, catches up with the present, and goes on after interruptions. */
import { combineLatest, type Observable, switchMap } from 'rxjs'
import type { BusLink } from './link.js'
import type { Entry } from './log.js'
import { readMark } from './notes.js'
import type { Reader } from './reader.js'
import { subjectsOf } from './subject.js'

export class Follower {
  readonly #reader: Reader
  readonly #server: string
  #hasBegun = false
  /** The newest entry at the beginning, and after each interruption. */
  #end = 0
  /** The entries up to here are from before this reader began. */
  #past = 0

  constructor(server: string, reader: Reader) {
    this.#server = server
    this.#reader = reader
  }

  get hasBegun(): boolean {
    return this.#hasBegun
  }

  /** Entries that are still to be read, as far as is known. */
  behind(): number {
    return Math.max(0, this.#end - this.#reader.read)
  }

  /** True while entries of the past are read. */
  isReplaying(): boolean {
    return this.#reader.read <= this.#past
  }

  /** The next time it begins at a mark. */
  reset(): void {
    this.#hasBegun = false
  }

  /** True once, when the past has been read. */
  hasArrived(): boolean {
    if (this.#reader.read !== this.#past) return false
    // the frame itself belongs to the present
    this.#past -= 1
    return true
  }

  /** The entries from the newest mark on, or from now on; after an interruption those behind the newest one that was read. */
  entries(link: BusLink, begun: () => void): Observable<Entry> {
    const log = link.log(this.#server)
    return combineLatest([log.tail(), link.newest(this.#server, subjectsOf(this.#server).own('mark'))]).pipe(
      switchMap(([{ last }, found]) => {
        this.#end = last
        // a log that ends before what was read is another one, made anew
        const goesOn = this.#hasBegun && this.#reader.read > 0 && this.#reader.read <= last
        if (!goesOn) this.#begin(last, found?.text)
        begun()
        return log.read(this.#reader.read + 1)
      }),
    )
  }

  #begin(last: number, found: string | undefined): void {
    const mark = found === undefined ? undefined : readMark(found)
    this.#reader.begin({ sequence: mark?.first ?? last + 1, mark })
    this.#hasBegun = true
    this.#past = last
  }
}
