/** JSON, and the parts that the values of several live models share: a none is null, a time is epoch milliseconds, a text is short. */
import * as O from 'fp-ts/lib/Option.js'
import { deviceOf, type Party } from '../index.js'

/** A value of JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** An object of JSON. */
export type JsonObject = Readonly<Record<string, Json>>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value of a text of JSON; undefined for another text. */
export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const orNull = <A extends Json>(option: O.Option<A>): A | null => (O.isSome(option) ? option.value : null)

export const within =
  <A>(json: (value: A) => Json) =>
  (option: O.Option<A>): Json =>
    O.isSome(option) ? json(option.value) : null

/** Characters of a name: a caller may choose any. */
const LONGEST = 256

/** The beginning of a text that a caller chose, without half a character at its end. */
export const short = (text: string): string =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1).replace(/[\ud800-\udbff]$/, '')}…`

export const textOrNull = (option: O.Option<string>): string | null => orNull(O.map(short)(option))

export const party = ({ number, name }: Party): JsonObject => ({ number: textOrNull(number), name: textOrNull(name) })

/** The name of a channel's device; the channel itself where it has none. */
export const deviceName = (channel: string): string =>
  orNull(O.map(({ name }: { name: string }) => name)(deviceOf(channel))) ?? channel
