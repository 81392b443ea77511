/** A limit for nesting in YAML: yaml works by recursion and would fail at the end of the stack. */
import { CST, Parser } from 'yaml'
import { MAX_DEPTH } from './tree.js'

interface Nested {
  readonly token: CST.Token
  readonly depth: number
}

const inside = ({ token, depth }: Nested): readonly Nested[] => {
  if (token.type === 'document') return token.value === undefined ? [] : [{ token: token.value, depth }]
  if (!CST.isCollection(token)) return []
  return token.items
    .flatMap(({ key, value }) => [key, value])
    .flatMap((each) => (each === undefined || each === null ? [] : [{ token: each, depth: depth + 1 }]))
}

/** The tokens of a text; undefined if the stack was too small for the parser itself. */
const tokensOf = (text: string): readonly CST.Token[] | undefined => {
  try {
    return [...new Parser().parse(text)]
  } catch (cause) {
    if (cause instanceof RangeError) return undefined
    throw cause
  }
}

/** True for a text that nests too deeply. Gives no source location: the size of the stack decides which of the two checks finds it. */
export const isTooDeep = (text: string): boolean => {
  const tokens = tokensOf(text)
  if (tokens === undefined) return true
  const waiting: Nested[] = tokens.map((token) => ({ token, depth: 0 }))
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.depth > MAX_DEPTH) return true
    for (const each of inside(next)) waiting.push(each)
  }
  return false
}
