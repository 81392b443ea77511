/** A conference as people see it. */
import type * as O from 'fp-ts/lib/Option.js'
import type { Party, Uniqueid } from '../../protocol/channel.js'

/** A user of a conference: one channel in the room. */
export interface ConferenceUser {
  readonly uniqueid: Uniqueid
  /** The name of the channel: `PJSIP/2222-00000001`. */
  readonly channel: string
  readonly callerId: Party
  readonly admin: boolean
  readonly muted: boolean
  /** True while the user talks. Asterisk tells it where the user profile has `talk_detection_events=yes`; false elsewhere. */
  readonly talking: boolean
  /** The time of joining, in epoch milliseconds; none for a user who joined before the link. */
  readonly since: O.Option<number>
}

/** A conference of the module ConfBridge that has begun. */
export interface Conference {
  /** The name of the room: the number that the dialplan gives to ConfBridge. */
  readonly room: string
  /** The users, in the order in which they joined. */
  readonly users: readonly ConferenceUser[]
  /** True while nobody else may join. No event tells it: it comes from a list, every 15 seconds. None before the first list. */
  readonly locked: O.Option<boolean>
  /** None where the link came up during the conference: no list tells it. */
  readonly recording: O.Option<boolean>
}
