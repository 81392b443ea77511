/** A call log from changes of calls. */
import { concatMap, type OperatorFunction } from 'rxjs'
import { type CallLogEntry, callLogOf } from '../model/calls/callLog.js'
import type { CallChange } from '../model/calls/liveCall.js'

/**
 * Makes the entries of a call log from the changes of calls: when a call ends, one entry for each device that took part.
 *
 *     callChange$    -B-R-A---E-     2222 calls 200: Began, Ringing, Answered, Ended
 *     callLog        ---------(oi)   o: outgoing of 2222, i: incoming of 200
 *
 * @example
 * import { callLog, connect } from 'rx-asterisk'
 *
 * const asterisk = connect({ host: 'pbx', username: 'house', password: 'secret' })
 * const missed = callLog(asterisk.callChange$).subscribe(({ result, device, other, began }) => {
 *   if (result === 'missed') console.log(began, device, other.number)
 * })
 * missed.unsubscribe()
 */
export const callLog: OperatorFunction<CallChange, CallLogEntry> = (change$) =>
  change$.pipe(concatMap((change) => (change._tag === 'Ended' ? callLogOf(change.call) : [])))
