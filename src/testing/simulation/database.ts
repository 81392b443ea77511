/** The AstDB: full keys `/family/key` in order, and the wildcards of its trees. */

export interface Database {
  readonly get: (family: string, key: string) => string | undefined
  readonly put: (family: string, key: string, value: string) => void
  /** False for an entry that does not exist. */
  readonly remove: (family: string, key: string) => boolean
  /** Full keys and values below a family, or below a part of it; all entries for an empty family. */
  readonly tree: (family: string, key: string) => readonly (readonly [key: string, value: string])[]
  /** Removes a tree and returns the number of its entries. */
  readonly removeTree: (family: string, key: string) => number
  /** All entries, by `family/key`. */
  readonly entries: () => ReadonlyMap<string, string>
}

const path = (family: string, key: string): string => `/${family}/${key}`

/** Matches the root of a tree and the keys below it by the rules of SQL LIKE: `%` and `_` are wildcards, ASCII case is ignored. */
const below = (family: string, key: string): ((fullKey: string) => boolean) => {
  if (family === '') return () => true
  const root = key === '' ? `/${family}` : path(family, key)
  const pattern = root
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.')
  const like = new RegExp(`^${pattern}(?:/.*)?$`, 'is')
  return (fullKey) => like.test(fullKey)
}

export const database = (initial: Readonly<Record<string, string>>): Database => {
  const store = new Map(Object.entries(initial).map(([key, value]) => [`/${key}`, value]))

  const tree: Database['tree'] = (family, key) => {
    const belongs = below(family, key)
    return [...store].filter(([fullKey]) => belongs(fullKey)).sort(([a], [b]) => (a < b ? -1 : 1))
  }

  return {
    tree,
    get: (family, key) => store.get(path(family, key)),
    put: (family, key, value) => void store.set(path(family, key), value),
    remove: (family, key) => store.delete(path(family, key)),
    removeTree: (family, key) => tree(family, key).filter(([fullKey]) => store.delete(fullKey)).length,
    entries: () => new Map([...store].map(([key, value]) => [key.slice(1), value])),
  }
}
