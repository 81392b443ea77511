/** A log in memory with the rules of JetStream, and a network before it that delays and loses. */
import { Observable } from 'rxjs'
import type { Appended, Draft, Entry, Expecting, Log, Tail } from '../../src/nats/log.js'

/** The log itself: what a server stores. */
export class MemoryLog {
  readonly entries: Entry[] = []
  #lastId = ''
  #known = new Map<string, number>()
  readonly #watchers = new Set<(entry: Entry) => void>()
  now = 0

  append({ id, subject, text }: Draft & { readonly id: string }, expecting: Expecting): Appended {
    const known = this.#known.get(id)
    if (known !== undefined) return { _tag: 'Stored', sequence: known }
    const fits = expecting._tag === 'Sequence' ? expecting.last === this.entries.length : expecting.id === this.#lastId
    if (!fits) return { _tag: 'Refused' }
    const entry = { sequence: this.entries.length + 1, id, subject, text, at: this.now }
    this.copy(entry)
    return { _tag: 'Stored', sequence: entry.sequence }
  }

  /** Takes the next entry of another log as it is. */
  copy(entry: Entry): void {
    this.entries.push(entry)
    this.#lastId = entry.id
    this.#known.set(entry.id, entry.sequence)
    for (const watcher of [...this.#watchers]) watcher(entry)
  }

  tail(): Tail {
    const newest = this.entries.at(-1)
    return { last: this.entries.length, id: newest?.id, subject: newest?.subject ?? '', text: newest?.text ?? '' }
  }

  /** As a single server that restarts after its dedupe window: the ids are forgotten. */
  restart(): void {
    this.#lastId = ''
    this.#known = new Map()
  }

  /** The port without a network: answers come at once. */
  port(): Log {
    return {
      most: () => 1_000_000,
      append: (entry, expecting, done) => {
        const appended = this.append(entry, expecting)
        done?.(appended)
      },
      tail: () =>
        new Observable((subscriber) => {
          subscriber.next(this.tail())
          subscriber.complete()
        }),
      read: (from) =>
        new Observable((subscriber) => {
          for (const entry of this.entries.slice(from - 1)) subscriber.next(entry)
          const watcher = (entry: Entry): void => {
            subscriber.next(entry)
          }
          this.#watchers.add(watcher)
          return () => {
            this.#watchers.delete(watcher)
          }
        }),
    }
  }
}
