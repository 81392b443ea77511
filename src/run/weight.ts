/** The memory that a value takes, as a guess: no program can ask V8 for it. */

/** An object beside its texts, and the parts cut out of a frame. */
const OBJECT_BYTES = 500
/** A number, a flag, or a reference. */
const PART_BYTES = 8
/** The most parts of one value that are counted: more than the names and values of a frame with 10,000 headers. */
const MOST_PARTS = 25_000

/** The parts of an object: of an event its frame, of a collection its elements, of all others their own values. */
const partsOf = (value: object): readonly unknown[] => {
  if ('frame' in value) return [value.frame]
  if ('text' in value && typeof value.text === 'string') return [value.text]
  if (Array.isArray(value)) return value.slice(0, MOST_PARTS)
  if (value instanceof Map) return Array.from<unknown>(value).flat()
  if (value instanceof Set) return Array.from<unknown>(value)
  return Object.entries<unknown>({ ...value }).flat()
}

const objectBytes = (value: object, rest: unknown[]): number => {
  if (ArrayBuffer.isView(value)) return OBJECT_BYTES + value.byteLength
  try {
    rest.push(...partsOf(value).slice(0, MOST_PARTS))
  } catch {
    // an object whose getters throw
  }
  return OBJECT_BYTES
}

/** About the bytes that a value takes, with all values that it refers to. */
export const bytesOf = (value: unknown): number => {
  const seen = new Set<unknown>()
  const rest: unknown[] = [value]
  let bytes = 0
  for (let parts = 0; rest.length > 0 && parts < MOST_PARTS; parts += 1) {
    const part = rest.pop()
    if (typeof part === 'string') bytes += part.length
    else if (typeof part !== 'object' || part === null) bytes += PART_BYTES
    else if (!seen.has(part)) {
      seen.add(part)
      bytes += objectBytes(part, rest)
    }
  }
  return bytes
}
