/** The sight of a user: the part of the board that the user may see, masked. Users with the same rights share one sight. */
import type { Board, Change, Collection, Entries } from './boardState.js'
import { COLLECTIONS } from './boardState.js'
import { deviceName, type Json, type JsonObject } from './json.js'
import { maskedObject, type Privacy } from './masking.js'
import type { HttpGroup, HttpUser } from './options.js'

/** The rights to see. */
export interface Sight {
  readonly key: string
  readonly privacy: Privacy
  /** Undefined: all of them. */
  readonly devices: ReadonlySet<string> | undefined
  readonly queues: ReadonlySet<string> | undefined
}

/** The sight of a user. A group without a definition shows nothing. */
export const sightOf = (
  { groups, privacy = 'none' }: HttpUser,
  defined: Readonly<Record<string, HttpGroup>> = {},
): Sight => {
  if (groups === undefined) return { key: privacy, privacy, devices: undefined, queues: undefined }
  const own = groups.flatMap((name) => (Object.hasOwn(defined, name) ? [defined[name]] : []))
  return {
    key: JSON.stringify([privacy, [...groups].sort()]),
    privacy,
    devices: new Set(own.flatMap((group) => group?.devices ?? [])),
    queues: new Set(own.flatMap((group) => group?.queues ?? [])),
  }
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

/** Every device that a value names: in `device`, `parker`, and in both names of `between`. */
const devicesIn = (value: Json): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(devicesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, each]: readonly [string, Json]): readonly string[] => {
    if (key === 'device') return [textOf(each)]
    if (key === 'parker') return [deviceName(`${textOf(each)}-`)]
    return devicesIn(each)
  })
}

/** True where this sight includes the value. */
export const isSeen = ({ devices, queues }: Sight, collection: Collection, id: string, value: JsonObject): boolean => {
  if (devices === undefined || queues === undefined) return true
  switch (collection) {
    case 'devices':
      return devices.has(id)
    case 'queues':
      return queues.has(id)
    case 'calls':
    case 'parked':
    case 'rooms':
      return devicesIn(value).some((device) => devices.has(device))
    case 'mailboxes':
      return devices.has(id.split('@')[0] ?? id)
    case 'registrations':
      return false
  }
}

/** The visible entries of a collection; null where it is not known yet. */
export const seen = (sight: Sight, collection: Collection, entries: Entries): readonly JsonObject[] | null =>
  entries === undefined
    ? null
    : [...entries].flatMap(([id, value]) =>
        isSeen(sight, collection, id, value) ? [maskedObject(value, sight.privacy)] : [],
      )

/** The whole board for a sight: a collection that is not known yet is null, and never empty. */
export const seenBoard = (sight: Sight, { link, collections }: Board): JsonObject => ({
  link,
  ...Object.fromEntries(COLLECTIONS.map((name) => [name, seen(sight, name, collections[name])])),
})

/** The changes of a board as one sight sees them. A value that moves into sight is new, and one that moves out of it is gone. */
export const seenChanges = (sight: Sight, changes: readonly Change[]): readonly Change[] =>
  changes.flatMap(({ collection, id, before, value }): readonly Change[] => {
    const shown = (each: JsonObject | undefined): JsonObject | undefined =>
      each !== undefined && isSeen(sight, collection, id, each) ? maskedObject(each, sight.privacy) : undefined
    const change = { collection, id, before: shown(before), value: shown(value) }
    return change.before === undefined && change.value === undefined ? [] : [change]
  })
