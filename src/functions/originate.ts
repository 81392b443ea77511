/** A call in AMI's words: the Originate action, and the reading of its reply. */
import * as O from 'fp-ts/lib/Option.js'
import { refusal } from '../request/reply.js'
import type { ReadReply } from '../request/request.js'
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

/** The caller that the phone shows: a text such as `Door <30>`, or its parts. */
export type CallerId = string | { readonly name?: string | undefined; readonly number: string }

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

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`

const callerIdText = (callerId: CallerId): string =>
  typeof callerId === 'string'
    ? callerId
    : callerId.name === undefined
      ? `<${callerId.number}>`
      : `${quoted(callerId.name)} <${callerId.number}>`

/** The reason why a call cannot be placed. Asterisk would accept an empty extension, and fail later without a reason. */
export const mistake = ({ source, dest, context, options }: Wanted): string | undefined => {
  if (!/^[^/\s]+\/./.test(source))
    return `the source needs its technology, such as PJSIP/${source === '' ? '200' : source}`
  if (dest === '' || context === '') return 'it needs an extension and a context'
  const wrong = Object.keys(options.variables ?? {}).find((name) => !/^[^\s,="\\]+$/.test(name))
  if (wrong !== undefined) return 'a variable has a name that Asterisk could not read'
  const strange = Object.keys(options).find((name) => !OPTION_NAMES.includes(name))
  if (strange !== undefined) return `a call has no option ${strange}; its options are ${OPTION_NAMES.join(', ')}`
  const ring = options.timeout ?? 1
  return ring > 0 && ring < 2_000_000_000 ? undefined : 'timeout must be a positive number of milliseconds'
}

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
  (source: string, hears: boolean, accepted: () => void): ReadReply<Call> =>
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
  Timeout: Math.round(ring),
  CallerID: wanted.options.callerId === undefined ? undefined : callerIdText(wanted.options.callerId),
  Account: wanted.options.account,
  EarlyMedia: wanted.options.earlyMedia,
  Variable: Object.entries(wanted.options.variables ?? {}).map(([name, value]) => `${name}=${quoted(value)}`),
  ChannelId: uniqueid,
  Async: true,
})
