/** An action → the text that asks Asterisk for it, or the reason why it must not leave. */
import * as E from 'fp-ts/lib/Either.js'
import type { Failure } from '../failure.js'

/** What a header may hold: an array repeats the header, `undefined` leaves it out, booleans are written `true` and `false`. */
export type HeaderValue = Scalar | readonly string[] | undefined

/** What one line of an action may hold. */
export type Scalar = string | number | boolean

/**
 * An action by its wire name, and its headers in the order in which they are to be sent. The ActionID is not yours to give.
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

/**
 * An action that the catalog does not know, or that is meant to pass by it: what `custom` makes.
 *
 * @example
 * import { custom, type Custom } from 'rx-asterisk'
 *
 * const reset = (Device: string): Custom => custom({ Action: 'DongleReset', Device })
 */
export class Custom {
  readonly action: Action

  constructor(action: Action) {
    this.action = action
  }
}

/**
 * The untyped way to `send` and `list`: for modules outside Asterisk's own tree, and for names that are only known at run time. What must
 * not leave is refused all the same.
 *
 * @example
 * import { connect, custom } from 'rx-asterisk'
 *
 * const asterisk = connect({ username: 'admin', password: 'secret' })
 * asterisk.perform(asterisk.send(custom({ Action: 'DongleSendSMS', Device: 'dongle0', Number: '+49301', Message: 'ring' })))
 */
export const custom = (action: Action): Custom => new Custom(action)

/** The text of an action once it has its ActionID. */
export type Encoded = (actionId: string) => string

/** Whether the answer is one response or a list of items. */
export type AnswerForm = 'response' | 'list'

/** Asterisk's input buffer of 1,024 bytes holds a line and its CRLF (`manager.c:get_input`). */
const LONGEST_LINE = 1022
/** `AST_MAX_MANHEADERS`, the ActionID included. */
const MOST_LINES = 128
/** What a header name may not hold: it would end the name, or the line. */
const NOT_IN_NAME = /[\s:\0]/
const ENDS_LINE = /[\r\n\0]/
/** One line, and no byte below 33 leads: Asterisk skips those (`__astman_get_header`), so they could not arrive. */
const ARRIVES = /^(?:[^\0-\x20][^\r\n\0]*)?$/

/** Encodes an action. Left: `InvalidAction`, which names the header and the reason but never shows a value. */
export const encode = (action: Action, form: AnswerForm): E.Either<Failure, Encoded> => {
  const headers = headersOf(action)
  const why = tooMany(headers) ?? unwritable(headers) ?? forbidden(headers, form)
  return why === undefined
    ? E.right(written(headers))
    : E.left({ _tag: 'InvalidAction', action: printable(action.Action), why })
}

const printable = (name: unknown): string =>
  typeof name === 'string' ? name.replace(/[^\x20-\x7e]/g, '?').slice(0, 80) : ''

type Given = readonly [name: string, value: unknown]

/** Pairs in the order given, the action first; the values still as the caller wrote them, who may come from JavaScript. */
const headersOf = (action: Action): readonly Given[] => {
  const given: Given[] = [['Action', action.Action]]
  for (const name of Object.keys(action)) {
    const value: unknown = name === 'Action' ? undefined : action[name]
    if (Array.isArray(value)) for (const each of value) given.push([name, each])
    else if (value !== undefined) given.push([name, value])
  }
  return given
}

const lineOf = ([name, value]: Given): string => `${name}: ${String(value)}`

const written = ([action, ...rest]: readonly Given[]): Encoded => {
  const before = action === undefined ? '' : `${lineOf(action)}\r\nActionID: `
  const after = rest.reduce((text, header) => `${text}${lineOf(header)}\r\n`, '\r\n')
  return (id) => `${before}${id}${after}\r\n`
}

/** Why an action must not leave; undefined when it may. */
type Objection = string | undefined

const tooMany = ({ length }: readonly Given[]): Objection =>
  length < MOST_LINES ? undefined : `it has ${length + 1} lines; Asterisk takes ${MOST_LINES}`

const unwritable = (headers: readonly Given[]): Objection => {
  let why: Objection
  headers.some((header, index) => (why = objectionTo(header, index)) !== undefined)
  return why
}

const objectionTo = ([name, value]: Given, index: number): Objection => {
  if (name === '' || NOT_IN_NAME.test(name)) return `'${printable(name)}' is no header name`
  if (index > 0 && /^action(?:id)?$/i.test(name)) return `${name} is set by this library and cannot be given`
  if (!isWritable(value)) return `${name} holds no text, finite number, boolean or array of texts`
  const text = String(value)
  if (!ARRIVES.test(text))
    return ENDS_LINE.test(text)
      ? `${name} holds a line break or NUL, which would add headers or actions`
      : `${name} begins with a blank, which Asterisk would drop`
  if (index === 0 && !/^\S+$/.test(text)) return 'an action needs a name without blanks'
  if (isLong(name.length + text.length) && Buffer.byteLength(`${name}: ${text}`) > LONGEST_LINE)
    return `${name} makes a line of more than ${LONGEST_LINE} bytes`
  return undefined
}

/** Whether so many characters may be more than a line: each is three bytes of UTF-8 at most. */
const isLong = (characters: number): boolean => 3 * characters + ': '.length > LONGEST_LINE

const isWritable = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)

/** Actions that would stall the session, never be answered, or reach further than they seem to. */
const forbidden = (headers: readonly Given[], form: AnswerForm): Objection => {
  // of what is really sent: an `undefined` must not hide the same header in another case
  const header = (name: string): string => {
    const value = headers.find(([given]) => given.toLowerCase() === name)?.[1]
    return isWritable(value) ? String(value) : ''
  }
  switch (header('action').toLowerCase()) {
    case 'originate':
      return refuseIf(!isTrue(header('async')), 'without `Async: true` it would hold up every other action and event')
    case 'waitevent':
      return refuseIf(true, 'it would hold up every other action; subscribe to event$ instead')
    case 'iaxnetstats':
      return refuseIf(true, 'Asterisk never answers it with a response')
    case 'hangup':
    case 'pjsiphangup':
      return refuseIf(
        form === 'response' && header('channel').startsWith('/'),
        'a Channel that begins with / is a regular expression and ends every channel that matches; ask for it by list()',
      )
    case 'dbdeltree':
      return refuseIf(
        /[%_]/.test(header('family') + header('key')),
        '% and _ are wildcards: it could empty the database',
      )
    default:
      return undefined
  }
}

const refuseIf = (refused: boolean, why: string): Objection => (refused ? why : undefined)

/** The spellings that Asterisk takes for true (`ast_true`). */
const isTrue = (text: string): boolean => /^(?:yes|true|y|t|1|on)$/i.test(text)
