/** Failures: one tagged union for all of them, and `AmiError`, which carries a failure through an error channel. */
import type * as O from 'fp-ts/lib/Option.js'

/** The reason for which a call failed, from the Reason of `OriginateResponse` (Asterisk's `pbx.c:pbx_dial_reason`). */
export type CallReason = 'busy' | 'noAnswer' | 'congestion' | 'noExtension' | 'cancelled' | 'failed'

/**
 * A failure as a value. An action fails with `Refused`, `NotSent`, `FateUnknown`, `TimedOut`, `InvalidAction` or `CallFailed`, and an action
 * that is not sent yet with `LoginRefused` too. A link fails with `Unreachable`, `NotAmi`, `LoginRefused`, `LinkLost` or `LinkSilent`.
 * The rest appears on `fault$`. No case contains a secret.
 *
 * @example
 * import { show, type Failure } from 'rx-asterisk'
 *
 * const advice = (failure: Failure): string =>
 *   failure._tag === 'Refused' && failure.needs.length > 0 ? `grant write=${failure.needs.join(' or ')}` : show(failure)
 */
export type Failure =
  /** Asterisk refused the action. `needs`: the write classes of which any one would allow it, when a permission is missing. */
  | { readonly _tag: 'Refused'; readonly action: string; readonly message: string; readonly needs: readonly string[] }
  /** The action was not sent: there was no link in time, or the link was closed. */
  | { readonly _tag: 'NotSent'; readonly action: string; readonly why: string }
  /**
   * The action was sent, and its outcome cannot be known. `needs`: the read class that is missing, where the outcome needs one. `uniqueid`
   * and `channel`: of a call, the Uniqueid that its channel has if there is one, and the channel's name where it was seen.
   */
  | {
      readonly _tag: 'FateUnknown'
      readonly action: string
      readonly why: string
      readonly needs: readonly string[]
      readonly uniqueid?: O.Option<string> | undefined
      readonly channel?: O.Option<string> | undefined
    }
  /** The action was sent, the link works, and no answer came in `after` milliseconds. */
  | { readonly _tag: 'TimedOut'; readonly action: string; readonly after: number }
  /** This library refused to send the action. */
  | { readonly _tag: 'InvalidAction'; readonly action: string; readonly why: string }
  /**
   * The source was not reached. `code` is the Reason on the wire; none when Asterisk refused the extension at once. `legs`: the failure of
   * each phone, where several were called.
   */
  | {
      readonly _tag: 'CallFailed'
      readonly source: string
      readonly reason: CallReason
      readonly code: O.Option<number>
      readonly hint: O.Option<string>
      readonly legs?: readonly Failure[] | undefined
    }
  /** No link could be opened. */
  | { readonly _tag: 'Unreachable'; readonly peer: string; readonly why: string; readonly hint: O.Option<string> }
  /** A server of another protocol answered; no secret was sent to it. */
  | { readonly _tag: 'NotAmi'; readonly greeting: string }
  /** Asterisk refused the login. */
  | { readonly _tag: 'LoginRefused'; readonly message: string }
  /** The link ended, and this program had not closed it. */
  | { readonly _tag: 'LinkLost'; readonly why: string }
  /** No byte arrived for `after` milliseconds. */
  | { readonly _tag: 'LinkSilent'; readonly after: number; readonly hint: O.Option<string> }
  /** Bytes that are no usable frame; `text` is at most the first 200 characters. */
  | { readonly _tag: 'Malformed'; readonly why: string; readonly text: string }
  /** A header's value does not fit the catalog, or a codec of yours. The header is none, and its text is in `event.frame`. */
  | { readonly _tag: 'Undecodable'; readonly event: string; readonly header: string; readonly value: string }
  /** The handler of a logic threw `cause`. */
  | { readonly _tag: 'HandlerFailed'; readonly why: string; readonly cause: unknown }
  /** A logic is too slow: `waiting` values wait, and `dropped` values were dropped since the last such fault. */
  | { readonly _tag: 'Overflow'; readonly waiting: number; readonly dropped: number }
  /**
   * A stream is subscribed that needs events of class `needs`, and the option `events` leaves them out: the stream gets no changes. With a
   * `server`, of a fleet: its gateway does not publish events of the stream; `needs` are the names that its option `publish` lacks.
   */
  | {
      readonly _tag: 'Masked'
      readonly stream: string
      readonly needs: string
      readonly server?: string | undefined
    }
  /** Hanging up a cancelled call failed: the phone may still ring. */
  | { readonly _tag: 'MayStillRing'; readonly source: string; readonly because: Failure }
  /** Ending a recording failed: Asterisk may record the channel until its call ends. */
  | { readonly _tag: 'MayStillRecord'; readonly channel: string; readonly because: Failure }
  /** The link to the bus is lost, or the bus did not answer. */
  | { readonly _tag: 'BusLost'; readonly why: string; readonly hint: O.Option<string> }
  /** The user of the bus may not publish or subscribe to a subject that is needed. */
  | { readonly _tag: 'BusRefused'; readonly does: 'publish' | 'subscribe'; readonly subject: string }
  /** The bus refused the login before a link was ever open. */
  | { readonly _tag: 'BusLoginRefused'; readonly peer: string; readonly why: string }
  /** A gateway writes no more until the log of `server` shows who leads. */
  | { readonly _tag: 'Fenced'; readonly server: string; readonly why: string }
  /** A frame or an action has `bytes` bytes, and the bus takes `most`: it was dropped. */
  | { readonly _tag: 'TooBig'; readonly what: string; readonly bytes: number; readonly most: number }
  /** The handlers of a group failed `tries` times with one event; it is given to none of them again. `id`: the same at each try. */
  | { readonly _tag: 'GaveUp'; readonly event: string; readonly id: string; readonly tries: number }

