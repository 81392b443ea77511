/** The newest incoming calls, from call detail records: a fold. */
import * as O from 'fp-ts/lib/Option.js'
import { distinctUntilChanged, map, type Observable, scan, skip, startWith } from 'rxjs'
import { type CallRecord, callRecord, type Event } from '../../index.js'

/** One call of the log. */
export interface LoggedCall {
  /** Its beginning, in Asterisk's format: `2026-11-22 22:33:06`. */
  readonly start: string
  /** The caller's name; '' if it is unknown. */
  readonly name: string
  readonly number: string
  /** Seconds of talking; 0 for a missed call. */
  readonly duration: number
  /** smarthome.py's sign for an incoming call. */
  readonly direction: '<='
}

/** The length of the call log, and the rule for incoming calls. */
export interface CallLogOptions {
  /** The number of calls in the log. 50 */
  readonly keep?: number
  /**
   * True for the number of an incoming call. By default, like in smarthome.py, numbers longer than 4 characters: extensions of a house
   * are shorter.
   */
  readonly incoming?: (number: string) => boolean
}

/** A call with the id that its records share. */
interface LogEntry {
  readonly uniqueid: string
  readonly call: LoggedCall
}

const loggedCall = (record: CallRecord, number: string): LogEntry => ({
  uniqueid: record.uniqueid,
  call: {
    start: record.start,
    name: O.getOrElse(() => '')(record.name),
    number,
    duration: record.billable,
    direction: '<=',
  },
})

/** Characters of all calls of a log. A field of Asterisk's records has 80 at most (`cdr.h`); another server may send millions. */
const MOST_CHARACTERS = 4_194_304

const charactersOf = ({ uniqueid, call }: LogEntry): number =>
  uniqueid.length + call.start.length + call.name.length + call.number.length

/** The newest entries, as many as the bounds allow. */
const newestOf = (log: readonly LogEntry[], keep: number): readonly LogEntry[] => {
  let left = MOST_CHARACTERS
  return log.slice(0, keep).filter((entry) => {
    const characters = charactersOf(entry)
    const fits = characters <= left
    if (fits) left -= characters
    return fits
  })
}

/** Adds a call to the log. A call that rings three phones has three records: the log keeps the one with the longest talk. */
const withCall = (log: readonly LogEntry[], next: LogEntry, keep: number): readonly LogEntry[] => {
  const at = log.findIndex(({ uniqueid }) => uniqueid !== '' && uniqueid === next.uniqueid)
  const before = log[at]
  if (before !== undefined && before.call.duration >= next.call.duration) return log
  return newestOf(before === undefined ? [next, ...log] : log.with(at, next), keep)
}

const isExternal = (number: string): boolean => number.length > 4

/** True for a Local channel: it is a part of another call, which has its own record. */
const isPart = ({ channel }: CallRecord): boolean => channel.startsWith('Local/')

const NONE: readonly LogEntry[] = []

/**
 * `Cdr` events → the newest incoming calls, the newest first; emits for each change.
 *
 *     cdr$      -a-b-i-c-    i: between two phones of the house
 *     callLog   -A-B---C-    A: [a], B: [b, a], C: [c, b, a]
 */
export const callLog = (
  cdr$: Observable<Event>,
  { keep = 50, incoming = isExternal }: CallLogOptions = {},
): Observable<readonly LoggedCall[]> =>
  cdr$.pipe(
    map(({ frame }) => callRecord(frame)),
    scan((log, record) => {
      const number = O.toUndefined(record.source)
      return number !== undefined && !isPart(record) && incoming(number)
        ? withCall(log, loggedCall(record, number), keep)
        : log
    }, NONE),
    startWith(NONE),
    distinctUntilChanged(),
    skip(1),
    map((log) => log.map(({ call }) => call)),
  )
