/** The text of a .conf file → its lines. Lines that belong together are joined, and each character keeps its source location. */
import type { Rules } from './dialect.js'

/** The source of one piece of a joined line; `line` counts from 1. */
interface Origin {
  readonly from: number
  readonly line: number
  readonly indent: number
}

/** A line without its line end; a joined line also has the text of the lines after it. */
export interface Line {
  readonly text: string
  readonly origins: readonly Origin[]
}

const BOM = /^\uFEFF/
const LINE_END = /\r\n|\n|\r/
const TRIPLE = /^\s*('''|""")/

export const isComment = (line: string): boolean => /^\s*(?:#|$)/.test(line)

/** The key and the value of `key = value`. Without a regular expression: two runs of blanks in a pattern take cubic time on a long line. */
export const entryIn = (text: string) => {
  const equals = text.indexOf('=')
  if (equals < 0) return undefined
  const written = text.slice(0, equals)
  const key = written.trim()
  return { key, indent: written.length - written.trimStart().length, value: text.slice(equals + 1) }
}

/** The quote of a multi-line text that begins in this line and does not end in it. */
const opensTriple = (line: string): string | undefined => {
  const value = isComment(line) ? undefined : entryIn(line)?.value
  const quote = TRIPLE.exec(value ?? '')?.[1]
  return value !== undefined && quote !== undefined && value.split(quote).length === 2 ? quote : undefined
}

/** The text between triple quotes; undefined for other values. */
export const tripleQuoted = (value: string, rules: Rules): string | undefined => {
  const quote = rules.tripleQuotes ? TRIPLE.exec(value)?.[1] : undefined
  if (quote === undefined) return undefined
  const begin = value.indexOf(quote) + quote.length
  const end = value.indexOf(quote, begin)
  return end < 0 ? undefined : value.slice(begin, end)
}

/** The index of the line with the closing quote. Searches line by line: joining the rest of the file for each text takes quadratic time. */
const closing = (lines: readonly string[], after: number, quote: string): number => {
  let at = after + 1
  while (at < lines.length && lines[at]?.includes(quote) !== true) at += 1
  return at < lines.length ? at : after
}

/** Joins lines that belong together: those that end in a backslash, and texts in triple quotes. */
export const linesOf = (text: string, rules: Rules): readonly Line[] => {
  const lines: Line[] = []
  const rest = text.replace(BOM, '').split(LINE_END)
  for (let index = 0; index < rest.length; index += 1) {
    let line = rest[index] ?? ''
    const origins: Origin[] = [{ from: 0, line: index + 1, indent: 0 }]
    while (rules.continues && line.endsWith('\\') && !isComment(line) && index + 1 < rest.length) {
      index += 1
      const next = rest[index] ?? ''
      const more = next.trimStart()
      origins.push({ from: line.length - 1, line: index + 1, indent: next.length - more.length })
      line = line.slice(0, -1) + more
    }
    const quote = rules.tripleQuotes ? opensTriple(line) : undefined
    for (const last = quote === undefined ? index : closing(rest, index, quote); index < last;) {
      index += 1
      origins.push({ from: line.length + 1, line: index + 1, indent: 0 })
      line = `${line}\n${rest[index] ?? ''}`
    }
    lines.push({ text: line, origins })
  }
  return lines
}

/** The source location of a character of a line. */
export const placeIn = ({ origins }: Line, index: number): { readonly line: number; readonly column: number } => {
  const at = Math.max(0, index)
  const origin = origins.findLast(({ from }) => from <= at)
  return { line: origin?.line ?? 0, column: at - (origin?.from ?? 0) + (origin?.indent ?? 0) + 1 }
}
