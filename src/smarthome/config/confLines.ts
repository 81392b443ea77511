/** The text of a .conf → its lines, those joined that belong together, each sign with its place. */
import type { Rules } from './dialect.js'

/** Where a piece of a joined line came from; `line` counts from 1. */
interface Origin {
  readonly from: number
  readonly line: number
  readonly indent: number
}

/** A line without its end; a joined one has its followers' text. */
export interface Line {
  readonly text: string
  readonly origins: readonly Origin[]
}

const BOM = /^\uFEFF/
const LINE_END = /\r\n|\n|\r/
const TRIPLE = /^\s*('''|""")/

export const isComment = (line: string): boolean => /^\s*(?:#|$)/.test(line)

/** `key = value`. By hand: what a pattern with two runs of blanks takes for a long line grows by the cube. */
export const entryIn = (text: string) => {
  const equals = text.indexOf('=')
  if (equals < 0) return undefined
  const written = text.slice(0, equals)
  const key = written.trim()
  return { key, indent: written.length - written.trimStart().length, value: text.slice(equals + 1) }
}

/** The quote of a text that this line begins and does not end. */
const opensTriple = (line: string): string | undefined => {
  const value = isComment(line) ? undefined : entryIn(line)?.value
  const quote = TRIPLE.exec(value ?? '')?.[1]
  return value !== undefined && quote !== undefined && value.split(quote).length === 2 ? quote : undefined
}

/** What is between triple quotes, if the value is such a text. */
export const tripleQuoted = (value: string, rules: Rules): string | undefined => {
  const quote = rules.tripleQuotes ? TRIPLE.exec(value)?.[1] : undefined
  if (quote === undefined) return undefined
  const begin = value.indexOf(quote) + quote.length
  const end = value.indexOf(quote, begin)
  return end < 0 ? undefined : value.slice(begin, end)
}

/** By hand, as a copy of all that follows for each text would take time by the square. */
const closing = (lines: readonly string[], after: number, quote: string): number => {
  let at = after + 1
  while (at < lines.length && lines[at]?.includes(quote) !== true) at += 1
  return at < lines.length ? at : after
}

/** Joins what belongs together: lines that end in a backslash, and texts in triple quotes. */
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

/** Where the sign of a line stands in the file. */
export const placeIn = ({ origins }: Line, index: number): { readonly line: number; readonly column: number } => {
  const at = Math.max(0, index)
  const origin = origins.findLast(({ from }) => from <= at)
  return { line: origin?.line ?? 0, column: at - (origin?.from ?? 0) + (origin?.indent ?? 0) + 1 }
}
