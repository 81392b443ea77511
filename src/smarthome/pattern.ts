/** Patterns of item paths: `*.fon`, `office.?on`; a star goes over dots too, as in smarthome.py. */

const META = /[.+^${}()|[\]\\]/g

/** Whether a path fits. Compiled once for many paths. */
export const matching = (pattern: string): ((path: string) => boolean) => {
  if (!/[*?]/.test(pattern)) return (path) => path === pattern
  const expression = new RegExp(`^${pattern.replaceAll(META, '\\$&').replaceAll(/\*+/g, '.*').replaceAll('?', '.')}$`)
  return (path) => expression.test(path)
}

/** What `watch_item` says: a pattern, and with `path:attribute` the attribute that an item must have. */
export const watching = (
  written: string,
): ((item: { readonly path: string; readonly attributes: ReadonlyMap<string, unknown> }) => boolean) => {
  const [pattern = '', attribute] = written.split(':', 2)
  const fits = matching(pattern)
  return ({ path, attributes }) => fits(path) && (attribute === undefined || attributes.has(attribute))
}
