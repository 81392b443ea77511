/** The search: parts of a name or a number, without accents. */

/** Texts are compared again and again while somebody types. */
const MOST = 5000
const plain = new Map<string, string>()

const plainText = (text: string): string => {
  const known = plain.get(text)
  if (known !== undefined) return known
  if (plain.size > MOST) plain.clear()
  const made = text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
  plain.set(text, made)
  return made
}

/** True where each word of the query is in the text; accents and case do not count. */
export const fits = (query: string, text: string): boolean =>
  plainText(query)
    .split(/\s+/)
    .every((each) => plainText(text).includes(each))

/** A text that can be dialled. */
export const isNumber = (text: string): boolean => /^[+*#]?[\d*#]+$/.test(text)
