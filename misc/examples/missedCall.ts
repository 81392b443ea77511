/** Reports missed calls of a phone. For a group of phones, docs/guide/missed-calls.md tells each call once. */
import * as O from 'fp-ts/lib/Option.js'
import { mergeMap, type Subscription } from 'rxjs'
import { type Asterisk, type ChannelChange, deviceOf } from '../../src/index.js' // in your program: 'rx-asterisk'
import { asProgram } from './environment.js'

/** The hangup cause for a call that another phone of a group answered (Q.850). */
const ANSWERED_ELSEWHERE = 26

export interface Missed {
  readonly caller: O.Option<string>
  readonly name: O.Option<string>
}

/** A channel that ends while it rings. A channel without a cause ended during an outage, and may have been answered. */
const missed = (change: ChannelChange, phone: string): readonly Missed[] => {
  if (change._tag !== 'Ended' || change.channel.state !== 'ringing') return []
  const { connected } = change.channel
  const device = deviceOf(change.channel)
  const ours = O.isSome(device) && `${device.value.technology}/${device.value.name}` === phone
  const unanswered = O.isSome(change.cause) && change.cause.value !== ANSWERED_ELSEWHERE
  return ours && unanswered ? [{ caller: connected.number, name: connected.name }] : []
}

export const missedCall = (asterisk: Asterisk, phone: string, report: (call: Missed) => void): Subscription =>
  asterisk.logic(asterisk.channelChange$.pipe(mergeMap((change) => missed(change, phone))), report)

asProgram(import.meta.filename, (asterisk) =>
  missedCall(asterisk, 'PJSIP/2222', ({ caller }) => {
    console.log(`you missed a call from ${O.getOrElse(() => 'somebody who hides the number')(caller)}`)
  }),
)
