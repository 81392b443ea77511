/** The lab of the conformance suite, for a real or simulated Asterisk: phones, a dialplan, mailboxes, and ways to break it. */
import type { ConnectOptions } from '../../src/options.js'

/**
 * Logins that both labs know. `minimal` is `read = call,user`, `write = call`; `watcher` the same without any write; `full` is
 * every class; `page` has the rights of the later page with its slip (`read = system,call,user,cdr`,
 * `write = system,call,orginate`).
 */
export type LabUser = 'full' | 'minimal' | 'watcher' | 'page'

/** The behaviour of a phone for a call. Times in ms. `talk`: the phone hangs up after this time; without `talk` the other side hangs up. */
export type Manner =
  | { readonly _tag: 'Answers'; readonly after: number; readonly talk?: number }
  | { readonly _tag: 'Rings' }
  | { readonly _tag: 'Busy' }
  | { readonly _tag: 'Rejects' }

/** A phone that waits for calls. */
export interface Phone {
  /** The From headers of the INVITEs it got, oldest first. */
  readonly callers: () => Promise<readonly string[]>
}

/** A call that a phone placed. */
export interface Dialled {
  /** The phone gives up or hangs up. */
  readonly hangup: () => Promise<void>
}

export interface Lab {
  readonly kind: 'simulated' | 'real'
  /** Asterisk's major version: 22, 16. */
  readonly version: number
  /** Options for `connect` as that user. */
  readonly options: (user: LabUser) => ConnectOptions
  /** From now on the endpoint takes calls like this; a second call for the same name replaces its manner. */
  readonly phone: (endpoint: string, manner: Manner) => Promise<Phone>
  /** The endpoint dials an extension of context `internal`; resolves as soon as the call was placed. */
  readonly dial: (endpoint: string, exten: string) => Promise<Dialled>
  /** `endpoint` dials `partner`, and once they talk sends it on to `exten` by a blind transfer. */
  readonly blindTransfer: (endpoint: string, partner: string, exten: string) => Promise<void>
  /** `endpoint` talks to `partner`, then to `exten`, and then lets them talk to each other. Simulated: a recording of 2222, 200, 30. */
  readonly attendedTransfer: (endpoint: string, partner: string, exten: string) => Promise<void>
  /** `caller` dials `called`, and while that rings `endpoint` takes the call. Simulated: a recording of 30, 200, 2222. */
  readonly pickup: (endpoint: string, caller: string, called: string) => Promise<Dialled>
  /** Runs an extension of the dialplan on a channel of no device (Local), as a caller with that number and name. */
  readonly run: (
    exten: string,
    context: string,
    caller?: { readonly number: string; readonly name: string },
  ) => Promise<void>
  /** A console command's output. */
  readonly cli: (command: string) => Promise<string>
  /** Sets what a mailbox (`2222@default`) holds, and lets Asterisk, if it is up, announce it by MessageWaiting. */
  readonly mailbox: (
    box: string,
    counts: { readonly old: number; readonly new: number; readonly urgent: number },
  ) => Promise<void>
  /** Names of the channels that live, from Asterisk itself. */
  readonly channels: () => Promise<readonly string[]>
  /** Bytes that appear on every open AMI link; only a simulated Asterisk can do that. */
  readonly raw: (bytes: Uint8Array) => Promise<void>
  /** These actions are never answered any more, until it is called without names; only a simulated Asterisk can do that. */
  readonly mute: (...actions: readonly string[]) => Promise<void>
  /** From now on what Asterisk says arrives in pieces of that many bytes; only a simulated Asterisk can do that. */
  readonly pieces: (bytes: number) => Promise<void>
  /** Lines of Asterisk's log that warn; none where there is no log. */
  readonly warnings: () => Promise<readonly string[]>
  /** Like `kill -9`. */
  readonly kill: () => Promise<void>
  /** Starts again after `kill`; resolves when logins are possible. */
  readonly start: () => Promise<void>
  /** Ends every call and waits until no channel lives; stops all phones. Called after each test. */
  readonly quiet: () => Promise<void>
  readonly close: () => Promise<void>
}
