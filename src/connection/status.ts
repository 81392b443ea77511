/** The status of a connection: a fold over the events of its links. */
import * as O from 'fp-ts/lib/Option.js'
import type { Observable } from 'rxjs'
import type { Failure } from '../failure.js'
import type { LinkEvent } from '../link/link.js'
import type { LostByOutage, Resyncable } from '../model/rows.js'
import { asteriskOf } from '../protocol/banner.js'

/** The events that were missed between two links. */
export interface Gap<Model extends string = Resyncable> {
  /** Milliseconds without a link. Where the old link went silent: milliseconds since its last byte. */
  readonly away: number
  /** The models that are read again after this outage. */
  readonly resynchronised: readonly Model[]
  /**
   * Events of the outage that are lost, as AMI repeats none. Also the models that the last link was not allowed to list: their
   * values stay until an event changes them.
   */
  readonly unknown: readonly (LostByOutage | Model)[]
}

/**
 * Logged in. `asterisk`: the major version, where the AMI version shows it. `gap`: none on a first link. `reading`: the watched models that
 * still wait for their lists. `Ready` is emitted again when `reading` changes. When `reading` is empty, all watched models are current.
 */
export interface Ready<Model extends string = Resyncable> {
  readonly _tag: 'Ready'
  readonly ami: string
  readonly asterisk: O.Option<number>
  readonly gap: O.Option<Gap<Model>>
  readonly reading: readonly Model[]
}

/**
 * The life of a connection. `status$` emits the newest status first.
 *
 *     Idle → Connecting → Authenticating → Ready → Waiting → Connecting → …
 *       ↑______ no subscribers, after `linger` ______|         Closed: by close(), by a refused password, or by a
 *                                                              transport that throws
 */
export type Status<Model extends string = Resyncable> =
  /** Nothing needs the link. */
  | { readonly _tag: 'Idle' }
  | { readonly _tag: 'Connecting'; readonly peer: string }
  /** Asterisk's banner came; `ami` is its version, such as 11.0.0. */
  | { readonly _tag: 'Authenticating'; readonly ami: string }
  | Ready<Model>
  /** The link was lost, or could not be opened: the `attempt`th failure in a row. The next try begins after `delay` milliseconds. */
  | { readonly _tag: 'Waiting'; readonly attempt: number; readonly delay: number; readonly failure: Failure }
  | { readonly _tag: 'Closed'; readonly failure: O.Option<Failure> }

/** The events of all links, and the events of the connection: `Reading`, `Unused` (nothing needs a link) and `Ended`. */
export type ConnectionEvent<Model extends string = Resyncable> =
  | Exclude<LinkEvent, { readonly _tag: 'Ready' }>
  | ({ readonly _tag: 'Ready' } & Pick<Ready<Model>, 'ami' | 'gap' | 'reading'>)
  /** A list came in, or another model is watched. */
  | { readonly _tag: 'Reading'; readonly reading: readonly Model[] }
  | { readonly _tag: 'Unused' }
  | { readonly _tag: 'Ended'; readonly failure: O.Option<Failure> }

/** One step of the fold. The same object where an event changes nothing. Nothing follows `close()`. */
export const statusAfter = <Model extends string>(
  status: Status<Model>,
  event: ConnectionEvent<Model>,
): Status<Model> => {
  if (status._tag === 'Closed' && O.isNone(status.failure)) return status
  switch (event._tag) {
    case 'Opening':
      return { _tag: 'Connecting', peer: event.peer }
    case 'Greeted':
      return { _tag: 'Authenticating', ami: event.ami }
    case 'Ready': {
      const { ami, gap, reading } = event
      return { _tag: 'Ready', ami, asterisk: asteriskOf(ami), gap, reading }
    }
    case 'Reading':
      return status._tag === 'Ready' ? { ...status, reading: event.reading } : status
    case 'Lost': {
      const { attempt, delay, failure } = event
      return { _tag: 'Waiting', attempt, delay, failure }
    }
    case 'Unused':
      return { _tag: 'Idle' }
    case 'Ended':
      return { _tag: 'Closed', failure: event.failure }
    case 'Pong':
    case 'Fault':
      return status
  }
}

/** The newest status, which `status$` emits at once. */
export const newestOf = (status$: Observable<Status>): Status => {
  let newest: Status = { _tag: 'Idle' }
  const note = (status: Status): void => {
    newest = status
  }
  status$.subscribe({ next: note, error: () => undefined }).unsubscribe()
  return newest
}
