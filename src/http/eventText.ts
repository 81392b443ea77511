/** The text of server-sent events. */
import type { Collection } from './boardState.js'
import type { JsonObject } from './json.js'
import type { News } from './reader.js'

/** Milliseconds after which a browser comes back. */
const RETRY = 2000

/** One event. JSON has no line ends, so the data is one line whatever a caller calls himself. */
export const eventText = (event: string, data: JsonObject, id?: string): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`

export const RETRY_TEXT = `retry: ${RETRY}\n\n`

/** The id as the reader sees it: one that looks like a number of somebody outside may be masked. */
const shownId = ({ id }: JsonObject): string => (typeof id === 'string' ? id : '')

/** The members that differ, with the id; a member that is gone is null. */
const patchOf = (id: string, before: JsonObject, value: JsonObject): JsonObject => {
  const names = Object.keys({ ...before, ...value })
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(value[name]))
  return { id, ...Object.fromEntries(changed.map((name) => [name, value[name] ?? null])) }
}

/** The data of an event with changes, by collection: new values are whole, and of the others only the members that changed. */
export const changeData = (at: number, { changes, known, link }: News): JsonObject => {
  const set: Partial<Record<Collection, JsonObject[]>> = {}
  const patch: Partial<Record<Collection, JsonObject[]>> = {}
  const gone: Partial<Record<Collection, string[]>> = {}
  for (const { collection, id, before, value } of changes) {
    if (value === undefined) (gone[collection] ??= []).push(...(before === undefined ? [] : [shownId(before)]))
    // several values may have one masked id: whole ones replace each other, but do not mix
    else if (before === undefined || shownId(value) !== id) (set[collection] ??= []).push(value)
    else (patch[collection] ??= []).push(patchOf(id, before, value))
  }
  // a collection that is known and empty is an empty list
  for (const collection of known) set[collection] ??= []
  return { at, set: { ...set, ...(link === undefined ? {} : { link }) }, patch: { ...patch }, gone: { ...gone } }
}
