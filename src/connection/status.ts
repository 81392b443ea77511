/** What a connection is doing. */
import type * as O from 'fp-ts/lib/Option.js'
import type { Failure } from '../failure.js'

/** What was missed between two links. */
export interface Gap {
  /** How long there was no link, in milliseconds; where the old one went silent, since its last byte. */
  readonly away: number
  /** What is being read again, and will be right once it has come. */
  readonly resynchronised: readonly ('channels' | 'mailboxes')[]
  /**
   * What happened meanwhile and can never be known, as AMI replays nothing; and `channels` or `mailboxes` where the last link refused to
   * list them: values stay what they were until an event tells better.
   */
  readonly unknown: readonly ('userEvents' | 'dtmf' | 'endedCalls' | 'channels' | 'mailboxes')[]
}

/** What can be read again after an outage. */
export type Rereadable = Gap['resynchronised'][number]

/**
 * The life of a connection. `status$` replays the newest.
 *
 *     Idle → Connecting → Authenticating → Ready → Waiting → Connecting → …
 *       ↑______ no subscribers, after `linger` ______|         Closed: by close(), or Asterisk refused the password
 */
export type Status =
  /** Nobody needs the link. */
  | { readonly _tag: 'Idle' }
  | { readonly _tag: 'Connecting'; readonly peer: string }
  /** Asterisk's banner was seen; `ami` is its version, such as 11.0.0. */
  | { readonly _tag: 'Authenticating'; readonly ami: string }
  /** Logged in. `asterisk`: the major version, where the AMI version tells it. `gap`: none on a first link. */
  | { readonly _tag: 'Ready'; readonly ami: string; readonly asterisk: O.Option<number>; readonly gap: O.Option<Gap> }
  /** The `attempt`th try failed in a row; the next one begins after `delay` milliseconds. */
  | { readonly _tag: 'Waiting'; readonly attempt: number; readonly delay: number; readonly failure: Failure }
  | { readonly _tag: 'Closed'; readonly failure: O.Option<Failure> }
