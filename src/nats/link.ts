/** The port of a bus: one interface with NATS behind it in programs, and a bus in memory in tests. */
import type { Observable } from 'rxjs'
import type { Failure } from '../index.js'
import type { Log } from './log.js'

/** A message of the bus. `reply`: the subject for answers; '' where none is wanted. */
export interface BusMessage {
  readonly subject: string
  readonly text: string
  readonly reply: string
  /** True where nobody listens to the subject of a request. */
  readonly isUnheard: boolean
}

/** A task of a group: one event, given to one worker. */
export interface BusTask {
  /** `<server>:<sequence>`, the same at each delivery. */
  readonly id: string
  readonly subject: string
  readonly text: string
  /** 1 at the first delivery. */
  readonly delivery: number
  readonly done: () => void
  readonly again: (after: number) => void
  /** Never again. */
  readonly never: () => void
  readonly working: () => void
}

/** The work that a group takes. `within`: milliseconds without a sign of life, after which a task is given again. */
export interface TaskOptions {
  readonly group: string
  /** The subject of the events. */
  readonly subject: string
  readonly within: number
  readonly atOnce: number
}

/** The kind of a program that reads a log. */
export type ReaderKind = 'gateway' | 'worker'

/** An open link to the bus. A message that is published while the link is lost is dropped. */
export interface BusLink {
  readonly publish: (subject: string, text: string, reply?: string) => void
  readonly subscribe: (subject: string) => Observable<BusMessage>
  /** Asks for nothing: `fault$` of the bus shows which of these subjects the user may not publish to. No log stores the message. */
  readonly probe: (subjects: readonly string[]) => void
  /** A new subject for answers. */
  readonly inbox: () => string
  /** The log of a server, to be read by a worker, or by one of its gateways. */
  readonly log: (server: string, as?: ReaderKind) => Log
  /** The programs that read the log as workers now, this link left out. One that was killed counts for 30 s more. */
  readonly workers: (server: string) => Observable<number>
  /** The newest entry with that subject: its sequence and text; undefined where there is none. */
  readonly newest: (
    server: string,
    subject: string,
  ) => Observable<{ readonly sequence: number; readonly text: string } | undefined>
  /** The servers that have a log. */
  readonly servers: () => Observable<readonly string[]>
  /** Makes the log of a server and its work stream, where they are missing. */
  readonly setup: (server: string, replicas: number) => Observable<void>
  readonly setupGroup: (server: string, options: TaskOptions) => Observable<void>
  /** The tasks of a group: UserEvents of one server. */
  readonly tasks: (server: string, options: TaskOptions) => Observable<BusTask>
}

/** The state of a bus. */
export type BusState =
  | { readonly _tag: 'Connecting' }
  | { readonly _tag: 'Up'; readonly link: BusLink }
  | { readonly _tag: 'Away'; readonly failure: Failure }

/**
 * A bus: opened when something needs it, shared by all, closed when nothing does.
 *
 * @example
 * import { bus } from 'rx-asterisk/nats'
 *
 * const nats = bus({ servers: 'nats://127.0.0.1:4222' })
 * nats.state$.subscribe(({ _tag }) => console.log(_tag)) // Connecting, Up
 */
export interface Bus {
  /** The servers, for messages to people. */
  readonly peer: string
  /**
   * The newest state first. Subscribing opens the link. Never fails. Ends with `Away` at `close()`, and with `Away` and `BusLoginRefused`
   * when the login is refused before the first `Up`.
   */
  readonly state$: Observable<BusState>
  /** Rights that the user of the bus lacks, each once while a link is open. Subscribing opens nothing. */
  readonly fault$: Observable<Failure>
  readonly close: () => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}
