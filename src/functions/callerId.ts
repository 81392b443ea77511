/** The caller that a called phone shows, in the notation that Asterisk reads. */

/** The caller that the phone shows: a text such as `Door <30>`, or its parts. */
export type CallerId = string | { readonly name?: string | undefined; readonly number: string }

/** `manager.c:action_originate` copies a CallerID into 256 bytes, and drops the rest. */
const LONGEST_CALLER_ID = 255

/** The text in quotes, with `"` and `\` escaped (`callerid.c:ast_callerid_parse`, `app.c:__ast_app_separate_args`). */
export const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`

export const callerIdText = (callerId: CallerId): string =>
  typeof callerId === 'string'
    ? callerId
    : callerId.name === undefined
      ? `<${callerId.number}>`
      : `${quoted(callerId.name)} <${callerId.number}>`

/**
 * The number as Asterisk keeps it: without blanks and round brackets, without dashes outside square brackets, and without dots but the last
 * character (`callerid.c:ast_shrink_phone_number`).
 */
const shrunk = (number: string): string => {
  let depth = 0
  return Array.from(number)
    .filter((sign, at, all) => {
      if (sign === '[') depth += 1
      if (sign === ']') depth -= 1
      if (sign === '-') return depth !== 0
      return sign === '.' ? at === all.length - 1 : !'( )'.includes(sign)
    })
    .join('')
}

const isText = (value: unknown): boolean => typeof value === 'string'

const mistakeInParts = ({ name, number }: Exclude<CallerId, string>): string | undefined => {
  if (!isText(number) || !isText(name ?? '')) return 'the name and the number of a caller id must be texts'
  if (/[<>]/.test(number))
    return 'the number of a caller id must not contain < or >: they end the number and begin another'
  return shrunk(number) === number
    ? undefined
    : 'the number of a caller id must not contain blanks, round brackets, dashes or dots: Asterisk drops them'
}

/** The reason why a phone would not show this caller id as it is given. */
export const callerIdMistake = (callerId: CallerId): string | undefined => {
  const wrong = typeof callerId === 'string' ? undefined : mistakeInParts(callerId)
  if (wrong !== undefined) return wrong
  const { length } = new TextEncoder().encode(callerIdText(callerId))
  return length > LONGEST_CALLER_ID
    ? `a caller id has ${LONGEST_CALLER_ID} bytes at most; Asterisk drops the rest, and the number with it`
    : undefined
}
