/** An action → its text for Asterisk, or the reason for which it must not be sent. */
import * as E from 'fp-ts/lib/Either.js'
import type { Failure } from '../failure.js'
import { printableText } from './print.js'

/** The value of a header: an array repeats the header, `undefined` leaves the header out, a boolean is written `true` or `false`. */
export type HeaderValue = Scalar | readonly string[] | undefined

/** The value of one line of an action. */
export type Scalar = string | number | boolean

/**
 * An action by its name on the wire, and its headers in the order in which they are sent. The library adds the ActionID.
 *
 * @example
 * import type { Action } from 'rx-asterisk'
 *
 * const pause: Action = { Action: 'QueuePause', Interface: 'PJSIP/2222', Paused: true }
 */
export interface Action {
  readonly Action: string
  readonly [header: string]: HeaderValue
}

/** Makes the text of an action with its ActionID. */
export type Encoded = (actionId: string) => string

/** The form of the answer: one response, or a list of items. */
export type AnswerForm = 'response' | 'list'

/** The input buffer of Asterisk has 1,024 bytes for a line and its CRLF (`manager.c:get_input`). */
const LONGEST_LINE = 1022
/** `AST_MAX_MANHEADERS`, the ActionID included. */
const MOST_LINES = 128
/** A name without a colon, a control character or half a character, and without a blank at its ends. Readers of frames trim names. */
const NAME = /^(?!\s)[^:\0-\x1f\p{Cs}]+(?<!\s)$/u
const ENDS_LINE = /[\r\n\0]/
/** A surrogate without its other half: UTF-8 has no bytes for it. */
const HALF = /\p{Cs}/u
/** One line whose first byte is not below 33: Asterisk skips such bytes (`__astman_get_header`), so they would not arrive. */
const ARRIVES = /^(?:[^\0-\x20\p{Cs}][^\r\n\0\p{Cs}]*)?$/u

/** Encodes an action. Left: `InvalidAction`, with the header and the reason, but never with a value. */
export const encode = (action: Action, form: AnswerForm): E.Either<Failure, Encoded> => {
  const lines = linesOf(action)
  const why = tooMany(lines) ?? unwritable(lines) ?? forbidden(lines, form)
  return why === undefined
    ? E.right(written(lines))
    : E.left({ _tag: 'InvalidAction', action: printableName(action.Action), why })
}

const printableName = (name: unknown): string => (typeof name === 'string' ? printableText(name) : '')

/** A header that is sent. Its value is unchecked, because a JavaScript program has no types. */
interface Line {
  readonly name: string
  readonly value: unknown
}

/** The headers in their order, the action first. */
const linesOf = (action: Action): readonly Line[] => {
  const lines: Line[] = [{ name: 'Action', value: action.Action }]
  for (const name of Object.keys(action)) {
    const value: unknown = name === 'Action' ? undefined : action[name]
    if (Array.isArray(value)) for (const each of value) lines.push({ name, value: each })
    else if (value !== undefined) lines.push({ name, value })
  }
  return lines
}

const textOf = ({ name, value }: Line): string => `${name}: ${String(value)}\r\n`

const written = (lines: readonly Line[]): Encoded => {
  let before = ''
  let after = ''
  lines.forEach((line, index) => {
    if (index === 0) before = `${textOf(line)}ActionID: `
    else after += textOf(line)
  })
  return (id) => `${before}${id}\r\n${after}\r\n`
}

/** The reason for which an action must not be sent; undefined when it may be sent. */
type Objection = string | undefined

const tooMany = ({ length }: readonly Line[]): Objection =>
  length < MOST_LINES ? undefined : `it has ${length + 1} lines; Asterisk accepts ${MOST_LINES} at most`

/** A loop by index: V8 compiles it in half the time of a callback, and this runs for each action (bench: cold). */
const unwritable = (lines: readonly Line[]): Objection => {
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]
    const why = line && objectionTo(line, index)
    if (why !== undefined) return why
  }
  return undefined
}

const objectionTo = ({ name, value }: Line, index: number): Objection => {
  if (!NAME.test(name))
    return `'${printableText(name)}' is not a valid header name: no colon, no control character, and no blank at its ends`
  if (index > 0 && /^action(?:id)?$/i.test(name)) return `${name} is set by this library; leave it out`
  if (!isWritable(value)) return `${name} must be a text, a finite number, a boolean or an array of texts`
  const text = String(value)
  if (!ARRIVES.test(text)) return `${name} ${damageTo(text)}`
  if (index === 0 && !/^\S+$/.test(text)) return 'an action needs a name without blanks'
  if (isLong(name.length + text.length) && Buffer.byteLength(`${name}: ${text}`) > LONGEST_LINE)
    return `${name} makes a line longer than ${LONGEST_LINE} bytes, the most that Asterisk reads`
  return undefined
}

/** The reason for which a text would not arrive as it is. */
const damageTo = (text: string): string => {
  if (ENDS_LINE.test(text)) return 'contains a line break or NUL, which would add headers or actions'
  return HALF.test(text)
    ? 'contains half of a character (a lone surrogate), which UTF-8 cannot express'
    : 'begins with a blank or a control character, which would be lost on the way'
}

/** True if so many characters may exceed a line: each takes three bytes of UTF-8 at most. */
const isLong = (characters: number): boolean => 3 * characters + ': '.length > LONGEST_LINE

const isWritable = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)

/** The value of a header by its name in lower case; '' without one. */
type ValueOf = (name: string) => string

const WAITS = 'without `Async: true` it would delay every other action and event'
const NO_EVENTS = 'it would delay every other action; subscribe to event$ instead'
const PATTERN =
  'a Channel that begins with / is a regular expression and ends every channel that matches; use list() for it'
const WILDCARDS =
  '% and _ are wildcards: entries of other families would be deleted as well; use dbDeleteTree, which deletes one family'

const ofHangup = (valueOf: ValueOf, form: AnswerForm): Objection =>
  refuseIf(form === 'response' && valueOf('channel').startsWith('/'), PATTERN)

/** The rules of actions that can stall the session, that Asterisk never answers, or that can affect more than they seem to. */
const RULES: ReadonlyMap<string, (valueOf: ValueOf, form: AnswerForm) => Objection> = new Map([
  ['originate', (valueOf) => refuseIf(!isTrue(valueOf('async')), WAITS)],
  ['waitevent', () => NO_EVENTS],
  ['iaxnetstats', () => 'Asterisk sends no response to it'],
  ['hangup', ofHangup],
  ['pjsiphangup', ofHangup],
  ['dbdeltree', (valueOf) => refuseIf(/[%_]/.test(valueOf('family') + valueOf('key')), WILDCARDS)],
])

/** Looks for a rule by the name of the action. Most actions have none. */
const forbidden = (lines: readonly Line[], form: AnswerForm): Objection => {
  const rule = RULES.get(String(lines[0]?.value).toLowerCase())
  return rule === undefined ? undefined : rule(valueIn(lines), form)
}

/** Reads only headers that are sent: an `undefined` must not hide the same header in another case. */
const valueIn =
  (lines: readonly Line[]): ValueOf =>
  (name) => {
    const value = lines.find((line) => line.name.toLowerCase() === name)?.value
    return isWritable(value) ? String(value) : ''
  }

const refuseIf = (refused: boolean, why: string): Objection => (refused ? why : undefined)

/** The spellings that Asterisk accepts as true (`ast_true`). */
const isTrue = (text: string): boolean => /^(?:yes|true|y|t|1|on)$/i.test(text)
