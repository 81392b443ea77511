/** A parked call as people see it. */
import * as O from 'fp-ts/lib/Option.js'
import { partyOf, sameParty, type Party, type Uniqueid } from '../../protocol/channel.js'
import type { Frame } from '../../protocol/frame.js'
import { count, known, sameOption } from '../../protocol/value.js'
import { copied } from '../copied.js'

/** A call that waits in a parking lot. */
export interface ParkedCall {
  /** The parking lot: `default`. */
  readonly lot: string
  /** The number to dial for the call: `701`. */
  readonly space: string
  readonly uniqueid: Uniqueid
  /** The name of the parked channel: `PJSIP/2222-00000001`. */
  readonly channel: string
  readonly callerId: Party
  /** The phone that parked the call and that rings when the time is over, as Asterisk dials it: `PJSIP/200`. */
  readonly parker: O.Option<string>
  /** The time of parking, in epoch milliseconds. */
  readonly since: O.Option<number>
  /** The time at which the parker rings, in epoch milliseconds; none where the lot has no such time. */
  readonly timesOutAt: O.Option<number>
}

const copiedText = O.map(copied)

const msIn = (frame: Frame, header: string): O.Option<number> =>
  O.map((seconds: number) => seconds * 1000)(count(frame.exact(header)))

/** The key of a parked call; undefined where the frame names none. */
export const parkeeIn = (frame: Frame): string | undefined => frame.exact('ParkeeUniqueid')

/**
 * The parked call that an event or an item of the list shows. An event tells the whole time until the timeout, an item what is left of it. So
 * the times of a known call stay.
 */
export const parkedIn = (frame: Frame, at: number, before: ParkedCall | undefined): ParkedCall => {
  const { number, name } = partyOf(frame, 'ParkeeCallerIDNum', 'ParkeeCallerIDName')
  const timeout = O.filter((ms: number) => ms > 0)(msIn(frame, 'ParkingTimeout'))
  return {
    lot: copied(frame.exact('Parkinglot') ?? ''),
    space: copied(frame.exact('ParkingSpace') ?? ''),
    uniqueid: copied(parkeeIn(frame) ?? ''),
    channel: copied(frame.exact('ParkeeChannel') ?? ''),
    callerId: { number: copiedText(number), name: copiedText(name) },
    parker: copiedText(known(frame.exact('ParkerDialString'))),
    since: before?.since ?? O.map((ms: number) => at - ms)(msIn(frame, 'ParkingDuration')),
    timesOutAt: before?.timesOutAt ?? O.map((ms: number) => at + ms)(timeout),
  }
}

export const sameParked = (a: ParkedCall, b: ParkedCall): boolean =>
  a.lot === b.lot &&
  a.space === b.space &&
  a.channel === b.channel &&
  sameOption(a.parker, b.parker) &&
  sameOption(a.since, b.since) &&
  sameOption(a.timesOutAt, b.timesOutAt) &&
  sameParty(a.callerId, b.callerId)
