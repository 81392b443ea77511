/** A frame: the headers between two blank lines, in wire order, repeated names kept, read lazily. */

import { CR, LF } from './bytes.js'

/** One header as it stood on the wire: its name, and its value without the one blank after the colon. */
export type Header = readonly [name: string, value: string]

const LINE_END = '\r\n'

/**
 * One frame of AMI. Its text is searched only when a header is asked for.
 *
 * Header names are looked up as written first, then in any case and without surrounding blanks (dialplan UserEvents may hold
 * ` Source: 5`). Of several headers with one name the first wins: Asterisk writes its own before those a caller can influence.
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
  /** The event's name, when the first header is `Event`; an event may hold a `Response` header of its own. */
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

  /** Every line that has a colon, split at the first one. Lines without one are only in `text`. */
  get headers(): readonly Header[] {
    this.#headers ??= this.text.split(LINE_END).flatMap(toHeader)
    return this.#headers
  }

  /** The ActionID as Asterisk spells it; searched once, since both correlation and streams ask every frame for it. */
  get actionId(): string | undefined {
    if (this.#actionId === null) this.#actionId = this.exact('ActionID')
    return this.#actionId
  }

  /** The value of the first header with exactly that name: the cheap way for names that Asterisk itself writes. */
  exact(name: string): string | undefined {
    const { text } = this
    // not the line's end and the name at once: a search hops from one first letter to the next, and every line has a CR
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

const BLANK = 32
const COLON = 58

const first = (text: string, key: string): string | undefined =>
  text.startsWith(key) ? valueAt(text, key.length) : undefined

const startsLine = (text: string, at: number): boolean =>
  at === 0 || (text.charCodeAt(at - 1) === LF && text.charCodeAt(at - 2) === CR)

const valueAt = (text: string, afterColon: number): string => {
  const start = text.charCodeAt(afterColon) === BLANK ? afterColon + 1 : afterColon
  const end = text.indexOf(LINE_END, start)
  return end < 0 ? text.slice(start) : text.slice(start, end)
}

const toHeader = (line: string): readonly Header[] => {
  const colon = line.indexOf(':')
  return colon < 0 ? [] : [[line.slice(0, colon), valueAt(line, colon + 1)]]
}

/**
 * A frame from its lines, for tests and for frames that come from elsewhere than a socket.
 *
 * @example
 * import { frame } from 'rx-asterisk'
 *
 * frame('Event: UserEvent', 'UserEvent: Call', 'Source: 0301')
 */
export const frame = (...lines: readonly string[]): Frame => new Frame(lines.join(LINE_END))
