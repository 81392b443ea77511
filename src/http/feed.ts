/** The events for all readers: each tick is masked and encoded once for each right, and written to every reader of this right. */
import { filter, map, type Observable, Subject, type Subscription } from 'rxjs'
import { timeOfDay } from '../rx/clock.js'
import type { LiveBoard } from './board.js'
import { type Collection, COLLECTIONS, type Tick } from './boardState.js'
import { changeData, eventText, RETRY_TEXT } from './eventText.js'
import type { JsonObject } from './json.js'
import { lacksJson } from './lacking.js'
import { maskedObject } from './masking.js'
import { type News, type Portion, reading, type Sink } from './reader.js'
import { Ring } from './ring.js'
import { seen, seenChanges, type Sight } from './view.js'

/** A reader that begins. */
export interface Opening {
  readonly sight: Sight
  readonly user: string
  /** The collections that it wants; undefined: all of them. */
  readonly only: readonly Collection[] | undefined
  readonly lastEventId: string | undefined
  readonly sink: Sink
  readonly read$: Observable<void>
  readonly stalled$: Observable<unknown>
}

/** The part of the board that the feed follows. */
type Followed = Pick<LiveBoard, 'tick$' | 'acquire' | 'flush' | 'now' | 'lacks'>

interface Group {
  readonly sight: Sight
  readonly shown: readonly Collection[]
  readonly portion$: Subject<Portion>
}

interface Outcome {
  readonly user: string
  readonly data: JsonObject
}

export class Feed {
  readonly #board: Followed
  readonly #epoch: string
  readonly #ring = new Ring()
  readonly #groups = new Map<string, Group>()
  readonly #own$ = new Subject<Outcome>()
  readonly #ticks: Subscription
  /** Since the beginning: the portions that had to wait for a slow reader, and the readers that were ended as they did not read. */
  readonly counts = { conflated: 0, dropped: 0 }

  /** `epoch`: a text that no other process has. */
  constructor(board: Followed, epoch: string) {
    this.#board = board
    this.#epoch = epoch
    this.#ticks = board.tick$.subscribe({
      next: (tick) => {
        this.#spread(tick)
      },
      error: () => undefined,
    })
  }

  /** Tells one user the outcome of a request. */
  readonly tell = (user: string, data: JsonObject): void => {
    this.#own$.next({ user, data })
  }

  readonly close = (): void => {
    this.#ticks.unsubscribe()
    for (const { portion$ } of this.#groups.values()) portion$.complete()
  }

  /** Writes a snapshot, then the news, until it is unsubscribed or the sink is ended. */
  readonly open = ({ sight, user, only, lastEventId, sink, read$, stalled$ }: Opening): Subscription => {
    const release = this.#board.acquire()
    // the link is newer than the lists until the next tick: together they would call old values current
    this.#board.flush()
    const group = this.#groupOf(sight, only ?? COLLECTIONS)
    const subscription = reading({
      sink,
      first: this.#first(group, lastEventId),
      portion$: group.portion$,
      read$,
      stalled$,
      own$: this.#own$.pipe(
        filter((each) => each.user === user),
        map(({ data }) => eventText('outcome', data)),
      ),
      beat: () => eventText('beat', { at: timeOfDay() }),
      catchUp: (news, missed) => this.#text(news) + (missed ? eventText('happened', { missed: true }, this.#id()) : ''),
      conflated: () => {
        this.counts.conflated += 1
      },
      dropped: () => {
        this.counts.dropped += 1
      },
    })
    subscription.add(release)
    subscription.add(() => {
      if (!group.portion$.observed) this.#groups.delete(keyOf(sight, group.shown))
    })
    return subscription
  }

  #id(): string {
    return `${this.#epoch}-${this.#ring.newest()}`
  }

  #groupOf(sight: Sight, only: readonly Collection[]): Group {
    const key = keyOf(sight, only)
    const known = this.#groups.get(key)
    if (known !== undefined) return known
    const made = { sight, shown: only, portion$: new Subject<Portion>() }
    this.#groups.set(key, made)
    return made
  }

  #first({ sight, shown }: Group, lastEventId: string | undefined): string {
    const { link, collections } = this.#board.now()
    const data = {
      at: timeOfDay(),
      link,
      lacks: lacksJson(this.#board.lacks()),
      ...Object.fromEntries(shown.map((name) => [name, seen(sight, name, collections[name])])),
    }
    return RETRY_TEXT + eventText('snapshot', data, this.#id()) + this.#replay(sight, lastEventId)
  }

  /** Replays happenings only: states are whole in the snapshot. */
  #replay(sight: Sight, lastEventId: string | undefined): string {
    const [, epoch, number] = /^(\w{1,32})-(\d{1,15})$/.exec(lastEventId ?? '') ?? []
    if (epoch === undefined) return ''
    const missed = epoch === this.#epoch ? this.#ring.after(Number(number)) : undefined
    if (missed === undefined) return eventText('happened', { missed: true }, this.#id())
    const events = happenings(sight, missed)
    return events.length === 0 ? '' : eventText('happened', { userEvents: events }, this.#id())
  }

  #text(news: News): string {
    const isEmpty = news.changes.length === 0 && news.known.length === 0 && news.link === undefined
    return isEmpty ? '' : eventText('change', changeData(timeOfDay(), news), this.#id())
  }

  #spread({ changes, known, link, happened }: Tick): void {
    for (const each of happened) this.#ring.add(each)
    for (const { sight, shown, portion$ } of this.#groups.values()) {
      const news = {
        changes: seenChanges(
          sight,
          changes.filter(({ collection }) => shown.includes(collection)),
        ),
        known: known.filter((each) => shown.includes(each)),
        link,
      }
      const events = happenings(sight, happened)
      const text =
        this.#text(news) + (events.length === 0 ? '' : eventText('happened', { userEvents: events }, this.#id()))
      if (text !== '') portion$.next({ ...news, text, happened: events.length })
    }
  }
}

const keyOf = (sight: Sight, only: readonly Collection[]): string => `${sight.key} ${only.join()}`

/** UserEvents name no device that a group could have: whoever sees a part of the house gets none. */
const happenings = ({ devices, privacy }: Sight, events: readonly JsonObject[]): readonly JsonObject[] =>
  devices === undefined ? events.map((each) => maskedObject(each, privacy)) : []
