/** A frame: the headers between two blank lines, in wire order, with repeated names. Its text is parsed when a header is read. */
import type { Header } from './header.js'
import { inspectable, printedHeaders } from './print.js'
import { BLANK, COLON, CR, LF } from './signs.js'

export type { Header }

const LINE_END = '\r\n'

/**
 * One frame of AMI. Its text is searched when a header is read, not before.
 *
 * A header is found by its name as written first, then by its name in any case and without blanks around it (a UserEvent of a dialplan may
 * have the line ` Source: 5`). Of several headers with one name the first wins: Asterisk writes its own headers before those of a caller.
 *
 * @example
 * import { frame } from 'rx-asterisk'
 *
 * const hangup = frame('Event: Hangup', 'Channel: PJSIP/2222-00000001', 'Cause: 16')
 * hangup.get('cause') // '16'
 */
export class Frame {
  /** The frame as it came, without the blank line that ended it. */
  readonly text: string
  /** The name of the event, when the first header is `Event`; an event may also have a header `Response`. */
  readonly event: string | undefined
  /** `Success`, `Error`, `Follows` or `Goodbye`, when the first header is `Response`. */
  readonly response: string | undefined
  #headers: readonly Header[] | undefined
  #actionId: string | undefined | null = null

  constructor(text: string) {
    this.text = text
    this.event = first(text, 'Event:')
    this.response = this.event === undefined ? first(text, 'Response:') : undefined
  }

  /** The value of the first header with that name; undefined when there is none. */
  get(name: string): string | undefined {
    return this.exact(name) ?? this.anyCase(name)
  }

  /** The values of all headers with that name in any case, in wire order. */
  all(name: string): readonly string[] {
    const wanted = name.trim().toLowerCase()
    return this.headers.filter(([given]) => given.trim().toLowerCase() === wanted).map(([, value]) => value)
  }

  /** Every line with a colon, split at the first colon. Other lines are in `text` only. */
  get headers(): readonly Header[] {
    this.#headers ??= headersIn(this.text)
    return this.#headers
  }

  /** The ActionID in Asterisk's spelling. It is searched once, because both requests and streams read it of every frame. */
  get actionId(): string | undefined {
    if (this.#actionId === null) this.#actionId = this.exact('ActionID')
    return this.#actionId
  }

  /** The value of the first header with exactly this name. Faster than `get`, for names that Asterisk writes. */
  exact(name: string): string | undefined {
    const { text } = this
    // Searches for the name without the line end before it. Faster than with the line end (bench: flood): V8 searches for the first
    // character, and every line has a CR
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
      const colon = at + name.length
      if (text.charCodeAt(colon) === COLON && startsLine(text, at)) return valueAt(text, colon + 1)
    }
    return undefined
  }

  private anyCase(name: string): string | undefined {
    const wanted = name.trim().toLowerCase()
    return this.headers.find(([given]) => given.length >= wanted.length && given.trim().toLowerCase() === wanted)?.[1]
  }
}

inspectable(
  Frame.prototype,
  () => 'Frame',
  ({ headers }) => printedHeaders(headers),
)

const first = (text: string, key: string): string | undefined =>
  text.startsWith(key) ? valueAt(text, key.length) : undefined

const startsLine = (text: string, at: number): boolean =>
  at === 0 || (text.charCodeAt(at - 1) === LF && text.charCodeAt(at - 2) === CR)

/** Without the one blank after the colon. */
const valueUpTo = (text: string, afterColon: number, end: number): string =>
  text.slice(text.charCodeAt(afterColon) === BLANK ? afterColon + 1 : afterColon, end)

const valueAt = (text: string, afterColon: number): string => {
  const end = text.indexOf(LINE_END, afterColon)
  return valueUpTo(text, afterColon, end < 0 ? text.length : end)
}

/** A loop over the text: four times as fast as splitting it into lines first (bench: flood). */
const headersIn = (text: string): readonly Header[] => {
  const headers: Header[] = []
  // searched again only where it is passed: lines without a colon cost no more than others
  let colon = text.indexOf(':')
  for (let at = 0; at < text.length && colon >= 0;) {
    const found = text.indexOf(LINE_END, at)
    const end = found < 0 ? text.length : found
    if (colon < end) headers.push([text.slice(at, colon), valueUpTo(text, colon + 1, end)])
    at = end + LINE_END.length
    if (colon < at) colon = text.indexOf(':', at)
  }
  return headers
}

/**
 * A frame from its lines, for tests and for frames from another source than a socket.
 *
 * @example
 * import { frame } from 'rx-asterisk'
 *
 * frame('Event: UserEvent', 'UserEvent: Call', 'Source: 0301')
 */
export const frame = (...lines: readonly string[]): Frame => new Frame(lines.join(LINE_END))

/** The bytes of a frame in memory beside its text: the object, and the parts that are cut out of the text (measured on Node 20). */
const FRAME_BYTES = 300

/** About the bytes that a frame takes while something keeps it. */
export const bytesOf = ({ text }: Frame): number => text.length + FRAME_BYTES
