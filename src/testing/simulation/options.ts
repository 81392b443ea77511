/** What `simulate` accepts. */
import type { Context } from './steps.js'

/** A login: its secret, and its classes written as in manager.conf (`call,user`; `all`), quirks included. */
export interface SimulatedUser {
  readonly secret: string
  readonly read: string
  readonly write: string
}

/** How a phone takes calls; times in milliseconds. With `talk` it hangs up by itself so long after it answered. */
export type Manner =
  | { readonly _tag: 'Answers'; readonly after: number; readonly talk?: number }
  | { readonly _tag: 'Rings' }
  | { readonly _tag: 'Busy' }
  | { readonly _tag: 'Rejects' }
  /** Known, and not registered: calls to it fail at once, with reason 0. */
  | { readonly _tag: 'Unregistered' }

/** What a mailbox holds. */
export interface MailboxCounts {
  readonly old: number
  readonly new: number
  readonly urgent: number
}

/** A queue as QueueStatus lists it. */
export interface SimulatedQueue {
  /** Interfaces: `PJSIP/2222`. */
  readonly members: readonly string[]
  /** Channels that wait, the first one first. */
  readonly entries: readonly string[]
}

/**
 * Everything is optional; without options there is a login `admin`, `secret` with all classes and nothing else.
 *
 * @example
 * import type { SimulateOptions } from 'rx-asterisk/testing'
 *
 * const minimal: SimulateOptions = {
 *   users: { page: { secret: 'secret', read: 'call,user', write: 'call' } },
 *   endpoints: { 'PJSIP/2222': { _tag: 'Answers', after: 200, talk: 5000 } },
 *   callerIds: { 'PJSIP/2222': 'Desk <2222>' },
 * }
 */
export interface SimulateOptions {
  readonly users?: Readonly<Record<string, SimulatedUser>>
  /** By technology and name: `PJSIP/2222`. */
  readonly endpoints?: Readonly<Record<string, Manner>>
  /** Caller ids of endpoints: `{ 'PJSIP/200': 'Kitchen <200>' }`; without one an endpoint shows its name as number. */
  readonly callerIds?: Readonly<Record<string, string>>
  readonly contexts?: Readonly<Record<string, Context>>
  /** By family and key: `{ 'dnd/office': '1' }`. */
  readonly database?: Readonly<Record<string, string>>
  /** By mailbox and context: `2222@default`. */
  readonly mailboxes?: Readonly<Record<string, MailboxCounts>>
  readonly queues?: Readonly<Record<string, SimulatedQueue>>
  /** Asterisk's major version, which decides the banner and the form of Command's answer. 22 */
  readonly version?: number
}
