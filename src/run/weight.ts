/** The memory that a value takes, as a guess: no program can ask V8 for it. */

/** An object beside its parts. */
const OBJECT_BYTES = 500
/** A number, a flag, or a reference. */
const PART_BYTES = 8
/** The most parts of one value that are counted: more than the names and values of a frame with 10,000 headers. */
const MOST_PARTS = 25_000

/** The parts of an object: of a collection its elements, of all others their names and values. */
const partsOf = (value: object): readonly unknown[] => {
  if (Array.isArray(value)) return value.slice(0, MOST_PARTS)
  if (value instanceof Map) return [...value.keys(), ...value.values()]
  if (value instanceof Set) return [...value]
  const values: readonly unknown[] = Object.values(value)
  return [...Object.keys(value), ...values]
}

/** About the bytes that a value takes, with all values that it refers to. */
export const weightOf = (value: unknown): number => {
  // objects that are added during the loop below are visited by the same loop
  const found = new Set<object>()
  let bytes = 0
  let parts = 0
  const count = (part: unknown): void => {
    parts += 1
    if (typeof part === 'string') bytes += part.length
    else if (typeof part === 'object' && part !== null) found.add(part)
    else bytes += PART_BYTES
  }
  count(value)
  for (const each of found) {
    bytes += OBJECT_BYTES
    if (ArrayBuffer.isView(each)) bytes += each.byteLength
    else
      try {
        for (const part of partsOf(each)) if (parts < MOST_PARTS) count(part)
      } catch {
        // an object whose getters throw
      }
  }
  return bytes
}
