/** YAML or JSON → plain values, with the place of each. Every scalar keeps its text: `2222` is not a number, `no` not a boolean. */
import { isAlias, isMap, isNode, isScalar, isSeq, type Node, parseDocument } from 'yaml'

/** Lines and columns count from 1. */
interface Place {
  readonly line: number
  readonly column: number
}

/** A mistake of the form, before the values count. */
interface FormMistake extends Place {
  readonly message: string
  readonly fix: string
}

/** A file as far as it could be read. */
export interface Tree {
  readonly value: unknown
  readonly mistakes: readonly FormMistake[]
  /** The place of the value at a path; of its nearest part that exists. */
  readonly place: (path: readonly string[], isKey: boolean) => Place
}

const placesIn = (text: string) => {
  const starts = [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map(({ index, 0: end }) => index + end.length)]
  return (offset: number): Place => {
    const line = Math.max(1, starts.findLastIndex((start) => start <= offset) + 1)
    return { line, column: Math.max(0, offset - (starts[line - 1] ?? 0)) + 1 }
  }
}

const keyText = (key: unknown): string => (isScalar(key) && typeof key.value === 'string' ? key.value : '')

/** Plain values of nodes. The mistakes never quote a value, which may be a secret. */
const reader = (at: (offset: number) => Place, mistakes: FormMistake[]) => {
  const mistake = (node: Node | null | undefined, message: string, fix: string): void => {
    mistakes.push({ ...at(node?.range?.[0] ?? 0), message, fix })
  }
  const entry = (seen: Set<string>, key: Node, value: Node | null): readonly (readonly [string, unknown])[] => {
    const name = keyText(key)
    if (seen.has(name)) mistake(key, 'this key exists already in the same map', 'keep one of them')
    if (seen.has(name)) return []
    seen.add(name)
    return [[name, valueOf(value)]]
  }
  const valueOf = (node: Node | null): unknown => {
    if (isAlias(node)) {
      mistake(
        node,
        'a value that begins with * refers to another one, which is not supported',
        'write it out, or quote it',
      )
      return ''
    }
    if (isSeq<Node | null>(node)) return node.items.map(valueOf)
    if (!isMap<Node, Node | null>(node)) return keyText(node)
    const seen = new Set<string>()
    return Object.fromEntries(node.items.flatMap(({ key, value }) => entry(seen, key, value)))
  }
  return valueOf
}

const step = (node: unknown, name: string): { readonly key: Node; readonly value: Node | null } | undefined => {
  if (isSeq<Node>(node)) {
    const value = node.items[Number(name)]
    return value === undefined ? undefined : { key: value, value }
  }
  const found = isMap<Node, Node | null>(node) ? node.items.find(({ key }) => keyText(key) === name) : undefined
  return found === undefined ? undefined : { key: found.key, value: found.value }
}

const offsetAt = (root: unknown, path: readonly string[], isKey: boolean): number => {
  let [node, offset]: [unknown, number] = [root, 0]
  for (const [index, name] of path.entries()) {
    const next = step(node, name)
    if (next === undefined) break
    node = next.value
    const shown = isKey && index === path.length - 1 ? next.key : (next.value ?? next.key)
    offset = shown.range?.[0] ?? offset
  }
  return offset
}

const NOTHING: Tree = { value: {}, mistakes: [], place: () => ({ line: 1, column: 1 }) }

const parsed = (text: string): Tree => {
  const at = placesIn(text)
  const document = parseDocument<Node, false>(text, { schema: 'failsafe', prettyErrors: false, uniqueKeys: false })
  const mistakes: FormMistake[] = document.errors.map(({ code, pos }) => ({
    ...at(pos[0]),
    message: `this is neither YAML nor JSON (${code.toLowerCase().replaceAll('_', ' ')})`,
    fix: 'see docs/mqtt.md for the form',
  }))
  const root: unknown = document.contents
  return {
    value: isNode(root) ? reader(at, mistakes)(root) : {},
    mistakes,
    place: (path, isKey) => at(offsetAt(root, path, isKey)),
  }
}

/** Reads a text. Never throws. */
export const treeOf = (text: string): Tree => {
  try {
    return parsed(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    // yaml works by recursion
    if (!(error instanceof RangeError)) throw error
    return { ...NOTHING, mistakes: [{ line: 1, column: 1, message: 'this is nested too deeply', fix: 'nest less' }] }
  }
}
