/** The board: all live models as JSON by collection and id, and their changes, once a tick. */
import {
  auditTime,
  BehaviorSubject,
  catchError,
  EMPTY,
  ignoreElements,
  map,
  merge,
  type Observable,
  Subject,
  Subscription,
  tap,
} from 'rxjs'
import type { Asterisk, Channel, DeviceState, Endpoint, LiveCall, MailboxCount, Registration } from '../index.js'
import { timeOfDay } from '../rx/clock.js'
import { RefCount } from '../rx/refCount.js'
import {
  callJson,
  deviceJson,
  type JsonObject,
  mailboxJson,
  parkedJson,
  queueJson,
  registrationJson,
  roomJson,
  userEventJson,
} from './json.js'
import {
  type Board,
  type Building,
  cached,
  callsByDevice,
  type Change,
  changed,
  type Collection,
  EMPTY_BOARD,
  type Entries,
  type Tick,
} from './boardState.js'
import { lacking, type Lack } from './lacking.js'
import { linkJson } from './linkJson.js'
import type { HttpOptions } from './options.js'

/** Milliseconds between a change and its tick: changes of this time are one event (measured: 5 % of a core for 100 changes a second). */
const TICK = 50
/** Milliseconds for which the models stay subscribed after the last reader: a page that polls does not open a link each time. */
const LINGER = 10_000

interface Sources {
  devices: ReadonlyMap<string, DeviceState> | undefined
  endpoints: ReadonlyMap<string, Endpoint> | undefined
  calls: ReadonlyMap<string, LiveCall> | undefined
  channels: ReadonlyMap<string, Channel> | undefined
}

export class LiveBoard {
  readonly #asterisk: Asterisk
  readonly #options: HttpOptions
  readonly #tick$ = new Subject<Tick>()
  readonly #dirty$ = new Subject<void>()
  readonly #use: RefCount
  readonly #sources: Sources = { devices: undefined, endpoints: undefined, calls: undefined, channels: undefined }
  readonly #dirty = new Set<Collection>()
  readonly #building = new Map<Collection, () => Building | undefined>()
  readonly #lacks: Map<string, Lack>
  readonly #faults: Subscription
  #collections: Record<Collection, Entries> = { ...EMPTY_BOARD }
  #happened: JsonObject[] = []
  #running: Subscription | undefined
  readonly #link$: BehaviorSubject<JsonObject>
  #linkSent: JsonObject

