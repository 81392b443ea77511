/** Masking of numbers and names, before a value goes to anybody without the right to see them. */
import { isObject, type Json, type JsonObject } from './json.js'
import type { HttpUser } from './options.js'

export type Privacy = NonNullable<HttpUser['privacy']>

/** A number with so many digits is an outside one. */
const OUTSIDE = 6
/** The digits at the end that are hidden. */
const HIDDEN = 4

/** Digits with the signs that people write between them. */
const NUMBERS = /\+?\d(?:[ ()/.-]?\d){5,}/g

/** Ids that Asterisk or this library makes: they are needed to act, and are no phone numbers. */
const IDS: ReadonlySet<string> = new Set(['id', 'uniqueid', 'calls'])
const UNIQUEID = /^(?=.*(?:\.\d+$|[a-f][^.]*$))[\w.-]+$/

const digitsOf = (text: string): number => text.replaceAll(/\D/g, '').length

/** `+49 30 555 0142` → `+49 30 555 ***` */
const maskedNumber = (text: string): string => {
  let hidden = 0
  let end = text.length
  while (end > 0 && hidden < HIDDEN) {
    end -= 1
    if (/\d/.test(text[end] ?? '')) hidden += 1
  }
  return `${text.slice(0, end)}***`
}

/** Every long number in a text, masked. */
export const maskedText = (text: string): string =>
  text.replaceAll(NUMBERS, (number) => (digitsOf(number) < OUTSIDE ? number : maskedNumber(number)))

/** A channel's name ends with digits of Asterisk, and begins with its device, which may be a number. */
const maskedChannel = (name: string): string => {
  const dash = name.lastIndexOf('-')
  return dash < 0 ? maskedText(name) : `${maskedText(name.slice(0, dash))}${name.slice(dash)}`
}

/** True for an object that tells the number and the name of a person. */
const isOutside = (number: Json | undefined): boolean => typeof number !== 'string' || digitsOf(number) >= OUTSIDE

const maskedMember = (key: string, value: Json, privacy: Privacy, all: JsonObject): Json => {
  if (typeof value === 'string') {
    if (IDS.has(key) && UNIQUEID.test(value)) return value
    if (key === 'channel') return maskedChannel(value)
    if (key === 'name' && privacy === 'all' && 'number' in all && isOutside(all['number'])) return null
    return maskedText(value)
  }
  if (Array.isArray(value) && IDS.has(key)) return value.map((each: Json) => maskedMember('id', each, privacy, all))
  return masked(value, privacy)
}

/** A copy without the numbers that this privacy hides. A member that is new here is masked too. */
export const masked = (value: Json, privacy: Privacy): Json => {
  if (privacy === 'none') return value
  if (typeof value === 'string') return maskedText(value)
  if (isObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, maskedMember(key, each, privacy, value)]),
    )
  return Array.isArray(value) ? value.map((each: Json) => masked(each, privacy)) : value
}

/** The same for an object. */
export const maskedObject = (value: JsonObject, privacy: Privacy): JsonObject => {
  const result = masked(value, privacy)
  return isObject(result) ? result : {}
}
