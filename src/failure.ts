/** Everything that can go wrong, as one tagged union; `AmiError` carries it where an error channel needs an Error. */
import type * as O from 'fp-ts/lib/Option.js'

/** Why a call did not come about, from `OriginateResponse`'s Reason (Asterisk's `pbx.c:pbx_dial_reason`). */
export type CallReason = 'busy' | 'noAnswer' | 'congestion' | 'noExtension' | 'cancelled' | 'failed'

/**
 * What went wrong. Actions settle with `Refused`, `NotSent`, `FateUnknown`, `TimedOut`, `InvalidAction` or `CallFailed`;
 * the link fails with `Unreachable`, `NotAmi`, `LoginRefused`, `LinkLost` or `LinkSilent`; the rest appears on `fault$`.
 * No case ever holds a secret.
 *
 * @example
 * import { show, type Failure } from 'rx-asterisk'
 *
 * const advice = (failure: Failure): string =>
 *   failure._tag === 'Refused' && failure.needs.length > 0 ? `grant write=${failure.needs.join(' or ')}` : show(failure)
 */
export type Failure =
  /** Asterisk said no. `needs`: the write classes of which any one would allow it, when the reason is permission. */
  | { readonly _tag: 'Refused'; readonly action: string; readonly message: string; readonly needs: readonly string[] }
  /** It never left this program: there was no link in time, or the link was closed. */
  | { readonly _tag: 'NotSent'; readonly action: string; readonly why: string }
  /** It left, and nothing can tell whether it happened. `needs`: the read class whose lack hides the outcome, if that is why. */
  | { readonly _tag: 'FateUnknown'; readonly action: string; readonly why: string; readonly needs: readonly string[] }
  /** It left, the link lives, and no answer came in `after` milliseconds. */
  | { readonly _tag: 'TimedOut'; readonly action: string; readonly after: number }
  /** Refused by this library before sending. */
  | { readonly _tag: 'InvalidAction'; readonly action: string; readonly why: string }
  /** The called party did not answer. `code` is the wire's Reason; none when Asterisk refused the extension at once. */
  | {
      readonly _tag: 'CallFailed'
      readonly source: string
      readonly reason: CallReason
      readonly code: O.Option<number>
      readonly hint: O.Option<string>
    }
  /** No link could be opened. */
  | { readonly _tag: 'Unreachable'; readonly peer: string; readonly why: string; readonly hint: O.Option<string> }
  /** Another protocol answered; nothing secret was sent. */
  | { readonly _tag: 'NotAmi'; readonly greeting: string }
  /** Asterisk did not let us in. */
  | { readonly _tag: 'LoginRefused'; readonly message: string }
  /** The link ended without our asking. */
  | { readonly _tag: 'LinkLost'; readonly why: string }
  /** Nothing at all was heard for `after` milliseconds. */
  | { readonly _tag: 'LinkSilent'; readonly after: number; readonly hint: O.Option<string> }
  /** Bytes that are no frame we can use; `text` is at most the first 200 characters. */
  | { readonly _tag: 'Malformed'; readonly why: string; readonly text: string }
  /** A header's value is not what the catalog, or a codec of yours, says it is; it is none, and text in `event.frame`. */
  | { readonly _tag: 'Undecodable'; readonly event: string; readonly header: string; readonly value: string }
  /** A logic's handler threw. `cause` is what it threw. */
  | { readonly _tag: 'HandlerFailed'; readonly why: string; readonly cause: unknown }
  /** A logic could not keep up: `waiting` values wait, `dropped` were given up since the last such fault. */
  | { readonly _tag: 'Overflow'; readonly waiting: number; readonly dropped: number }
  /** A stream is watched whose events the option `events` keeps out, those of class `needs`: it hears of no change. */
  | { readonly _tag: 'Masked'; readonly stream: string; readonly needs: string }
  /** A cancelled call could not be ended: the phone may still ring. */
  | { readonly _tag: 'MayStillRing'; readonly source: string; readonly because: Failure }

/** The most characters that a failure quotes from the wire. */
export const EXCERPT = 200

/** The beginning of a text, as a copy: a slice would keep the whole frame in memory for as long as the failure lives. */
const excerpt = (text: string): string => [...text.slice(0, EXCERPT)].join('')

