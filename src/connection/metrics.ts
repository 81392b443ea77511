/** The counts of a connection: a fold over its events. Frames are counted where they pass. */
import * as O from 'fp-ts/lib/Option.js'
import type { Failure } from '../failure.js'
import type { ConnectionEvent } from './status.js'

/** Counts since `connect`. */
export interface Metrics {
  /** Frames of every kind. */
  readonly frames: number
  /** Frames that begin with `Event`, items of lists included. */
  readonly events: number
  readonly faults: number
  /** Actions that were sent and are not answered yet. */
  readonly pending: number
  /** Links that were opened after one was lost. */
  readonly reconnects: number
  /** Logins that Asterisk refused. */
  readonly refusedLogins: number
  /** The moment of the newest `Ready`, in epoch milliseconds; none while there is no link. */
  readonly readySince: O.Option<number>
  /** The milliseconds of the newest Ping; none before the first. */
  readonly lastPong: O.Option<number>
}

/** The numbers that events change. */
export type EventCounts = Pick<Metrics, 'faults' | 'reconnects' | 'refusedLogins' | 'readySince' | 'lastPong'>

export const NO_EVENTS: EventCounts = {
  faults: 0,
  reconnects: 0,
  refusedLogins: 0,
  readySince: O.none,
  lastPong: O.none,
}

const isRefused = (failure: Failure): boolean => failure._tag === 'LoginRefused'

const withoutLink = (counts: EventCounts, refused: boolean): EventCounts => ({
  ...counts,
  readySince: O.none,
  refusedLogins: counts.refusedLogins + (refused ? 1 : 0),
})

/** One step of the fold. `at`: epoch milliseconds. */
export const countsAfter = (counts: EventCounts, event: ConnectionEvent<string>, at: number): EventCounts => {
  switch (event._tag) {
    case 'Fault':
      return { ...counts, faults: counts.faults + 1 }
    case 'Pong':
      return { ...counts, lastPong: O.some(event.milliseconds) }
    case 'Ready':
      return {
        ...counts,
        readySince: O.some(at),
        reconnects: counts.reconnects + (O.isSome(event.gap) ? 1 : 0),
      }
    case 'Lost':
      return withoutLink(counts, isRefused(event.failure))
    case 'Ended':
      return withoutLink(counts, O.exists(isRefused)(event.failure))
    case 'Unused':
      return withoutLink(counts, false)
    default:
      return counts
  }
}
