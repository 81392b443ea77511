/** Simple readings of a header: a text that may be none, a count, a name without C escapes. */
import * as O from 'fp-ts/lib/Option.js'

/** The texts for an absent value in headers that are always sent (`manager_channels.c`, `channel.c` and others). */
const NOTHING: ReadonlySet<string> = new Set([
  '',
  '<unknown>',
  '<null>',
  '(null)',
  '<none>',
  '(none)',
  '-none-',
  'n/a',
  'N/A',
])

/** Most values are longer, so a look-up is not needed. */
const LONGEST_NOTHING = 9

/** The text of a header; none where the header is missing or its value is absent. */
export const known = (value: string | undefined): O.Option<string> =>
  value === undefined || (value.length <= LONGEST_NOTHING && NOTHING.has(value)) ? O.none : O.some(value)

/** A whole number of 0 or more; none for any other text. */
export const count = (value: string | undefined): O.Option<number> =>
  value !== undefined && /^\d{1,15}$/.test(value) ? O.some(Number(value)) : O.none

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b', f: '\f', v: '\v' }

/** True for the same value, and for none twice. Values are compared by identity. */
export const sameOption = <A>(a: O.Option<A>, b: O.Option<A>): boolean => O.toUndefined(a) === O.toUndefined(b)

/** Removes the C escapes that Asterisk 13.5 and newer put into names and variables of channels (`ast_escape_c_alloc`). */
export const unescaped = (text: string): string =>
  text.includes('\\') ? text.replace(/\\(.)/gs, (_, sign: string) => ESCAPES[sign] ?? sign) : text
