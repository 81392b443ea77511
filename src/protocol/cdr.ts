/** Call detail records: `cdr_manager` sends one at the end of a call, or of one attempt to reach a phone. */
import * as O from 'fp-ts/lib/Option.js'
import { count, known } from './value.js'
import type { Frame } from './frame.js'

/** The record of one call, or of one phone that the call rang. */
export interface CallRecord {
  /** The Uniqueid of the caller's channel; the records of all phones that one call rang share it. */
  readonly uniqueid: string
  /** The caller's channel. */
  readonly channel: string
  /** The caller's number; none when hidden. */
  readonly source: O.Option<string>
  /** The caller's name. */
  readonly name: O.Option<string>
  readonly destination: string
  /** The start in the time zone of Asterisk: `2026-11-22 22:33:06`. */
  readonly start: string
  /** Seconds from answer to end; 0 for a call that nobody answered. */
  readonly billable: number
}

/** `"Bob" <0301>` */
const nameIn = (callerId: string): O.Option<string> => known(/^"(.*)" <.*>$/.exec(callerId)?.[1])

/**
 * Reads a frame whose event is `Cdr` (`cdr_manager.c:manager_log`).
 *
 * @example
 * import { callRecord, connect } from 'rx-asterisk'
 *
 * const asterisk = connect({ username: 'admin', password: 'secret' })
 * asterisk.event('Cdr').subscribe(({ frame }) => console.log(callRecord(frame).billable))
 */
export const callRecord = (frame: Frame): CallRecord => ({
  uniqueid: frame.exact('UniqueID') ?? '',
  channel: frame.exact('Channel') ?? '',
  source: known(frame.exact('Source')),
  name: nameIn(frame.exact('CallerID') ?? ''),
  destination: frame.exact('Destination') ?? '',
  start: frame.exact('StartTime') ?? '',
  billable: O.getOrElse(() => 0)(count(frame.exact('BillableSeconds'))),
})
