/** The state of the board, and the changes between two states; pure. */
import type { LiveCall } from '../index.js'
import { legsOf } from './callJson.js'
import type { JsonObject } from './json.js'

/** The collections of the board. */
export const COLLECTIONS = ['devices', 'calls', 'queues', 'parked', 'rooms', 'registrations', 'mailboxes'] as const
export type Collection = (typeof COLLECTIONS)[number]

/** The values of one collection by their ids; undefined: not known yet. */
export type Entries = ReadonlyMap<string, JsonObject> | undefined

/** The state of the last tick. */
export interface Board {
  readonly link: JsonObject
  readonly collections: Readonly<Record<Collection, Entries>>
}

/** One change of the board. An undefined `before`: it is new; an undefined `value`: it is gone. */
export interface Change {
  readonly collection: Collection
  readonly id: string
  readonly before: JsonObject | undefined
  readonly value: JsonObject | undefined
}

/** The news of one tick. `known`: collections that are known for the first time. */
export interface Tick {
  readonly changes: readonly Change[]
  readonly known: readonly Collection[]
  readonly link: JsonObject | undefined
  readonly happened: readonly JsonObject[]
}

/** A collection that is being built. */
export type Building = Map<string, JsonObject>

export const EMPTY_BOARD: Record<Collection, Entries> = {
  devices: undefined,
  calls: undefined,
  queues: undefined,
  parked: undefined,
  rooms: undefined,
  registrations: undefined,
  mailboxes: undefined,
}

/** JSON of equal sources is made once: a tick with one change makes one value. */
export const cached = <K extends object>(make: (source: K) => JsonObject): ((source: K) => JsonObject) => {
  const made = new WeakMap<K, JsonObject>()
  return (source) => {
    const known = made.get(source)
    if (known !== undefined) return known
    const json = make(source)
    made.set(source, json)
    return json
  }
}

const same = (a: JsonObject | undefined, b: JsonObject): boolean =>
  a === b || (a !== undefined && JSON.stringify(a) === JSON.stringify(b))

/** The changes between two states of a collection. A value that is equal keeps its old object, so that it is compared once. */
export const changed = (collection: Collection, before: Entries, now: Building): readonly Change[] => {
  const changes: Change[] = []
  for (const [id, value] of now) {
    const old = before?.get(id)
    if (old !== undefined && same(old, value)) now.set(id, old)
    else changes.push({ collection, id, before: old, value })
  }
  for (const [id, old] of before ?? [])
    if (!now.has(id)) changes.push({ collection, id, before: old, value: undefined })
  return changes
}

export const callsByDevice = (
  calls: ReadonlyMap<string, LiveCall> | undefined,
): ReadonlyMap<string, readonly string[]> => {
  const index = new Map<string, string[]>()
  for (const [id, call] of calls ?? []) {
    for (const device of new Set(legsOf(call).map((leg) => leg.device))) {
      const ids = index.get(device) ?? []
      ids.push(id)
      index.set(device, ids)
    }
  }
  return index
}
