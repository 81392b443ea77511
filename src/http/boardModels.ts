/** The live models behind the board: each keeps its newest values, and marks the collection that it changes. */
import { catchError, EMPTY, ignoreElements, map, merge, type Observable, tap } from 'rxjs'
import type { Asterisk, Channel, DeviceState, Endpoint, LiveCall, MailboxCount, Registration } from '../index.js'
import { timeOfDay } from '../rx/clock.js'
import { type Building, cached, callsByDevice, type Collection } from './boardState.js'
import { callJson, legsOf } from './callJson.js'
import type { JsonObject } from './json.js'
import type { HttpOptions } from './options.js'
import {
  deviceJson,
  mailboxJson,
  parkedJson,
  queueJson,
  registrationJson,
  roomJson,
  userEventJson,
} from './stateJson.js'

/** The receivers of the news of the models. */
export interface ModelSink {
  /** A collection has changed. */
  readonly mark: (collection: Collection) => void
  readonly happened: (event: JsonObject) => void
}

/** A device as JSON, with all that it was made from. */
interface MadeDevice {
  readonly state: DeviceState | undefined
  readonly endpoint: Endpoint | undefined
  readonly calls: string
  readonly json: JsonObject
}

const talkingCall = cached((call: LiveCall) => callJson(call, false))
const heldCall = cached((call: LiveCall) => callJson(call, true))

interface Sources {
  readonly devices?: ReadonlyMap<string, DeviceState>
  readonly endpoints?: ReadonlyMap<string, Endpoint>
  readonly calls?: ReadonlyMap<string, LiveCall>
  readonly channels?: ReadonlyMap<string, Channel>
}

/** A model that fails ends alone: its collection keeps its last values, and the link tells the reason. */
export const noting = <A>(source$: Observable<A>, note: (value: A) => void): Observable<never> =>
  source$.pipe(
    tap(note),
    catchError(() => EMPTY),
    ignoreElements(),
  )

export class BoardModels {
  readonly #asterisk: Asterisk
  readonly #options: HttpOptions
  readonly #sink: ModelSink
  readonly #building = new Map<Collection, () => Building | undefined>()
  /** A tick with one change makes one device: the others are compared by their sources. */
  readonly #made = new Map<string, MadeDevice>()
  #sources: Sources = {}

  constructor(asterisk: Asterisk, options: HttpOptions, sink: ModelSink) {
    this.#asterisk = asterisk
    this.#options = options
    this.#sink = sink
  }

  /** The newest values of calls and channels; undefined where they are not known. */
  readonly calls = (): ReadonlyMap<string, LiveCall> | undefined => this.#sources.calls

  readonly channels = (): ReadonlyMap<string, Channel> | undefined => this.#sources.channels

  /** The present values of a collection; undefined where they are not known. */
  readonly built = (collection: Collection): Building | undefined => this.#building.get(collection)?.()

  /** Without subscriptions the values are old: the next reader waits for new ones. */
  readonly forget = (): void => {
    this.#sources = {}
    this.#building.clear()
    this.#made.clear()
  }

  /** Emits nothing; follows all models while it is subscribed. */
  readonly watch = (): Observable<never> => {
    const { queue$, parked$, conference$, userEvent$ } = this.#asterisk
    const parkedById$ = parked$.pipe(map((calls) => calls.map((call) => [call.uniqueid, call] as const)))
    return merge(
      ...this.#phones(),
      this.#collection('queues', queue$, queueJson),
      this.#collection('parked', parkedById$, parkedJson),
      this.#collection('rooms', conference$, roomJson),
      ...this.#named('registrations', this.#options.registrations, (name) =>
        this.#asterisk.registration(name).pipe(map((value: Registration) => registrationJson(value))),
      ),
      ...this.#named('mailboxes', this.#options.mailboxes, (box) => {
        const [name = box, context] = box.split('@')
        return this.#asterisk.mailbox(name, context).pipe(map((count: MailboxCount) => mailboxJson(box, count)))
      }),
      noting(userEvent$, (event) => {
        this.#sink.happened(userEventJson(event, timeOfDay()))
      }),
    )
  }

  /** Devices and calls are made from several models. */
  #phones(): readonly Observable<never>[] {
    const { device$, endpoint$, call$, channel$ } = this.#asterisk
    return [
      this.#source(device$, 'devices', (devices) => ({ devices })),
      this.#source(endpoint$, 'devices', (endpoints) => ({ endpoints })),
      this.#source(channel$, 'calls', (channels) => ({ channels })),
      this.#source(call$, 'calls', (calls) => {
        this.#sink.mark('devices')
        return { calls }
      }),
    ]
  }

  #source<A>(source$: Observable<A>, collection: 'devices' | 'calls', news: (value: A) => Sources): Observable<never> {
    return noting(source$, (value) => {
      this.#sources = { ...this.#sources, ...news(value) }
      this.#building.set(collection, () => (collection === 'devices' ? this.#devices() : this.#calls()))
      this.#sink.mark(collection)
    })
  }

  #collection<K extends object>(
    collection: Collection,
    source$: Observable<Iterable<readonly [string, K]>>,
    json: (value: K) => JsonObject,
  ): Observable<never> {
    const make = cached(json)
    return noting(source$, (values) => {
      this.#building.set(collection, () => new Map([...values].map(([id, value]) => [id, make(value)])))
      this.#sink.mark(collection)
    })
  }

  /** A collection of chosen names; known, and empty, where none is chosen. */
  #named(
    collection: Collection,
    names: readonly string[] = [],
    watch: (name: string) => Observable<JsonObject>,
  ): readonly Observable<never>[] {
    const known: Building = new Map()
    this.#building.set(collection, () => (known.size === names.length ? new Map(known) : undefined))
    this.#sink.mark(collection)
    return names.map((name) =>
      noting(watch(name), (json) => {
        known.set(name, json)
        this.#sink.mark(collection)
      }),
    )
  }

  #calls(): Building | undefined {
    const { calls, channels } = this.#sources
    if (calls === undefined) return undefined
    const held = new Set([...(channels?.values() ?? [])].flatMap((each) => (each.held ? [each.uniqueid] : [])))
    const isHeld = (call: LiveCall): boolean => held.size > 0 && legsOf(call).some(({ uniqueid }) => held.has(uniqueid))
    return new Map([...calls].map(([id, call]) => [id, isHeld(call) ? heldCall(call) : talkingCall(call)]))
  }

  #devices(): Building | undefined {
    const { devices, endpoints, calls } = this.#sources
    if (devices === undefined) return undefined
    const callIds = callsByDevice(calls)
    const ids = new Set([...devices.keys(), ...(endpoints?.keys() ?? []), ...Object.keys(this.#options.names ?? {})])
    return new Map([...ids].map((id) => [id, this.#device(id, devices.get(id), endpoints?.get(id), callIds.get(id))]))
  }

  #device(
    id: string,
    state: DeviceState | undefined,
    endpoint: Endpoint | undefined,
    callIds: readonly string[] = [],
  ): JsonObject {
    const known = this.#made.get(id)
    const calls = callIds.join()
    if (known !== undefined && known.state === state && known.endpoint === endpoint && known.calls === calls)
      return known.json
    const json = deviceJson(id, this.#options.names?.[id] ?? id, state, endpoint, callIds)
    this.#made.set(id, { state, endpoint, calls, json })
    return json
  }
}
