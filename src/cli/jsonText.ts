/** Any value as JSON on one line. Values of items and triggers come from users' code: they may be circular, or throw when they are read. */

/** The text for a value that JSON cannot show. */
const UNSHOWN = '(a value that JSON cannot show)'

const withBigInts = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value)

const attempted = (value: unknown): string | undefined => {
  try {
    const text: unknown = JSON.stringify(value, withBigInts)
    // a function and a symbol have no JSON
    return typeof text === 'string' ? text : undefined
  } catch {
    return undefined
  }
}

export const jsonText = (value: unknown): string => attempted(value) ?? JSON.stringify(UNSHOWN)

/** An object whose members are shown one by one: one of them that JSON cannot show costs no other. */
export const jsonObject = (object: Readonly<Record<string, unknown>>): string =>
  attempted(object) ??
  `{${Object.entries(object)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${JSON.stringify(name)}:${jsonText(value)}`]))
    .join(',')}}`
