/** The types of items, and the casts of values to them: smarthome.py's rules, and what SmartHomeNG also accepts. */
import * as E from 'fp-ts/lib/Either.js'
import * as J from 'fp-ts/lib/Json.js'
import * as t from 'io-ts'
import type { ItemType } from './settings.js'

/** The TypeScript type of an item's value, by the item's type. */
export interface ItemValues {
  readonly bool: boolean
  readonly num: number
  readonly str: string
  readonly list: readonly unknown[]
  readonly dict: Readonly<Record<string, unknown>>
  /** Any value; null at first. */
  readonly foo: unknown
  readonly scene: number
}

/** Left: the values that the type accepts, as the end of a sentence. */
export type Cast<A> = (value: unknown) => E.Either<string, A>

const TRUE: ReadonlySet<string> = new Set(['1', 'true', 'yes', 'on'])
const FALSE: ReadonlySet<string> = new Set(['0', 'false', 'no', 'off', ''])
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i

const orElse = <A>(wanted: string, value: A | undefined): E.Either<string, A> =>
  value === undefined ? E.left(wanted) : E.right(value)

const bool = (value: unknown): boolean | undefined => {
  if (typeof value === 'boolean') return value
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim().toLowerCase() : '?'
  return TRUE.has(text) ? true : FALSE.has(text) ? false : undefined
}

const num = (value: unknown): number | undefined => {
  if (typeof value === 'boolean') return Number(value)
  if (typeof value === 'number') return Number.isNaN(value) ? undefined : value
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  return text === '' ? 0 : NUMBER.test(text) ? Number(text) : undefined
}

const str = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined

/** Parses a text as JSON: a list or a dict may be written as text. */
const parsedJson = (value: unknown): unknown =>
  typeof value === 'string' ? E.getOrElse((): unknown => undefined)(J.parse(value)) : value

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  t.UnknownRecord.is(value) && !Array.isArray(value)

const CASTS: { readonly [T in ItemType]: Cast<ItemValues[T]> } = {
  bool: (value) => orElse('true or false, yes or no, on or off, 1 or 0', bool(value)),
  num: (value) => orElse('a number', num(value)),
  str: (value) => orElse('a text or a number', str(value)),
  list: (value) => {
    const list = parsedJson(value)
    return t.UnknownArray.is(list) ? E.right(list) : E.left('a list')
  },
  dict: (value) => {
    const dict = parsedJson(value)
    return isPlain(dict) ? E.right(dict) : E.left('an object of names and values')
  },
  foo: E.right,
  scene: (value) => orElse('a number', num(value)),
}

const INITIAL: { readonly [T in ItemType]: ItemValues[T] } = {
  bool: false,
  num: 0,
  str: '',
  list: [],
  dict: {},
  foo: null,
  scene: 0,
}

export const isItemType = (text: string): text is ItemType => Object.hasOwn(CASTS, text)

export const ITEM_TYPES: readonly string[] = Object.keys(CASTS)

/** The cast of a type. */
export const castOf = <T extends ItemType>(type: T): Cast<ItemValues[T]> => CASTS[type]

/** The value of an item that was never set. */
export const initialOf = <T extends ItemType>(type: T): ItemValues[T] => INITIAL[type]

/** True for equal values; lists and objects are compared by their contents. */
export const sameValue = (a: unknown, b: unknown): boolean => {
  if (Object.is(a, b)) return true
  if (t.UnknownArray.is(a) && t.UnknownArray.is(b))
    return a.length === b.length && a.every((each, index) => sameValue(each, b[index]))
  if (!isPlain(a) || !isPlain(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key], b[key]))
  )
}
