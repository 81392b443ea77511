/** The output of `call`: the answer, the other leg, and the end. */
import { isSome } from 'fp-ts/lib/Option.js'
import { map, merge, type Observable, of } from 'rxjs'
import type { Call, CallEnd, Connected } from '../../index.js'
import { type OutputLine, outputLine } from '../output.js'

const connectedLine = (other: Connected): OutputLine => {
  if (other._tag === 'Answered') {
    const { channel, uniqueid, number } = other
    return outputLine(`${channel} has taken the call`, {
      connected: { channel, uniqueid, number: isSome(number) ? number.value : null },
    })
  }
  const reason = isSome(other.reason) ? other.reason.value : null
  const dialStatus = isSome(other.dialStatus) ? other.dialStatus.value : null
  return outputLine(`nobody else has taken the call${reason === null ? '' : `: ${reason}`}`, {
    connected: null,
    reason,
    dialStatus,
  })
}

const endLine = ({ cause, duration }: CallEnd): OutputLine => {
  const after = isSome(duration) ? ` after ${(duration.value / 1000).toFixed(1)} s` : ''
  const why = isSome(cause) ? ` (cause ${cause.value})` : ', while there was no link'
  return outputLine(`the call has ended${after}${why}`, {
    ended: true,
    cause: isSome(cause) ? cause.value : null,
    duration: isSome(duration) ? duration.value / 1000 : null,
  })
}

/** The line of the answer, and with `follow` the lines of the other leg and of the end. */
export const callLines = (
  { channel, uniqueid, connected$, ended$ }: Call,
  place: string,
  follow: boolean,
): Observable<OutputLine> => {
  const answered = outputLine(`${channel} has answered and is connected with ${place}`, { channel, uniqueid })
  return follow ? merge(of(answered), connected$.pipe(map(connectedLine)), ended$.pipe(map(endLine))) : of(answered)
}
