/** An action → the text that asks Asterisk for it, or the reason why it must not leave. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
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
/** Asterisk skips the bytes below 33 that lead a value (`__astman_get_header`), so they could not arrive. */
const LOST_BEFORE_VALUE = /^[\x01-\x20]/

/** Encodes an action. Left: `InvalidAction`, which names the header and the reason but never shows a value. */
export const encode = (action: Action, form: AnswerForm): E.Either<Failure, Encoded> =>
  pipe(
    headersOf(action),
    E.fromPredicate(
      (headers) => headers.length < MOST_LINES,
      (headers) => `it has ${headers.length + 1} lines; Asterisk takes ${MOST_LINES}`,
    ),
    E.chain((headers) =>
      pipe(
        headers,
        E.traverseReadonlyArrayWithIndex(toLine),
        E.chainFirst(() => forbidden(headers, form)),
      ),
    ),
    E.bimap(
      (why): Failure => ({ _tag: 'InvalidAction', action: printable(action.Action), why }),
      ([first = '', ...rest]) =>
        (id) =>
          [first, `ActionID: ${id}`, ...rest, '', ''].join('\r\n'),
    ),
  )

const printable = (name: unknown): string =>
  typeof name === 'string' ? name.replace(/[^\x20-\x7e]/g, '?').slice(0, 80) : ''

type Given = readonly [name: string, value: unknown]

/** Pairs in the order given; the values still as the caller wrote them, who may come from JavaScript. */
const headersOf = ({ Action, ...rest }: Action): readonly Given[] => [
  ['Action', Action],
  ...Object.entries(rest).flatMap(([name, value]) =>
    value === undefined ? [] : (Array.isArray(value) ? value : [value]).map((each: unknown) => [name, each] as const),
  ),
]

const toLine = (index: number, [name, value]: Given): E.Either<string, string> => {
  if (name === '' || NOT_IN_NAME.test(name)) return E.left(`'${printable(name)}' is no header name`)
  if (index > 0 && /^action(?:id)?$/i.test(name)) return E.left(`${name} is set by this library and cannot be given`)
  if (!isWritable(value)) return E.left(`${name} holds no text, finite number, boolean or array of texts`)
  const text = String(value)
  if (ENDS_LINE.test(text)) return E.left(`${name} holds a line break or NUL, which would add headers or actions`)
  if (LOST_BEFORE_VALUE.test(text)) return E.left(`${name} begins with a blank, which Asterisk would drop`)
  if (index === 0 && !/^\S+$/.test(text)) return E.left('an action needs a name without blanks')
  const line = `${name}: ${text}`
  if (Buffer.byteLength(line) > LONGEST_LINE) return E.left(`${name} makes a line of more than ${LONGEST_LINE} bytes`)
  return E.right(line)
}

const isWritable = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)

/** Actions that would stall the session, never be answered, or reach further than they seem to. */
const forbidden = (headers: readonly Given[], form: AnswerForm): E.Either<string, void> => {
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
      return E.right(undefined)
  }
}

const refuseIf = (refused: boolean, why: string): E.Either<string, void> => (refused ? E.left(why) : E.right(undefined))

/** The spellings that Asterisk takes for true (`ast_true`). */
const isTrue = (text: string): boolean => /^(?:yes|true|y|t|1|on)$/i.test(text)