  constructor(asterisk: Asterisk, options: HttpOptions) {
    this.#asterisk = asterisk
    this.#options = options
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
  readonly call = (id: string): LiveCall | undefined => this.#sources.calls?.get(id)

  readonly calls = (): readonly LiveCall[] => [...(this.#sources.calls?.values() ?? [])]

  readonly channel = (uniqueid: string): Channel | undefined => this.#sources.channels?.get(uniqueid)

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

  #mark(collection: Collection): void {
    this.#dirty.add(collection)
    this.#dirty$.next()
  }

  #watch(): Subscription {
    const { status$ } = this.#asterisk
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
      status$.subscribe({
        next: (status) => {
          this.#link$.next(linkJson(status, timeOfDay(), this.#link$.value))
          this.#dirty$.next()
        },
        error: () => undefined,
      }),
    )
    all.add(merge(...this.#models()).subscribe())
    all.add(() => {
      // without subscriptions the values are old: the next reader waits for new ones
      this.#collections = { ...EMPTY_BOARD }
      Object.assign(this.#sources, { devices: undefined, endpoints: undefined, calls: undefined, channels: undefined })
      this.#building.clear()
    })
    return all
  }

  /** A model that fails ends alone: its collection keeps its last values, and the link tells the reason. */
  #model<A>(source$: Observable<A>, note: (value: A) => void): Observable<never> {
    return source$.pipe(
      tap(note),
      catchError(() => EMPTY),
      ignoreElements(),
    )
  }

  #collection<K extends object>(
    collection: Collection,
    source$: Observable<Iterable<readonly [string, K]>>,
    json: (value: K) => JsonObject,
  ): Observable<never> {
    const make = cached(json)
    return this.#model(source$, (values) => {
      this.#building.set(collection, () => new Map([...values].map(([id, value]) => [id, make(value)])))
      this.#mark(collection)
    })
  }

  #models(): readonly Observable<never>[] {
    const { device$, endpoint$, call$, channel$, queue$, parked$, conference$, userEvent$ } = this.#asterisk
    const both = (): void => {
      this.#mark('devices')
    }
    return [
      this.#model(device$, (devices) => {
        this.#sources.devices = devices
        this.#building.set('devices', () => this.#devices())
        both()
      }),
      this.#model(endpoint$, (endpoints) => {
        this.#sources.endpoints = endpoints
        both()
      }),
      this.#model(channel$, (channels) => {
        this.#sources.channels = channels
        if (this.#sources.calls !== undefined) this.#mark('calls')
      }),
      this.#model(call$, (calls) => {
        this.#sources.calls = calls
        this.#building.set(
          'calls',
          () => new Map([...calls].map(([id, call]) => [id, callJson(call, this.#sources.channels)])),
        )
        this.#mark('calls')
        both()
      }),
      this.#collection('queues', queue$, queueJson),
      this.#collection(
        'parked',
        parked$.pipe(map((calls) => calls.map((call) => [call.uniqueid, call] as const))),
        parkedJson,
      ),
      this.#collection('rooms', conference$, roomJson),
      ...this.#named('registrations', this.#options.registrations, (name) =>
        this.#asterisk.registration(name).pipe(map((value: Registration) => registrationJson(value))),
      ),
      ...this.#named('mailboxes', this.#options.mailboxes, (box) => {
        const [name = box, context] = box.split('@')
        return this.#asterisk.mailbox(name, context).pipe(map((count: MailboxCount) => mailboxJson(box, count)))
      }),
      this.#model(userEvent$, (event) => {
        this.#happened.push(userEventJson(event, timeOfDay()))
        this.#dirty$.next()
      }),
    ]
  }

  /** A collection of chosen names; known, and empty, where none is chosen. */
  #named(
    collection: Collection,
    names: readonly string[] = [],
    watch: (name: string) => Observable<JsonObject>,
  ): readonly Observable<never>[] {
    const known: Building = new Map()
    this.#building.set(collection, () => (known.size === names.length ? new Map(known) : undefined))
    this.#mark(collection)
    return names.map((name) =>
      this.#model(watch(name), (json) => {
        known.set(name, json)
        this.#mark(collection)
      }),
    )
  }

  #devices(): Building | undefined {
    const { devices, endpoints, calls } = this.#sources
    if (devices === undefined) return undefined
    const names = this.#options.names ?? {}
    const callIds = callsByDevice(calls)
    const ids = new Set([...devices.keys(), ...(endpoints?.keys() ?? []), ...Object.keys(names)])
    return new Map(
      [...ids].map((id) => [
        id,
        deviceJson(id, names[id] ?? id, devices.get(id), endpoints?.get(id), callIds.get(id) ?? []),
      ]),
    )
  }

  #publish(): void {
    const known: Collection[] = []
    const changes: Change[] = []
    for (const collection of this.#dirty) {
      const now = this.#building.get(collection)?.()
      if (now === undefined) continue
      const before = this.#collections[collection]
      if (before === undefined) known.push(collection)
      changes.push(...changed(collection, before, now))
      this.#collections[collection] = now
    }
    this.#dirty.clear()
    const happened = this.#happened
    this.#happened = []
    const link = this.#link$.value
    const isNewLink = link !== this.#linkSent
    this.#linkSent = link
    if (changes.length === 0 && known.length === 0 && happened.length === 0 && !isNewLink) return
    this.#tick$.next({ changes, known, link: isNewLink ? link : undefined, happened })
  }
}
