/** Reads values of JSON: what is not as it should be becomes the value that claims nothing. */

export type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const fields = (value: unknown): Fields => (isObject(value) ? value : {})

export const parsed = (text: string): Fields => {
  try {
    return fields(JSON.parse(text))
  } catch {
    return {}
  }
}

export const text = (value: unknown): string => (typeof value === 'string' ? value : '')

export const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)

export const numberOrNull = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null

export const number = (value: unknown): number => numberOrNull(value) ?? 0

export const flag = (value: unknown): boolean => value === true

export const orNull = <A>(value: unknown, read: (value: Fields) => A): A | null =>
  isObject(value) ? read(value) : null

/** Undefined where there is no list: not known is never empty. */
export const list = <A>(value: unknown, read: (value: Fields) => A): readonly A[] | undefined =>
  Array.isArray(value) ? value.filter(isObject).map(read) : undefined

export const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
