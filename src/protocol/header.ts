/** Headers as pairs of name and value, and the same headers grouped by name. */

/** One header as it stood on the wire: its name, and its value without the one blank after the colon. */
export type Header = readonly [name: string, value: string]

/** Headers by name: text, or an array of texts where the name repeats. */
export type HeadersByName = Readonly<Record<string, string | readonly string[]>>

export const byName = (headers: readonly Header[]): HeadersByName => {
  const grouped = new Map<string, readonly string[]>()
  for (const [name, value] of headers) grouped.set(name, [...(grouped.get(name) ?? []), value])
  // from entries, so that a header named __proto__ is a header
  return Object.fromEntries(
    [...grouped].map(([name, values]) => [name, values.length > 1 ? values : (values[0] ?? '')]),
  )
}
