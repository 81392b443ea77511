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

/** The data of an event with changes: whole values, by collection. */
export const changeData = (at: number, { changes, known, link }: News): JsonObject => {
  const set: Partial<Record<Collection, JsonObject[]>> = {}
  const gone: Partial<Record<Collection, string[]>> = {}
  for (const { collection, id, value } of changes) {
    if (value === undefined) (gone[collection] ??= []).push(id)
    else (set[collection] ??= []).push(value)
  }
  // a collection that is known and empty is an empty list
  for (const collection of known) set[collection] ??= []
  return { at, set: { ...set, ...(link === undefined ? {} : { link }) }, gone: { ...gone } }
}
