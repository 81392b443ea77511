/**
 * Memoizes what `make` returns for known names. The results for other names are not kept, because such names come from the wire and could
 * fill the memory.
 */
export const memoizeKnown = <A>(
  isKnown: (name: string) => boolean,
  make: (name: string, known: boolean) => A,
): ((name: string) => A) => {
  const made = new Map<string, A>()
  return (name) => {
    const before = made.get(name)
    if (before !== undefined) return before
    const known = isKnown(name)
    const fresh = make(name, known)
    if (known) made.set(name, fresh)
    return fresh
  }
}
