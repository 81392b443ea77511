/** The newest incoming calls, from call detail records: a fold. */
import * as O from 'fp-ts/lib/Option.js'
import { distinctUntilChanged, map, type Observable, scan, skip, startWith } from 'rxjs'
import { type CallRecord, callRecord } from '../../protocol/cdr.js'
import type { Event } from '../../protocol/event.js'

/** One call of the log. */
export interface LoggedCall {
  /** When it began, as Asterisk writes it: `2026-11-22 22:33:06`. */
  readonly start: string
  /** The caller's name; '' when there is none. */
  readonly name: string
  readonly number: string
  /** Seconds that it was talked; 0 for a call that was missed. */
  readonly duration: number
  /** smarthome.py's sign for incoming. */
  readonly direction: '<='
}

/** How many calls the log keeps, and which count as incoming. */
export interface CallLogOptions {
  /** 50 */
  readonly keep?: number
  /** As smarthome.py: whose number is longer than 4 characters, since extensions of a house are shorter. */
  readonly incoming?: (number: string) => boolean
}

/** A call with the id that its records share. */
interface Kept {
  readonly uniqueid: string
  readonly call: LoggedCall
}

const loggedCall = (record: CallRecord, number: string): Kept => ({
  uniqueid: record.uniqueid,
  call: {
    start: record.start,
    name: O.getOrElse(() => '')(record.name),
    number,
    duration: record.billable,
    direction: '<=',
  },
})

/** A call that rings three phones has three records: the log keeps the one that was talked longest. */
const withCall = (log: readonly Kept[], next: Kept, keep: number): readonly Kept[] => {
  const at = log.findIndex(({ uniqueid }) => uniqueid !== '' && uniqueid === next.uniqueid)
  const before = log[at]
  if (before === undefined) return [next, ...log].slice(0, keep)
  return before.call.duration >= next.call.duration ? log : log.map((each, index) => (index === at ? next : each))
}

const longer = (number: string): boolean => number.length > 4

/** A Local channel is a part of a call that has a record of its own. */
const isPart = ({ channel }: CallRecord): boolean => channel.startsWith('Local/')

const NONE: readonly Kept[] = []

/**
 * `Cdr` events → the newest incoming calls, the newest first; one emission for each change.
 *
 *     cdr$      -a-b-i-c-    i: between two phones of the house
 *     callLog   -A-B---C-    A: [a], B: [b, a], C: [c, b, a]
 */
export const callLog = (
  cdr$: Observable<Event>,
  { keep = 50, incoming = longer }: CallLogOptions = {},
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
