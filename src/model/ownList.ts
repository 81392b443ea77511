/** A row for a list that the program chooses, where the library has no model. */
import * as O from 'fp-ts/lib/Option.js'
import { Observable } from 'rxjs'
import { asFailure, type FailureReporter } from '../failure.js'
import type { Action } from '../protocol/action.js'
import type { ItemOf, ListName } from '../protocol/answer.js'
import type { ListActions } from '../protocol/catalog/actions.js'
import type { Events } from '../protocol/catalog/events.js'
import { CustomAction, CustomEventName } from '../protocol/custom.js'
import type { Event } from '../protocol/event.js'
import type { Frame } from '../protocol/frame.js'
import { anyEvent, type EventName } from '../protocol/typedEvent.js'
import type { Engine } from './engine.js'
import type { Answer, Fold, Row } from './model.js'
import { NO_PARENT } from './neighbours.js'
import { type Evident, Table } from './table.js'

/** The key of an entry; undefined or none for an entry that is to be left out. */
export type LiveKey = string | undefined | O.Option<string>

/** A list of Asterisk, and the events that change its entries. `ends`: those of the events that end an entry. */
export interface LiveList<List, Name, Entry> {
  /** The action that lists all entries. */
  readonly list: List
  readonly events: readonly Name[]
  readonly ends?: readonly Name[] | undefined
  readonly key: (entry: Entry) => LiveKey
}

type TypedList<List extends ListName> = { readonly Action: List } & ListActions[List]

interface Entry extends Evident {
  readonly event: Event
}

/** A new entry of a key, or its end. */
type EntryStep = readonly [key: string, event: Event | undefined]

interface Reading {
  readonly keyOf: (event: Event) => string | undefined
  readonly isEnd: (name: string) => boolean
  readonly eventOf: (name: string, frame: Frame) => Event
}

class ListFold implements Fold<EntryStep, Event, EntryStep> {
  readonly #table = new Table<Entry>(1)
  readonly #reading: Reading
  #shown: Map<string, Event> | undefined

  constructor(reading: Reading) {
    this.#reading = reading
  }