/** Receives the failures that no action waits for. `fault$` emits the failures of a connection. */
export type FailureReporter = (failure: Failure) => void

/** A failure quotes at most so many characters from the wire. */
export const EXCERPT = 200

/** The beginning of a text, as a copy: a slice would keep the whole frame in memory as long as the failure. */
const excerpt = (text: string): string => Array.from(text.slice(0, EXCERPT)).join('')

/** The failure for bytes that are no usable frame, with the beginning of their text. */
export const malformed = (why: string, text: string): Failure => ({ _tag: 'Malformed', why, text: excerpt(text) })

/** The failure for a header whose value does not fit the catalog, or a codec of the user's. */
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

/** Asterisk gives one text for an unknown user, a wrong secret and an address that the user may not use (`manager.c:authenticate`). */
export const WRONG_LOGIN = 'Authentication failed'
const LOGIN_CAUSES =
  '; check in manager.conf the name of the user, its secret, and that permit= and deny= let this address in'

const CALL_ENDED: Readonly<Record<CallReason, string>> = {
  busy: 'is busy',
  noAnswer: 'did not answer',
  congestion: 'could not be reached (congestion)',
  noExtension: 'was not called: the extension to connect it with does not exist',
  cancelled: 'hung up or was cancelled',
  failed: 'could not be called',
}

/**
 * One sentence with the cause and, if known, the fix.
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
      return failure.legs === undefined || failure.legs.length === 0
        ? withHint(`${failure.source} ${CALL_ENDED[failure.reason]}`, failure.hint)
        : `nobody answered: ${[...new Set(failure.legs.map(show))].join('; ')}`
    case 'Unreachable':
      return withHint(`${failure.peer} cannot be reached: ${failure.why}`, failure.hint)
    case 'NotAmi':
      return `the server does not speak AMI; no secret was sent to it; its first bytes: ${failure.greeting}`
    case 'LoginRefused':
      return `Asterisk refused the login: ${failure.message}${failure.message === WRONG_LOGIN ? LOGIN_CAUSES : ''}`
    case 'LinkLost':
      return `the link was lost: ${failure.why}`
    case 'LinkSilent':
      return withHint(`no byte arrived for ${failure.after} ms`, failure.hint)
    case 'Malformed':
      return `${failure.why}: ${failure.text}`
    case 'Undecodable':
      return `the header ${failure.header} of ${failure.event} cannot be decoded: ${JSON.stringify(failure.value)}`
    case 'HandlerFailed':
      return `a logic's handler failed: ${failure.why}`
    case 'Overflow':
      return `a logic is too slow: ${failure.waiting} values wait, ${failure.dropped} were dropped`
    case 'Masked':
      return failure.server === undefined
        ? `${failure.stream} gets no changes: the option events leaves out class ${failure.needs}; add ${failure.needs} to it`
        : `${failure.stream} misses events: the gateway of ${failure.server} does not publish ${failure.needs}; add this to its option publish (--publish), beside all else that programs read`
    case 'MayStillRing':
      return `${failure.source} may still ring, because the call could not be cancelled: ${show(failure.because)}`
    case 'MayStillRecord':
      return `${failure.channel} may still be recorded, because the recording could not be ended: ${show(failure.because)}`
    case 'BusLost':
      return withHint(`the bus is lost: ${failure.why}`, failure.hint)
    case 'BusRefused':
      return `the user of the bus may not ${failure.does} to ${failure.subject}; allow it in the permissions of the NATS server`
    case 'BusLoginRefused':
      return `${failure.peer} refused the login: ${failure.why}; check the user and the password, the nkey, or the credentials of the bus`
    case 'Fenced':
      return `the gateway of ${failure.server} writes no more until the log shows who leads: ${failure.why}`
    case 'TooBig':
      return `${failure.what} was dropped: it has ${failure.bytes} bytes, and the bus takes ${failure.most}; raise max_payload of the NATS server`
    case 'GaveUp':
      return `no worker could handle ${failure.event} (${failure.id}) in ${failure.tries} tries`
  }
}

/**
 * The only Error class of this library, for the error channel of Observables. `failure` is the failure, and `message` a sentence about it.
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

/** A value that a program threw, as text. The value may be hostile: without a text form, or with getters that throw. */
export const thrownText = (error: unknown): string => {
  try {
    const text: unknown = error instanceof Error ? error.message : String(error)
    return typeof text === 'string' ? text : typeof text
  } catch {
    return 'it threw a value without a text form'
  }
}

/** A value of a program as JSON, for a failure. The value may be circular, a BigInt, or have getters that throw. */
export const jsonText = (value: unknown): string => {
  try {
    const text: unknown = JSON.stringify(value)
    return typeof text === 'string' ? text : typeof value
  } catch {
    return thrownText(value)
  }
}

/**
 * Anything that was thrown, as a failure: the one that an `AmiError` carries, else `HandlerFailed`. Never throws, whatever it is given.
 *
 * @example
 * import { asFailure, show } from 'rx-asterisk'
 *
 * process.on('unhandledRejection', (reason) => console.error(show(asFailure(reason))))
 */
export const asFailure = (error: unknown): Failure =>
  failureOf(error) ?? { _tag: 'HandlerFailed', why: thrownText(error), cause: error }

/**
 * The failure of an `AmiError`; undefined for every other error.
 *
 * @example
 * import { failureOf } from 'rx-asterisk'
 *
 * const isRefused = (error: unknown): boolean => failureOf(error)?._tag === 'Refused'
 */
export const failureOf = (error: unknown): Failure | undefined => {
  try {
    return error instanceof AmiError ? error.failure : undefined
  } catch {
    // a Proxy whose handler throws is no error of ours
    return undefined
  }
}
