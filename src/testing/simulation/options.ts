/** The options of `simulate`. */
import type { DialplanContext } from './steps.js'

/** A login: its secret, and its classes written as in manager.conf (`call,user`; `all`). Asterisk's odd rules for such lists apply. */
export interface SimulatedUser {
  readonly secret: string
  readonly read: string
  readonly write: string
}

/** The way in which a phone handles calls; times in milliseconds. With `talk` the phone hangs up that long after it answered. */
export type PhoneBehaviour =
  | { readonly _tag: 'Answers'; readonly after: number; readonly talk?: number }
  | { readonly _tag: 'Rings' }
  | { readonly _tag: 'Busy' }
  | { readonly _tag: 'Rejects' }
  /** The phone is known but not registered: calls to it fail at once, with reason 0. */
  | { readonly _tag: 'Unregistered' }

/** The messages of a mailbox. */
export interface SimulatedMailbox {
  readonly old: number
  readonly new: number
  readonly urgent: number
}

/** A queue in the list of QueueStatus. */
export interface SimulatedQueue {
  /** Interfaces: `PJSIP/2222`. */
  readonly members: readonly string[]
  /** Channels that wait, the longest wait first. */
  readonly entries: readonly string[]
}

/** Headers of an answer by their names. */
export type SimulatedHeaders = Readonly<Record<string, string | number>>

/**
 * The answer of your own handler of an action: the headers of a success, the items of a list, or the message of an error. Each item names its
 * `Event`. `complete`: the event that ends the list, by default the action with `Complete`. The simulation adds the response and the ActionID.
 */
export type SimulatedAnswer =
  | { readonly headers: SimulatedHeaders }
  | {
      readonly items: readonly ({ readonly Event: string } & SimulatedHeaders)[]
      readonly complete?: string | undefined
    }
  | { readonly error: string }

/**
 * Answers an action. `headers`: those of the request, as they were written. Undefined: the simulation answers by itself. A handler that throws is
 * answered as an error, which has its message.
 *
 * @example
 * import { simulate, type SimulatedAction } from 'rx-asterisk/testing'
 *
 * const Getvar: SimulatedAction = ({ Variable = '' }) =>
 *   Variable === 'MOOD' ? { headers: { Variable, Value: 'good' } } : undefined
 * simulate({ actions: { Getvar } })
 */
export type SimulatedAction = (headers: Readonly<Record<string, string>>) => SimulatedAnswer | undefined

/**
 * The options of a simulation. All are optional: by default there is a login `admin` with the secret `secret` and all classes, and
 * nothing else.
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
  readonly endpoints?: Readonly<Record<string, PhoneBehaviour>>
  /** Caller ids of endpoints: `{ 'PJSIP/200': 'Kitchen <200>' }`. By default the number is the endpoint's name. */
  readonly callerIds?: Readonly<Record<string, string>>
  readonly contexts?: Readonly<Record<string, DialplanContext>>
  /** By family and key: `{ 'dnd/office': '1' }`. */
  readonly database?: Readonly<Record<string, string>>
  /** By mailbox and context: `2222@default`. */
  readonly mailboxes?: Readonly<Record<string, SimulatedMailbox>>
  readonly queues?: Readonly<Record<string, SimulatedQueue>>
  /**
   * Your own handlers of actions, by their names: `{ Getvar: () => ({ headers: { Value: '1' } }) }`. They come before the simulation's own, but
   * for Login, Challenge and Logoff. A login needs the write classes that it needs on a real Asterisk.
   */
  readonly actions?: Readonly<Record<string, SimulatedAction>>
  /** `timestampevents` of manager.conf: each event tells when it was made (`Timestamp`). False by default, as in Asterisk. */
  readonly timestampEvents?: boolean
  /** Asterisk's major version, 22 by default. It decides the banner and the form of Command's reply. */
  readonly version?: number
}
