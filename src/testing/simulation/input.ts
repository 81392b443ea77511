/** Bytes of a client, in pieces of any size → requests, by the rules and limits of Asterisk's reader (`manager.c:get_input`). */

/** One message of a client. */
export interface Request {
  /** Empty for a message without an action. */
  readonly action: string
  /** Lines without their line ends, in order. */
  readonly lines: readonly string[]
  /** The reason why Asterisk cannot read the message. */
  readonly unreadable: string | undefined
  /** The line that repeats the ActionID, or no line. */
  readonly id: readonly string[]
  /** The first value of a header that is not empty, by its name in any case; '' if there is none. */
  readonly get: (name: string) => string
}

/** Bytes of a line with its line end. */
const LONGEST_LINE = 1024
const MOST_LINES = 128

/** The value of a line if the line is that header: the colon must follow the name; bytes below 33 before the value are skipped. */
const valueOf = (line: string, name: string): string | undefined =>
  line.length > name.length && line[name.length] === ':' && line.slice(0, name.length).toLowerCase() === name
    ? line.slice(name.length + 1).replace(/^[\x01-\x20]+/, '')
    : undefined

const requestOf = (all: readonly string[], tooLong: boolean): Request => {
  const lines = all.slice(0, MOST_LINES)
  const get = (name: string): string => {
    const wanted = name.toLowerCase()
    return lines.map((line) => valueOf(line, wanted)).find((value) => value !== undefined && value !== '') ?? ''
  }
  const actionId = get('ActionID')
  const tooMany = all.length > MOST_LINES ? 'Too many lines in message or allocation failure' : undefined
  return {
    action: get('Action'),
    lines,
    get,
    unreadable: tooLong ? 'Failed to parse message: line too long' : tooMany,
    id: actionId === '' ? [] : [`ActionID: ${actionId}`],
  }
}

/** A reader for one session: CRLF and LF end a line, an empty line ends a message, NUL cuts a value. */
export const reader = (next: (request: Request) => void): ((bytes: Uint8Array) => void) => {
  let rest = Buffer.alloc(0)
  let lines: readonly string[] = []
  let tooLong = false

  const take = (line: Buffer): void => {
    if (line.length + 1 > LONGEST_LINE) tooLong = true
    else if (line.length === 0 || (line.length === 1 && line[0] === CR)) {
      const request = requestOf(lines, tooLong)
      lines = []
      tooLong = false
      next(request)
    } else lines = [...lines, textOf(line)]
  }

  return (bytes) => {
    rest = Buffer.concat([rest, bytes])
    for (let end = rest.indexOf(LF); end >= 0; end = rest.indexOf(LF)) {
      const line = rest.subarray(0, end)
      rest = rest.subarray(end + 1)
      take(line)
    }
  }
}

const LF = 10
const CR = 13

const textOf = (line: Buffer): string => {
  const text = line.toString('utf8').replaceAll('\r', '')
  const end = text.indexOf('\0')
  return end < 0 ? text : text.slice(0, end)
}
