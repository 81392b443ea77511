/** Texts from strangers, made harmless: callers choose their names, and any sender the headers of a UserEvent. */
import * as O from 'fp-ts/lib/Option.js'

/** The most characters of one text. */
const LONGEST = 256

/** Control characters, and halves of pairs that UTF-8 does not have. */
const UNWANTED = /[\p{Cc}\p{Cs}\u2028\u2029]/gu

/** A text without control characters, cut at 256 characters. */
export const harmless = (text: string): string =>
  // a text that is cut first costs no time for the rest
  Array.from(text.slice(0, 4 * LONGEST).replaceAll(UNWANTED, ''))
    .slice(0, LONGEST)
    .join('')

/** The text, or null where there is none: an absent value keeps its key. */
export const orNull = (text: O.Option<string>): string | null => O.toNullable(O.map(harmless)(text))

/** A time for people and programs: ISO, UTC. */
export const iso = (at: number): string => new Date(at).toISOString()
