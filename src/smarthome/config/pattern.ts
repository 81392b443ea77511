/** Patterns of item paths: `*.fon`, `office.?on`. A star also matches dots, like in smarthome.py. */

/**
 * True if the path matches the pattern. Without a regular expression, which would try every way to divide the path among the stars. To
 * give the last star more characters is enough.
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

/** A test for the paths that match a pattern. */
export const matching =
  (pattern: string): ((path: string) => boolean) =>
  (path) =>
    fitting(pattern, path)

/** A test for the items of a `watch_item`: a pattern of paths; in `path:attribute` the item must also have the attribute. */
export const watching = (
  written: string,
): ((item: { readonly path: string; readonly attributes: ReadonlyMap<string, unknown> }) => boolean) => {
  const [pattern = '', attribute] = written.split(':', 2)
  const fits = matching(pattern)
  return ({ path, attributes }) => fits(path) && (attribute === undefined || attributes.has(attribute))
}
