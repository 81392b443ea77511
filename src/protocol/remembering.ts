/** What is made from a name, made once where the name is one of a known set: names that only the wire tells could fill our memory. */
export const remembering = <A>(
  isKnown: (name: string) => boolean,
  make: (name: string) => A,
): ((name: string) => A) => {
  const made = new Map<string, A>()
  return (name) => {
    const before = made.get(name)
    if (before !== undefined) return before
    const fresh = make(name)
    if (isKnown(name)) made.set(name, fresh)
    return fresh
  }
}
