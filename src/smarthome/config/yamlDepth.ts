/** Whether YAML nests too deeply: yaml works by recursion, and would throw or give up wherever the stack happens to end. */
import { CST, Parser } from 'yaml'
import { DEEPEST } from './tree.js'

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

/** Undefined: even the parser had not stack enough for it. */
const tokensOf = (text: string): readonly CST.Token[] | undefined => {
  try {
    return [...new Parser().parse(text)]
  } catch (cause) {
    if (cause instanceof RangeError) return undefined
    throw cause
  }
}

/** Without a place, since it must not depend on the stack which of the two ways found it. */
export const isTooDeep = (text: string): boolean => {
  const tokens = tokensOf(text)
  if (tokens === undefined) return true
  const waiting: Nested[] = tokens.map((token) => ({ token, depth: 0 }))
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.depth > DEEPEST) return true
    for (const each of inside(next)) waiting.push(each)
  }
  return false
}
