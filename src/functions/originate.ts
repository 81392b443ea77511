/** A call in AMI's words: the order, and what its answers mean. */
import * as O from 'fp-ts/lib/Option.js'
import { refusal } from '../request/reply.js'
import type { Answer } from '../request/request.js'
import type { CallReason, Failure } from '../failure.js'
import type { Action } from '../protocol/action.js'
import { count } from '../protocol/value.js'
import type { Frame } from '../protocol/frame.js'

/** A call that the source has answered. */
export interface Call {
  /** The source's channel: `PJSIP/200-00000003`. */
  readonly channel: string
  readonly uniqueid: string
}

/** Who seems to be calling: a text such as `Door <30>`, or its parts. */
export type CallerId = string | { readonly name?: string; readonly number: string }

/** How a call is placed; all is optional. */
export interface CallOptions {
  /** How long the source may ring, in milliseconds; two seconds later the action fails. 30 s */
  readonly timeout?: number
  /** Channel variables of the source's channel. */
  readonly variables?: Readonly<Record<string, string>>
  readonly account?: string
  /** Connects before the answer, to hear announcements. */
  readonly earlyMedia?: boolean
}

/** `pbx.c:pbx_dial_reason`, the same numbers in every version. */
const REASONS: Readonly<Record<number, CallReason>> = { 1: 'cancelled', 3: 'noAnswer', 5: 'busy', 8: 'congestion' }

/** The outcome of a call that Asterisk accepted and of which we are told nothing more. */
export const untold = (why: string, needs: readonly string[]): Failure => ({
  _tag: 'FateUnknown',
  action: 'Originate',
  why,
  needs,
})

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`

const callerIdText = (callerId: CallerId): string =>
  typeof callerId === 'string'
    ? callerId
    : callerId.name === undefined
      ? `<${callerId.number}>`
      : `${quoted(callerId.name)} <${callerId.number}>`

/** Why a call cannot be asked for. An empty extension would be accepted by Asterisk, and fail later without a reason. */
export const mistake = ({ source, dest, context, options }: Wanted): string | undefined => {
  if (!/^[^/\s]+\/./.test(source))
    return `the source needs its technology, such as PJSIP/${source === '' ? '200' : source}`
  if (dest === '' || context === '') return 'it needs an extension and a context'
  const wrong = Object.keys(options.variables ?? {}).find((name) => !/^[^\s,="\\]+$/.test(name))
  if (wrong !== undefined) return 'a variable has a name that Asterisk could not read'
  const ring = options.timeout ?? 1
  return ring > 0 && ring < 2_000_000_000 ? undefined : 'timeout is a positive number of milliseconds'
}

/** A device of chan_sip looks like an unregistered phone where that driver is gone: Reason 0 tells neither. */
const hintFor = (source: string, code: number): O.Option<string> => {
  const name = /^SIP\/(.+)$/i.exec(source)?.[1]
  if (code !== 0) return O.none
  return name === undefined
    ? O.some('is it registered, and is its technology right?')
    : O.some(`chan_sip is gone since Asterisk 21; if this Asterisk has none, the phone is PJSIP/${name}`)
}

/** Reads what comes back; `accepted` is called when Asterisk has taken the order. */
export const outcomeOf =
  (source: string, hears: boolean, accepted: () => void): Answer<Call> =>
  (frame, asker) => {
    if (frame.response === 'Success') {
      accepted()
      return hears
        ? 'more'
        : untold('the option events keeps OriginateResponse out, which alone tells it; let it include call', [])
    }
    if (frame.response !== undefined) return refusedCall(source, frame)
    if (frame.event !== 'OriginateResponse') return 'more'
    if (frame.exact('Response') === 'Success') {
      asker.next({ channel: frame.exact('Channel') ?? '', uniqueid: frame.exact('Uniqueid') ?? '' })
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

/** A call as arguments. */
export interface Wanted {
  readonly source: string
  readonly dest: string
  readonly context: string
  readonly callerId: CallerId | undefined
  readonly options: CallOptions
}

/** Rings `source` for `ring` milliseconds, on a channel that has our Uniqueid from the start so that it can be cancelled. */
export const originate = (wanted: Wanted, ring: number, uniqueid: string): Action => ({
  Action: 'Originate',
  Channel: wanted.source,
  Exten: wanted.dest,
  Context: wanted.context,
  Priority: 1,
  Timeout: Math.round(ring),
  CallerID: wanted.callerId === undefined ? undefined : callerIdText(wanted.callerId),
  Account: wanted.options.account,
  EarlyMedia: wanted.options.earlyMedia,
  Variable: Object.entries(wanted.options.variables ?? {}).map(([name, value]) => `${name}=${quoted(value)}`),
  ChannelId: uniqueid,
  Async: true,
})
