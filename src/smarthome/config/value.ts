/** The text after `key =`: its comment, quotes and list elements, by the rules of a dialect. */
import type { Rules } from './dialect.js'
import type { SettingValue } from './settings.js'

/** A value and its doubts. */
export interface ReadValue {
  readonly value: SettingValue
  readonly raw: string
  readonly doubts: readonly Doubt[]
}

/**
 * A part of a text that may be a mistake; `column` counts from the beginning of the given text.
 *
 * - `HashInQuotes`: a `#` inside of quotes, where some dialects begin a comment.
 * - `HashInText`: a `#` directly after a letter. It begins a comment, but looks like a part of the value.
 * - `OpenQuote`: a quote that nothing closes.
 * - `AfterQuote`: text after the closing quote.
 * - `Interpolation`: `%(name)s`, which ConfigObj replaced by another value.
 */
export type Doubt = {
  readonly _tag: 'HashInQuotes' | 'HashInText' | 'OpenQuote' | 'AfterQuote' | 'Interpolation'
  readonly column: number
}

const isQuote = (sign: string | undefined): boolean => sign === '"' || sign === "'"

/** Removes a pair of quotes: `'a'` and `"a"` are a. A quote on one side only belongs to the text. */
const unquoted = (text: string): string =>
  text.length > 1 && isQuote(text[0]) && text[0] === text.at(-1) ? text.slice(1, -1) : text

/** The next element, up to a separator or a comment; inside of its quotes neither counts. */
const elementAt = (text: string, from: number, separators: string) => {
  const begin = from + (/^\s*/.exec(text.slice(from))?.[0].length ?? 0)
  const quote = text[begin]
  const close = isQuote(quote) ? text.indexOf(quote ?? '', begin + 1) : -1
  let end = close < 0 ? begin : close + 1
  while (end < text.length && text[end] !== '#' && !separators.includes(text[end] ?? '')) end += 1
  const raw = text.slice(begin, end).trim()
  const hash = close < 0 ? -1 : text.slice(begin, close).indexOf('#')
  const doubts: readonly Doubt[] = [
    ...(hash < 0 ? [] : [{ _tag: 'HashInQuotes' as const, column: begin + hash }]),
    ...(isQuote(quote) && close < 0 ? [{ _tag: 'OpenQuote' as const, column: begin }] : []),
    ...(close >= 0 && close < begin + raw.length - 1 ? [{ _tag: 'AfterQuote' as const, column: close + 1 }] : []),
    ...(text[end] === '#' && end > begin && !/\s/.test(text[end - 1] ?? '')
      ? [{ _tag: 'HashInText' as const, column: end }]
      : []),
  ]
  return { raw, end, doubts }
}

/** The rules of ConfigObj: quotes first, then comments and separators. */
const protectedValue = (text: string, separators: string): ReadValue => {
  const elements: string[] = []
  const doubts: Doubt[] = []
  let at = 0
  for (;;) {
    const { raw, end, doubts: more } = elementAt(text, at, separators)
    elements.push(raw)
    doubts.push(...more)
    at = end
    if (at >= text.length || text[at] === '#') break
    at += 1
  }
  const raw = text.slice(0, at).trim()
  const interpolation = text.slice(0, at).search(/%\([^()]+\)s/)
  if (interpolation >= 0) doubts.push({ _tag: 'Interpolation', column: interpolation })
  // `a,` is a list of one
  const listed = elements.length > 1 && elements.at(-1) === '' ? elements.slice(0, -1) : elements
  return {
    value: elements.length > 1 ? listed.map(unquoted) : unquoted(elements[0] ?? ''),
    raw: elements.length > 1 ? raw : unquoted(raw),
    doubts,
  }
}

/** The rules of smarthome.py 1.0 and SmartHomeNG: the comment first, then bars, then quotes. */
const plainValue = (text: string): ReadValue => {
  const hash = text.indexOf('#')
  const raw = (hash < 0 ? text : text.slice(0, hash)).trim()
  const value = raw.includes('|') ? raw.split('|').map((element) => unquoted(element.trim())) : unquoted(raw)
  return { value, raw, doubts: [] }
}

const SEPARATORS = { comma: ',', bar: '|', both: '|,' } as const

/** Reads the text after `key =`. `isList`: the key is one of `LIST_KEYS`. */
export const readValue = (text: string, rules: Rules, isList: boolean): ReadValue => {
  if (!rules.quotesProtect) return plainValue(text)
  const kind = rules.lists === 'known' ? (isList ? 'both' : 'bar') : rules.lists
  return protectedValue(text, SEPARATORS[kind])
}
