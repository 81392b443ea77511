/** What is made from a name, made once where the name is one of a known set: names that only the wire tells could fill our memory. */
export const remembering = <A>(
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
