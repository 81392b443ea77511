/** A channel: one leg of a call, as the headers of an event or of a `Status` item show it. */
import * as O from 'fp-ts/lib/Option.js'
import { CHANNEL_STATES, type ChannelState } from './channelState.js'
import { count, known, unescaped } from './field.js'
import type { Frame } from './frame.js'

/** Asterisk's name for a channel that never changes (`1795386550.27`); the key of everything here. */
export type Uniqueid = string

/** A party's number and name; none where Asterisk does not know them or hides them. */
export interface Party {
  readonly number: O.Option<string>
  readonly name: O.Option<string>
}

/** One leg of a call, as the newest of its events tells it. */
export interface Channel {
  readonly uniqueid: Uniqueid
  /** Shared by all channels of one call. */
  readonly linkedid: string
  /** `PJSIP/2222-00000001` */
  readonly name: string
  /** `ring`: its phone is dialling in; `ringing`: its phone is being rung. */
  readonly state: ChannelState
  readonly callerId: Party
  /** The other side. */
  readonly connected: Party
  readonly context: string
  readonly exten: string
  /** The bridge it is in: while it talks to somebody. */
  readonly bridge: O.Option<string>
  /** Its own side has put the other on hold. */
  readonly held: boolean
  /** Whether its phone placed the call; none where nothing tells. */
  readonly placed: O.Option<boolean>
  /** When this state of it began, as epoch milliseconds; for one that lived before us: when it was created. */
  readonly since: number
}

const stateOf = (frame: Frame): ChannelState => CHANNEL_STATES[Number(frame.exact('ChannelState'))] ?? 'unknown'

/** Events escape names as in C (`manager_channels.c`, 13.5 on); the items of `Status` do not (`manager.c:action_status`). */
const partyOf = (frame: Frame, numberHeader: string, nameHeader: string): Party => {
  const name = known(frame.exact(nameHeader))
  return {
    number: known(frame.exact(numberHeader)),
    name: frame.event === 'Status' ? name : O.map(unescaped)(name),
  }
}

/** What is known of who placed the call, from a state that tells, or from the application of a listed channel. */
const placedBy = (frame: Frame, state: ChannelState): O.Option<boolean> => {
  if (state === 'ring' || state === 'dialing') return O.some(true)
  // Dial makes the leg of a called phone down and rings it then; a phone that dials begins in `ring`
  if (state === 'down' || state === 'ringing' || state === 'preRing') return O.some(false)
  const application = frame.exact('Application')
  // the leg that Dial or Queue called runs no dialplan of its own
  return application === undefined || application === '' ? O.none : O.some(!/^App(?:Dial|Queue)/.test(application))
}

/** How old a listed channel is, in milliseconds. */
const ageOf = (frame: Frame): number => O.getOrElse(() => 0)(count(frame.exact('Seconds'))) * 1000

/**
 * The channel that a frame shows, with what an earlier sight of it knew.
 *
 * `at`: epoch milliseconds.
 */
export const channelOf = (
  frame: Frame,
  { uniqueid, name }: Pick<Channel, 'uniqueid' | 'name'>,
  before: Channel | undefined,
  at: number,
): Channel => {
  const state = stateOf(frame)
  const bridge = frame.exact('BridgeUniqueid') ?? frame.exact('BridgeID')
  return {
    uniqueid,
    linkedid: frame.exact('Linkedid') ?? uniqueid,
    name,
    state,
    callerId: partyOf(frame, 'CallerIDNum', 'CallerIDName'),
    connected: partyOf(frame, 'ConnectedLineNum', 'ConnectedLineName'),
    context: frame.exact('Context') ?? '',
    exten: frame.exact('Exten') ?? '',
    bridge: bridge === undefined ? (before?.bridge ?? O.none) : known(bridge),
    held: before?.held ?? false,
    placed: before !== undefined && O.isSome(before.placed) ? before.placed : placedBy(frame, state),
    since: before?.state === state ? before.since : at - ageOf(frame),
  }
}
