/** One reader of events: writes while the reader reads, and keeps only the newest value of each key while it does not. */
import { filter, interval, merge, type Observable, Subscription, startWith, switchMap, take, timer } from 'rxjs'
import type { Change, Collection } from './boardState.js'
import type { JsonObject } from './json.js'

/** The way to a client. */
export interface Sink {
  /** False while the client does not read: what is written waits in memory. */
  readonly hasRoom: () => boolean
  /** True where the client has read everything that was written. */
  readonly isTaken: () => boolean
  readonly write: (text: string) => void
  readonly end: () => void
  /** Ends it at once, with what waits unread. */
  readonly cut: () => void
}

/** The news for all readers of one right, encoded once. */
export interface Portion extends News {
  readonly text: string
  /** Happenings are not kept for a slow reader: it is told that it missed some. */
  readonly happened: number
}

/** The newest values, the collections that are known now, and the link where it changed. */
export interface News {
  readonly changes: readonly Change[]
  readonly known: readonly Collection[]
  readonly link: JsonObject | undefined
}

/** Milliseconds. */
const BEAT = 5000
const UNREAD = 30_000
/** The keys that wait for a slow reader. */
const MOST_KEYS = 10_000

/** The text for a reader that reads again. */
type CatchUp = (news: News, missed: boolean) => string

export interface Reading {
  readonly sink: Sink
  readonly first: string
  readonly portion$: Observable<Portion>
  /** Emits when the client has read. */
  readonly read$: Observable<void>
  /** Emits where the client is seen to take nothing any more. */
  readonly stalled$: Observable<unknown>
  /** Events of this reader alone. One that finds no room is dropped, as a request shows its outcome by GET too. */
  readonly own$: Observable<string>
  readonly beat: () => string
  readonly catchUp: CatchUp
  /** Runs once for each portion that had to wait. */
  readonly conflated: () => void
  /** Runs where the reader is ended because it does not read. */
  readonly dropped: () => void
}

/** The newest news by key, each with the value that the reader has got. */
class Backlog {
  readonly #changes = new Map<string, Change>()
  readonly #known = new Set<Collection>()
  #link: JsonObject | undefined
  #missed = false

  add({ changes, known, link, happened }: Portion): void {
    for (const each of known) this.#known.add(each)
    for (const change of changes) {
      const key = `${change.collection}/${change.id}`
      this.#changes.set(key, { ...change, before: (this.#changes.get(key) ?? change).before })
    }
    this.#link = link ?? this.#link
    this.#missed ||= happened > 0
  }

  isEmpty(): boolean {
    return this.#changes.size === 0 && this.#known.size === 0 && this.#link === undefined && !this.#missed
  }

  isFull(): boolean {
    return this.#changes.size > MOST_KEYS
  }

  take(catchUp: CatchUp): string {
    const text = catchUp(
      { changes: [...this.#changes.values()], known: [...this.#known], link: this.#link },
      this.#missed,
    )
    this.#changes.clear()
    this.#known.clear()
    this.#link = undefined
    this.#missed = false
    return text
  }
}

/**
 * Writes to one reader until it is unsubscribed, until the portions end, or until the client has not read for 30 s.
 *
 *     portion$   a---b-c---    b, c: the client does not read
 *     read$      ---------r
 *     written    s-a------m    s: the snapshot, m: one event with the newest of b and c
 */
export const reading = (of: Reading): Subscription => {
  const { sink, first, portion$, read$, stalled$, own$, beat, catchUp, conflated, dropped } = of
  const backlog = new Backlog()
  const all = new Subscription(() => {
    sink.end()
  })
  const stop = (): void => {
    all.unsubscribe()
  }
  const drop = (): void => {
    dropped()
    sink.cut()
    stop()
  }
  sink.write(first)
  all.add(
    portion$.subscribe({
      next: (portion) => {
        if (sink.hasRoom() && backlog.isEmpty()) sink.write(portion.text)
        else {
          conflated()
          backlog.add(portion)
          if (backlog.isFull()) drop()
        }
      },
      error: stop,
      complete: stop,
    }),
  )
  all.add(
    read$.subscribe({
      next: () => {
        if (!backlog.isEmpty() && sink.hasRoom()) sink.write(backlog.take(catchUp))
      },
      error: stop,
    }),
  )
  all.add(
    own$.subscribe({
      next: (text) => {
        if (sink.hasRoom()) sink.write(text)
      },
      error: stop,
    }),
  )
  all.add(
    interval(BEAT).subscribe({
      next: () => {
        // a beat that waits says nothing
        if (sink.hasRoom() && backlog.isEmpty()) sink.write(beat())
      },
      error: stop,
    }),
  )
  // a client that reads slowly has read something, and one that reads has taken the newest beat
  const unread$ = read$.pipe(
    startWith(undefined),
    switchMap(() => timer(UNREAD, BEAT)),
    filter(() => !sink.isTaken()),
  )
  all.add(merge(stalled$, unread$).pipe(take(1)).subscribe({ next: drop, error: stop }))
  return all
}
