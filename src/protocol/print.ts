/** `console.log` and `JSON.stringify` of frames, events and responses: readable headers, without secrets. */
import { type Header, type HeadersByName, byName } from './header.js'

/**
 * Names of headers that carry secrets, or values from which a secret can be guessed: in AuthDetail, AuthList, Challenge, InvalidPassword,
 * ChallengeResponseFailed, VoicemailPasswordChange and in events of users.
 */
const SECRET = /secret|passw|pincode|md5|challenge|token|receivedhash|expectedresponse/i

/** The value of a header as people may see it: `***` for the text of a secret. */
export const withoutSecret = <A>(header: string, value: A): A | '***' =>
  typeof value === 'string' && SECRET.test(header) ? '***' : value

/** The headers by name, secrets hidden. */
export const printedHeaders = (headers: readonly Header[]): HeadersByName =>
  byName(headers.map(([name, value]) => [name.trim(), withoutSecret(name, value)]))

/** The first characters of a text from the wire, in ASCII: a terminal obeys none of them. */
export const printableText = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 80)

/** The properties that people see of an object. */
export type Printed = Readonly<Record<string, unknown>>

/** `util.inspect`, as Node passes it to the method below. */
type Inspect = (value: unknown, options: object) => string

/** The name of the method that Node's `console.log` calls (`util.inspect.custom`). */
const INSPECT = Symbol.for('nodejs.util.inspect.custom')

const define = (prototype: object, key: string | symbol, value: unknown): void => {
  Object.defineProperty(prototype, key, { value, configurable: true, writable: true })
}

/** The properties without a name that already stands in front of the braces. */
const untitled = (name: string, { name: own, ...others }: Printed): Printed =>
  own === undefined || own === name ? others : { name: own, ...others }

/** Prints objects of a class by `console.log` as `Name { property: value … }`. */
export const inspectable = <A extends object>(
  prototype: A,
  nameOf: (object: A) => string,
  printed: (object: A) => Printed,
): void => {
  define(prototype, INSPECT, function (this: A, depth: number | null, options: object, inspect: Inspect): string {
    const name = nameOf(this)
    if (depth !== null && depth < 0) return `[${printableText(name)}]`
    return `${printableText(name)} ${inspect(untitled(name, printed(this)), { ...options, depth })}`
  })
}

/** Prints objects of a class by `console.log`, as above, and by `JSON.stringify`. */
export const printable: typeof inspectable = (prototype, nameOf, printed) => {
  inspectable(prototype, nameOf, printed)
  define(prototype, 'toJSON', function (this: typeof prototype): Printed {
    return printed(this)
  })
}
