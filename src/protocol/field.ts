/** Values of headers, read as what they mean. */
import * as O from 'fp-ts/lib/Option.js'

/** How Asterisk writes "nothing" where a header must stand (`manager_channels.c`, `channel.c` and others). */
const NOTHING: ReadonlySet<string> = new Set(['', '<unknown>', '<null>', '(null)', '<none>', '(none)', '-none-', 'n/a'])

/** The text of a header; none where it is missing or says nothing. */
export const known = (value: string | undefined): O.Option<string> =>
  value === undefined || NOTHING.has(value) ? O.none : O.some(value)

/** A whole number that is not negative; none for anything else. */
export const count = (value: string | undefined): O.Option<number> =>
  value !== undefined && /^\d{1,15}$/.test(value) ? O.some(Number(value)) : O.none
