/** A call in AMI's words: the Originate action, and the reading of its reply. */
import * as O from 'fp-ts/lib/Option.js'
import { refusal } from '../request/reply.js'
import type { ReadReply } from '../request/request.js'
import type { CallReason, Failure } from '../failure.js'
import type { Action } from '../protocol/action.js'
import { count } from '../protocol/value.js'
import type { Frame } from '../protocol/frame.js'
import { type CallerId, callerIdMistake, callerIdText, quoted } from './callerId.js'

/** A source that has answered. */
export interface Answered {
  /** The source's channel: `PJSIP/200-00000003`. */
  readonly channel: string
  readonly uniqueid: string
}

/** The options of a call; all may be left out. */
export interface CallOptions {
  readonly callerId?: CallerId | undefined
  /** The milliseconds for which the source may ring; two seconds later the action fails. 30 s */
  readonly timeout?: number | undefined
  /** Channel variables of the source's channel. */
  readonly variables?: Readonly<Record<string, string>> | undefined
  readonly account?: string | undefined
  /** Connects before the answer, so that announcements are audible. */
  readonly earlyMedia?: boolean | undefined
}

/** Asterisk counts milliseconds in 32 bits; the rest is for the time of the answer. */
const LONGEST_RING = 2_000_000_000

const OPTION_NAMES: readonly string[] = ['callerId', 'timeout', 'variables', 'account', 'earlyMedia']

/** `pbx.c:pbx_dial_reason`, the same numbers in every version. */
const REASONS: Readonly<Record<number, CallReason>> = { 1: 'cancelled', 3: 'noAnswer', 5: 'busy', 8: 'congestion' }

/** The outcome of a call that Asterisk accepted, where no event tells more. */
export const fateUnknown = (why: string, needs: readonly string[]): Failure => ({
  _tag: 'FateUnknown',
  action: 'Originate',
  why,
  needs,
})

/**
 * A variable as one argument of Asterisk, which splits at commas, drops a blank in front, and removes quotes and backslashes
 * (`app.c:__ast_app_separate_args`). A backslash keeps the character behind it.
 */
const variableText = (name: string, value: string): string =>
  `${name.replace(/[",\\]|^[\0-\x20]/g, '\\$&')}=${quoted(value)}`

const mistakeInVariables = (variables: Readonly<Record<string, unknown>>): string | undefined => {
  for (const [name, value] of Object.entries(variables)) {
    if (name === '') return 'a variable needs a name'
    if (name.includes('=')) return 'the name of a variable must not contain =: the value begins there'
    if (typeof value !== 'string') return 'the value of a variable must be a text'
  }
  return undefined
}

/** The reason why a call cannot be placed. Asterisk would accept an empty extension, and fail later without a reason. */
export const mistake = ({ source, dest, context, options }: Wanted): string | undefined => {
  if (!/^[^/\s]+\/./.test(source))
    return `the source needs its technology, such as PJSIP/${source === '' ? '200' : source}`
  if (!isName(dest) || !isName(context)) return 'it needs an extension and a context'
  const strange = Object.keys(options).find((name) => !OPTION_NAMES.includes(name))
  if (strange !== undefined) return `a call has no option ${strange}; its options are ${OPTION_NAMES.join(', ')}`
  const { callerId, variables, timeout = 1 } = options
  if (!(timeout > 0 && timeout <= LONGEST_RING))
    return `timeout must be a number of milliseconds, more than 0 and at most ${LONGEST_RING}`
  return mistakeInVariables(variables ?? {}) ?? (callerId === undefined ? undefined : callerIdMistake(callerId))
}

const isName = (value: unknown): boolean => typeof value === 'string' && value !== ''

/** Reason 0 is ambiguous: an unregistered phone, or a device of chan_sip where that driver is gone. */
const hintFor = (source: string, code: number): O.Option<string> => {
  const name = /^SIP\/(.+)$/i.exec(source)?.[1]
  if (code !== 0) return O.none
  return name === undefined
    ? O.some('is it registered, and is its technology right?')
    : O.some(`Asterisk 21 and newer have no chan_sip; if this one has none, use PJSIP/${name}`)
}

/** Reads the reply. `accepted` runs when Asterisk has accepted the action. */
export const outcomeOf =
  (source: string, hears: boolean, accepted: () => void): ReadReply<Answered> =>
  (frame, observer) => {
    if (frame.response === 'Success') {
      accepted()
      return hears
        ? 'more'
        : fateUnknown('only OriginateResponse shows it, and the option events leaves it out; add call to it', [])
    }
    if (frame.response !== undefined) return refusedCall(source, frame)
    if (frame.event !== 'OriginateResponse') return 'more'
    if (frame.exact('Response') === 'Success') {
      observer.next({ channel: frame.exact('Channel') ?? '', uniqueid: frame.exact('Uniqueid') ?? '' })
      return 'done'
    }
    const code = O.getOrElse(() => 0)(count(frame.exact('Reason')))
    return {
      _tag: 'CallFailed',
      source,
      reason: REASONS[code] ?? 'failed',
      code: O.some(code),
      hint: hintFor(source, code),
    }
  }

const refusedCall = (source: string, frame: Frame): Failure => {
  const refused = refusal('Originate', frame)
  return refused._tag === 'Refused' && refused.message.startsWith('Extension does not exist')
    ? { _tag: 'CallFailed', source, reason: 'noExtension', code: O.none, hint: O.none }
    : refused
}

/** The arguments of a call. */
export interface Wanted {
  readonly source: string
  readonly dest: string
  readonly context: string
  readonly options: CallOptions
}

/** Rings `source` for `ring` milliseconds. The channel has our Uniqueid from the start, so that the call can be cancelled. */
export const originate = (wanted: Wanted, ring: number, uniqueid: string): Action => ({
  Action: 'Originate',
  Channel: wanted.source,
  Exten: wanted.dest,
  Context: wanted.context,
  Priority: 1,
  Timeout: Math.max(1, Math.round(ring)),
  CallerID: wanted.options.callerId === undefined ? undefined : callerIdText(wanted.options.callerId),
  Account: wanted.options.account,
  EarlyMedia: wanted.options.earlyMedia,
  Variable: Object.entries(wanted.options.variables ?? {}).map(([name, value]) => variableText(name, value)),
  ChannelId: uniqueid,
  Async: true,
})