  event(name: string, frame: Frame): readonly EntryStep[] {
    const event = this.#reading.eventOf(name, frame)
    const key = this.#reading.keyOf(event)
    if (key === undefined) return []
    if (this.#reading.isEnd(name)) return this.#table.end(key) === undefined ? [] : [[key, undefined]]
    this.#table.see(key, { event, link: this.#table.link() })
    return [[key, event]]
  }

  answer({ items, denied }: Answer): readonly EntryStep[] {
    if (denied) return []
    const listed = new Map(
      items.flatMap((frame) => {
        const event = this.#reading.eventOf(frame.event ?? '', frame)
        const key = this.#reading.keyOf(event)
        return key === undefined ? [] : [[key, event] as const]
      }),
    )
    for (const [key, event] of listed) this.#table.keep(key, { event, link: this.#table.live.get(key)?.link })
    const ended = this.#table.missing((key) => listed.has(key))
    for (const key of ended) this.#table.drop(key)
    return [...listed, ...ended.map((key) => [key, undefined] as const)]
  }

  newLink(): void {
    this.#table.newLink()
  }

  keys(steps: readonly EntryStep[]): readonly string[] {
    return steps.map(([key]) => key)
  }

  changes(steps: readonly EntryStep[]): readonly EntryStep[] {
    for (const [key, event] of this.#shown === undefined ? [] : steps) {
      if (event === undefined) this.#shown?.delete(key)
      else this.#shown?.set(key, event)
    }
    return steps
  }

  standing(): readonly EntryStep[] {
    return [...this.values()]
  }

  steps(): readonly EntryStep[] {
    return this.standing()
  }

  value(key: string): O.Option<Event> {
    return O.fromNullable(this.#table.live.get(key)?.event)
  }

  values(): ReadonlyMap<string, Event> {
    return (this.#shown ??= new Map([...this.#table.live].map(([key, { event }]) => [key, event])))
  }

  unwatched(): void {
    this.#shown = undefined
  }
}

const keyIn = (key: LiveKey): string | undefined => (typeof key === 'object' ? O.toUndefined(key) : key)

const nameOf = (given: string | CustomEventName): string => (given instanceof CustomEventName ? given.event : given)

/** Numbers the rows: each has a question of its own. */
let newest = 0

type AnyList = LiveList<CustomAction | { readonly Action: string }, string | CustomEventName, Event>

const eventsOf = ({ events, ends = [] }: AnyList): readonly string[] => [...new Set([...events, ...ends].map(nameOf))]

const actionOf = ({ list }: AnyList): Action => (list instanceof CustomAction ? list.action : { ...list })

const rowOf = (spec: AnyList, origin: string, report: FailureReporter): Row<ListFold> => {
  const { ends = [], key } = spec
  newest += 1
  const { Action: action, ...fixed } = actionOf(spec)
  const ending = new Set(ends.map(nameOf))
  const reading: Reading = {
    eventOf: (name, frame) => anyEvent(name, frame, origin, report),
    isEnd: (name) => ending.has(name),
    keyOf: (event) => {
      try {
        return keyIn(key(event))
      } catch (error) {
        report(asFailure(error))
        return undefined
      }
    },
  }
  return {
    name: 'live',
    members: ['live'],
    events: eventsOf(spec),
    questions: [{ name: `live${newest}`, action, fixed, form: 'list', weight: 50_000 }],
    beginsEmpty: true,
    fold: () => new ListFold(reading),
  }
}

/** One row while anything is subscribed. */
const liveRow = (engine: () => Engine, makeRow: () => Row<ListFold>): Observable<ReadonlyMap<string, Event>> => {
  const add = () => engine().add(makeRow(), NO_PARENT)
  let runner: ReturnType<typeof add> | undefined
  let users = 0
  return new Observable((subscriber) => {
    const used = (runner ??= add())
    users += 1
    const subscription = used.all$.subscribe(subscriber)
    return () => {
      subscription.unsubscribe()
      users -= 1
      if (users > 0) return
      engine().remove(used)
      runner = undefined
    }
  })
}

/** Tells each subscription to a stream that reads these events. */
type Told = <A>(stream: string, events: readonly string[], source$: Observable<A>) => Observable<A>

/** `engine`: the models, which may be made at the first use. */
export const liveLists = (
  engine: () => Engine,
  origin: string,
  report: FailureReporter,
  told: Told = (_stream, _events, source$) => source$,
) => {
  function live(
    spec: LiveList<CustomAction, EventName | CustomEventName, Event>,
  ): Observable<ReadonlyMap<string, Event>>
  function live<List extends ListName, Name extends EventName>(
    spec: LiveList<TypedList<List>, Name, ItemOf<List> | Events[Name]>,
  ): Observable<ReadonlyMap<string, ItemOf<List> | Events[Name]>>
  function live(spec: AnyList): Observable<ReadonlyMap<string, Event>> {
    return told(
      `live('${actionOf(spec).Action}')`,
      eventsOf(spec),
      liveRow(engine, () => rowOf(spec, origin, report)),
    )
  }
  return live
}

/**
 * A list and its events as one map: the newest item or event of each key, right again after each outage. The map is one object that changes;
 * it is emitted at each change. Silent until the first whole list.
 *
 *     live(…)   --m--m---m--    m: the map
 *
 * The list is asked for at each link. An entry that the list lacks ends, and so does one with an event of `ends`.
 *
 * @example
 * import { connect } from 'rx-asterisk'
 *
 * const asterisk = connect({ username: 'admin', password: 'secret' })
 * const agents$ = asterisk.live({
 *   list: { Action: 'Agents' },
 *   events: ['AgentLogin', 'AgentLogoff'],
 *   key: ({ Agent }) => Agent,
 * })
 * agents$.subscribe({ next: (agents) => console.log(agents.size), error: console.error })
 */
export type LiveLists = ReturnType<typeof liveLists>
