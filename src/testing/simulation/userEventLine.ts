/** The arguments of the dialplan's UserEvent, split like in Asterisk (`app_userevent.c`, `ast_app_separate_args`). */

interface Cut {
  readonly parts: readonly string[]
  readonly quoted: boolean
  readonly escaped: boolean
  readonly depth: number
}

/** Splits at commas outside of quotes, parentheses and brackets, and removes quotes and backslashes. */
export const splitArguments = (line: string): readonly string[] =>
  Array.from(line).reduce<Cut>(
    (cut, sign) => {
      const { parts, quoted, escaped, depth } = cut
      const add = { ...cut, parts: [...parts.slice(0, -1), (parts.at(-1) ?? '') + sign], escaped: false }
      if (escaped) return add
      if (sign === '\\') return { ...cut, escaped: true }
      if (sign === '"') return { ...cut, quoted: !quoted }
      if (sign === '(' || sign === '[') return { ...add, depth: depth + 1 }
      if (sign === ')' || sign === ']') return { ...add, depth: Math.max(0, depth - 1) }
      return sign === ',' && !quoted && depth === 0 ? { ...cut, parts: [...parts, ''] } : add
    },
    { parts: [''], quoted: false, escaped: false, depth: 0 },
  ).parts

/**
 * The lines after the channel's own: the event's name, then each argument that has a colon. The name of an argument stays as it is, its
 * value is trimmed. An argument without a colon is dropped; of several with the same name the last counts.
 */
export const userEventLines = (line: string): readonly string[] => {
  const [name = '', ...rest] = splitArguments(line)
  const headers = rest.flatMap((part): readonly (readonly [string, string])[] => {
    const colon = part.indexOf(':')
    return colon < 0 ? [] : [[part.slice(0, colon), part.slice(colon + 1).trim()]]
  })
  return [`UserEvent: ${name}`, ...[...new Map(headers)].map(([key, value]) => `${key}: ${value}`)]
}
