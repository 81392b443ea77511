/** The counts of a connection: a fold over its events. Frames are counted where they pass. */
import * as O from 'fp-ts/lib/Option.js'
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
  /** The milliseconds of the newest Ping; none before the first. */
  readonly lastPong: O.Option<number>
}

/** The counts that events change. */
export type EventCounts = Pick<Metrics, 'faults' | 'reconnects' | 'lastPong'>

export const NO_EVENTS: EventCounts = { faults: 0, reconnects: 0, lastPong: O.none }

/** One step of the fold. */
export const countsAfter = (counts: EventCounts, event: ConnectionEvent<string>): EventCounts => {
  switch (event._tag) {
    case 'Fault':
      return { ...counts, faults: counts.faults + 1 }
    case 'Pong':
      return { ...counts, lastPong: O.some(event.milliseconds) }
    case 'Ready':
      return O.isSome(event.gap) ? { ...counts, reconnects: counts.reconnects + 1 } : counts
    default:
      return counts
  }
}
