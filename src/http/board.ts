/** The board: all live models as JSON by collection and id, and their changes, once a tick. */
import { auditTime, BehaviorSubject, merge, type Observable, Subject, Subscription } from 'rxjs'
import type { Asterisk, Channel, LiveCall } from '../index.js'
import { timeOfDay } from '../rx/clock.js'
import { RefCount } from '../rx/refCount.js'
import { BoardModels } from './boardModels.js'
import {
  type Board,
  type Change,
  changed,
  type Collection,
  EMPTY_BOARD,
  type Entries,
  type Tick,
} from './boardState.js'
import type { JsonObject } from './json.js'
import { lacking, type Lack } from './lacking.js'
import { linkJson } from './linkJson.js'
import type { HttpOptions } from './options.js'

/** Milliseconds between a change and its tick: changes of this time are one event (measured: 5 % of a core for 100 changes a second). */
const TICK = 50
/** Milliseconds for which the models stay subscribed after the last reader: a page that polls does not open a link each time. */
const LINGER = 10_000

export class LiveBoard {
  readonly #asterisk: Asterisk
  readonly #models: BoardModels
  readonly #counting$: Observable<never>
  readonly #tick$ = new Subject<Tick>()
  readonly #dirty$ = new Subject<void>()
  readonly #use: RefCount
  readonly #dirty = new Set<Collection>()
  readonly #lacks: Map<string, Lack>
  readonly #faults: Subscription
  #collections: Record<Collection, Entries> = { ...EMPTY_BOARD }
  #happened: JsonObject[] = []
  #running: Subscription | undefined
  readonly #link$: BehaviorSubject<JsonObject>
  #linkSent: JsonObject

  /** `counting$` is subscribed as long as the models are. */
  constructor(asterisk: Asterisk, options: HttpOptions, counting$: Observable<never>) {
    this.#asterisk = asterisk
    this.#counting$ = counting$
    this.#models = new BoardModels(asterisk, options, {
      mark: (collection) => {
        this.#dirty.add(collection)
        this.#dirty$.next()
      },
      happened: (event) => {
        this.#happened.push(event)
        this.#dirty$.next()
      },
    })
    const { lacks, subscription } = lacking(asterisk)
    this.#lacks = lacks
    this.#faults = subscription
    this.#linkSent = linkJson(asterisk.status(), timeOfDay())
    this.#link$ = new BehaviorSubject(this.#linkSent)
    this.#use = new RefCount(() => (this.#running = this.#watch()), LINGER)
  }

  /** Emits the news of each tick while it is subscribed; keeps the models alive. */
  readonly tick$: Observable<Tick> = this.#tick$.asObservable()

  /** Keeps the models subscribed until the returned function is called. */
  readonly acquire = (): (() => void) => this.#use.acquire()

  /** The state of the last tick. */
  readonly now = (): Board => ({ link: this.#link$.value, collections: this.#collections })

  /** The collections that cannot be known, with the rights that are missing. */
  readonly lacks = (): readonly Lack[] => [...this.#lacks.values()]

  /** A living call as the model has it. */
  readonly call = (id: string): LiveCall | undefined => this.#models.calls()?.get(id)

  readonly calls = (): readonly LiveCall[] => [...(this.#models.calls()?.values() ?? [])]

  readonly channel = (uniqueid: string): Channel | undefined => this.channels()?.get(uniqueid)

  readonly channels = (): ReadonlyMap<string, Channel> | undefined => this.#models.channels()

  /** Publishes what has changed at once: a program reads what it has just done. */
  readonly flush = (): void => {
    if (this.#use.inUse()) this.#publish()
  }

  readonly close = (): void => {
    this.#faults.unsubscribe()
    this.#running?.unsubscribe()
    this.#use.reset()
    this.#tick$.complete()
  }

  #watch(): Subscription {
    const all = new Subscription()
    all.add(
      this.#dirty$.pipe(auditTime(TICK)).subscribe({
        next: () => {
          this.#publish()
        },
        error: () => undefined,
      }),
    )
    all.add(
      this.#asterisk.status$.subscribe({
        next: (status) => {
          this.#link$.next(linkJson(status, timeOfDay(), this.#link$.value))
          this.#dirty$.next()
        },
        error: () => undefined,
      }),
    )
    all.add(merge(this.#models.watch(), this.#counting$).subscribe())
    all.add(() => {
      this.#collections = { ...EMPTY_BOARD }
      this.#models.forget()
    })
    return all
  }

  #publish(): void {
    const { changes, known } = this.#news()
    const happened = this.#happened
    this.#happened = []
    const link = this.#link$.value
    const isNewLink = link !== this.#linkSent
    this.#linkSent = link
    if (changes.length === 0 && known.length === 0 && happened.length === 0 && !isNewLink) return
    this.#tick$.next({ changes, known, link: isNewLink ? link : undefined, happened })
  }

  /** The changes of the collections that were marked since the last tick. */
  #news(): Pick<Tick, 'changes' | 'known'> {
    const known: Collection[] = []
    const changes: Change[] = []
    for (const collection of this.#dirty) {
      const now = this.#models.built(collection)
      const before = this.#collections[collection]
      // a list that Asterisk refused leaves an empty model, which knows nothing
      const isBlind = before === undefined && now?.size === 0 && this.#lacks.has(collection)
      if (now === undefined || isBlind) continue
      if (before === undefined) known.push(collection)
      changes.push(...changed(collection, before, now))
      this.#collections[collection] = now
    }
    this.#dirty.clear()
    return { changes, known }
  }
}