/** The failure for bytes that are no usable frame, with the beginning of their text. */
export const malformed = (why: string, text: string): Failure => ({ _tag: 'Malformed', why, text: excerpt(text) })

/** The failure for a header whose value does not match the catalog, or a codec of the user's. */
export const undecodable = (event: string, header: string, value: string): Failure => ({
  _tag: 'Undecodable',
  event,
  header,
  value: excerpt(value),
})

const withHint = (text: string, hint: O.Option<string>): string =>
  hint._tag === 'Some' ? `${text}; ${hint.value}` : text

const granting = (needs: readonly string[], kind: 'read' | 'write'): string =>
  needs.length === 0 ? '' : `; grant this login ${kind}=${needs.join(` or ${kind}=`)} in manager.conf`

const CALL_ENDED: Readonly<Record<CallReason, string>> = {
  busy: 'is busy',
  noAnswer: 'did not answer',
  congestion: 'could not be reached (congestion)',
  noExtension: 'was not called: the extension to connect it with does not exist',
  cancelled: 'hung up or was cancelled',
  failed: 'could not be called',
}

/**
 * One sentence that names the cause and, where one is known, the fix.
 *
 * @example
 * import { show } from 'rx-asterisk'
 *
 * show({ _tag: 'Refused', action: 'DBPut', message: 'Permission denied', needs: ['system'] })
 * // 'DBPut was refused: Permission denied; grant this login write=system in manager.conf'
 */
export const show = (failure: Failure): string => {
  switch (failure._tag) {
    case 'Refused':
      return `${failure.action} was refused: ${failure.message}${granting(failure.needs, 'write')}`
    case 'NotSent':
      return `${failure.action} was not sent: ${failure.why}`
    case 'FateUnknown':
      return `${failure.action} was sent, and its outcome is unknown: ${failure.why}${granting(failure.needs, 'read')}`
    case 'TimedOut':
      return `${failure.action} was sent and not answered within ${failure.after} ms`
    case 'InvalidAction':
      return `${failure.action === '' ? 'the action' : failure.action} cannot be sent: ${failure.why}`
    case 'CallFailed':
      return withHint(`${failure.source} ${CALL_ENDED[failure.reason]}`, failure.hint)
    case 'Unreachable':
      return withHint(`${failure.peer} cannot be reached: ${failure.why}`, failure.hint)
    case 'NotAmi':
      return `the peer does not speak AMI, nothing secret was sent; it said: ${failure.greeting}`
    case 'LoginRefused':
      return `Asterisk refused the login: ${failure.message}`
    case 'LinkLost':
      return `the link was lost: ${failure.why}`
    case 'LinkSilent':
      return withHint(`nothing was heard for ${failure.after} ms`, failure.hint)
    case 'Malformed':
      return `${failure.why}: ${failure.text}`
    case 'Undecodable':
      return `${failure.event} has a header ${failure.header} that means nothing known: ${JSON.stringify(failure.value)}`
    case 'HandlerFailed':
      return `a logic's handler failed: ${failure.why}`
    case 'Overflow':
      return `a logic cannot keep up: ${failure.waiting} values wait, ${failure.dropped} were dropped`
    case 'Masked':
      return `${failure.stream} hears of no change: the option events keeps class ${failure.needs} out; let it include ${failure.needs}`
    case 'MayStillRing':
      return `${failure.source} may still ring, the call could not be cancelled: ${show(failure.because)}`
  }
}

/**
 * The one Error of this library: what stands in an error channel. `failure` tells what happened, `message` says it in a sentence.
 *
 * @example
 * import { AmiError, connect } from 'rx-asterisk'
 *
 * connect({ username: 'admin', password: 'secret' })
 *   .dbRead('dnd/office')
 *   .subscribe({ error: (error) => console.error(error instanceof AmiError ? error.failure._tag : error) })
 */
export class AmiError extends Error {
  override readonly name = 'AmiError'
  readonly failure: Failure

  constructor(failure: Failure) {
    super(show(failure))
    this.failure = failure
  }
}

/** What an error channel brought, as a failure; undefined for what is not ours. */
export const failureOf = (error: unknown): Failure | undefined =>
  error instanceof AmiError ? error.failure : undefined
