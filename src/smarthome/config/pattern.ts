/** Patterns of item paths: `*.fon`, `office.?on`; a star goes over dots too, as in smarthome.py. */

/**
 * Whether a path fits. By hand, as a regular expression tries every way to share a path among the stars: of what the last star took, it is
 * enough to give it more.
 */
const fitting = (pattern: string, path: string): boolean => {
  let [at, inPattern, star, taken] = [0, 0, -1, 0]
  while (at < path.length) {
    const sign = pattern[inPattern]
    if (sign === '*') {
      star = inPattern
      taken = at
      inPattern += 1
    } else if (sign === '?' || sign === path[at]) {
      at += 1
      inPattern += 1
    } else if (star >= 0) {
      taken += 1
      at = taken
      inPattern = star + 1
    } else return false
  }
  return /^\**$/.test(pattern.slice(inPattern))
}

/** Whether a path fits a pattern. */
export const matching =
  (pattern: string): ((path: string) => boolean) =>
  (path) =>
    fitting(pattern, path)

/** What `watch_item` says: a pattern, and with `path:attribute` the attribute that an item must have. */
export const watching = (
  written: string,
): ((item: { readonly path: string; readonly attributes: ReadonlyMap<string, unknown> }) => boolean) => {
  const [pattern = '', attribute] = written.split(':', 2)
  const fits = matching(pattern)
  return ({ path, attributes }) => fits(path) && (attribute === undefined || attributes.has(attribute))
}
