/** The plain readings of a header value: present or not, a count, a name without its C escapes. */
import * as O from 'fp-ts/lib/Option.js'

/** How Asterisk writes "nothing" where a header must stand (`manager_channels.c`, `channel.c` and others). */
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

/** Most values are longer, and need not be looked up. */
const LONGEST_NOTHING = 9

/** The text of a header; none where it is missing or says nothing. */
export const known = (value: string | undefined): O.Option<string> =>
  value === undefined || (value.length <= LONGEST_NOTHING && NOTHING.has(value)) ? O.none : O.some(value)

/** A whole number that is not negative; none for anything else. */
export const count = (value: string | undefined): O.Option<number> =>
  value !== undefined && /^\d{1,15}$/.test(value) ? O.some(Number(value)) : O.none

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b', f: '\f', v: '\v' }

/** Takes the C escapes off that Asterisk 13.5 and newer put into names and variables of channels (`ast_escape_c_alloc`). */
export const unescaped = (text: string): string =>
  text.includes('\\') ? text.replace(/\\(.)/gs, (_, sign: string) => ESCAPES[sign] ?? sign) : text
