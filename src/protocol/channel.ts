/** A channel: one leg of a call, as the headers of an event or of a `Status` item show it. */
import * as O from 'fp-ts/lib/Option.js'
import { CHANNEL_STATES, type ChannelState } from './channelState.js'
import { count, known, unescaped, sameOption } from './value.js'
import type { Frame } from './frame.js'

/** The id that Asterisk gives a channel for its whole life (`1795386550.27`). */
export type Uniqueid = string

/** The number and name of a party; none where Asterisk does not know or hides them. */
export interface Party {
  readonly number: O.Option<string>
  readonly name: O.Option<string>
}

/** One leg of a call, as its newest event shows it. */
export interface Channel {
  readonly uniqueid: Uniqueid
  /** Shared by all channels of one call. */
  readonly linkedid: string
  /** `PJSIP/2222-00000001` */
  readonly name: string
  /** `ring`: the phone dials; `ringing`: the phone rings. */
  readonly state: ChannelState
  readonly callerId: Party
  /** The party on the other side. */
  readonly connected: Party
  readonly context: string
  readonly exten: string
  /** The bridge, while the channel is in one. */
  readonly bridge: O.Option<string>
  /** True while this side has put the other side on hold. */
  readonly held: boolean
  /** True if its phone placed the call, false if its phone was called; none where no frame shows it. */
  readonly placed: O.Option<boolean>
  /** The start of this state, in epoch milliseconds. For a channel that is older than the link: its creation. */
  readonly since: number
}

const stateOf = (frame: Frame): ChannelState => CHANNEL_STATES[Number(frame.exact('ChannelState'))] ?? 'unknown'

/** Names in events have C escapes (`manager_channels.c`, from 13.5 on). Names in `Status` have none (`manager.c:action_status`). */
export const partyOf = (frame: Frame, numberHeader: string, nameHeader: string): Party => {
  const name = known(frame.exact(nameHeader))
  return {
    number: known(frame.exact(numberHeader)),
    name: frame.event === 'Status' ? name : O.map(unescaped)(name),
  }
}

/**
 * The states in which a channel waits for the dialplan of its own phone or trunk. No driver gives such a state to a channel that it dials.
 * An analogue trunk with caller id by polarity is first in `preRing`, then in `ring` (`chan_dahdi.c`).
 */
const begins = (state: ChannelState): boolean => state === 'ring' || state === 'preRing'

/** `placed`, from a state that shows it, or from the application of a listed channel. */
const placedBy = (frame: Frame, state: ChannelState): O.Option<boolean> => {
  if (begins(state)) return O.some(true)
  // Dial creates the leg of a called phone in `down`, then rings it; trunks of DAHDI and mISDN are dialed in `dialing`
  if (state === 'down' || state === 'ringing' || state === 'dialing') return O.some(false)
  const application = frame.exact('Application')
  // a leg that Dial or Queue called runs no dialplan of its own
  return application === undefined || application === '' ? O.none : O.some(!/^App(?:Dial|Queue)/.test(application))
}

/** The direction stays, but for a phone of MGCP, Skinny or SCCP that dials: it begins in `down`, and `ring` shows its direction. */
const placedAfter = (frame: Frame, state: ChannelState, before: Past | undefined): O.Option<boolean> => {
  if (before === undefined || O.isNone(before.placed)) return placedBy(frame, state)
  const early = before.state !== 'ringing' && before.state !== 'up'
  return early && !before.placed.value && begins(state) ? O.some(true) : before.placed
}

/** The facts about a channel that its newest frame alone does not show. */
export type Past = Pick<Channel, 'state' | 'bridge' | 'held' | 'placed' | 'since'>

/** The age of a listed channel in milliseconds; 0 for an event, which arrives at once. */
const ageOf = (event: string, frame: Frame): number =>
  event === 'Status' ? O.getOrElse(() => 0)(count(frame.exact('Seconds'))) * 1000 : 0

/** The bridge of a channel: `BridgeEnter`, `BridgeLeave` and the items of `Status` show it, other events keep it. */
const bridgeOf = (event: string, frame: Frame, before: O.Option<string>): O.Option<string> => {
  if (event !== 'BridgeEnter' && event !== 'BridgeLeave' && event !== 'Status') return before
  const bridge = frame.exact('BridgeUniqueid') ?? frame.exact('BridgeID')
  if (event !== 'BridgeLeave') return bridge === undefined ? before : known(bridge)
  // a late leave of an older bridge
  return O.isSome(before) && bridge !== undefined && bridge !== before.value ? before : O.none
}

const heldAfter = (event: string, before: boolean): boolean =>
  event === 'Hold' || (before && event !== 'Unhold' && event !== 'BridgeLeave')

/** The past of a channel after a frame: an event of that name, or an item of the list `Status`. `at`: epoch milliseconds. */
export const pastOf = (event: string, frame: Frame, before: Past | undefined, at: number): Past => {
  const state = stateOf(frame)
  const bridge = bridgeOf(event, frame, before?.bridge ?? O.none)
  const held = heldAfter(event, before?.held ?? false)
  const placed = placedAfter(frame, state, before)
  return before?.state === state && before.bridge === bridge && before.held === held && before.placed === placed
    ? before
    : { state, bridge, held, placed, since: before?.state === state ? before.since : at - ageOf(event, frame) }
}

/** The channel that a frame shows. */
export const channelOf = (
  frame: Frame,
  { uniqueid, name }: Pick<Channel, 'uniqueid' | 'name'>,
  { state, bridge, held, placed, since }: Past,
): Channel => ({
  uniqueid,
  linkedid: frame.exact('Linkedid') ?? uniqueid,
  name,
  state,
  callerId: partyOf(frame, 'CallerIDNum', 'CallerIDName'),
  connected: partyOf(frame, 'ConnectedLineNum', 'ConnectedLineName'),
  context: frame.exact('Context') ?? '',
  exten: frame.exact('Exten') ?? '',
  bridge,
  held,
  placed,
  since,
})

/** True if two values of a channel are equal. */
export const sameChannel = (a: Channel, b: Channel): boolean =>
  a === b ||
  (a.uniqueid === b.uniqueid &&
    a.state === b.state &&
    a.name === b.name &&
    a.linkedid === b.linkedid &&
    a.held === b.held &&
    a.context === b.context &&
    a.exten === b.exten &&
    sameOption(a.bridge, b.bridge) &&
    sameParty(a.callerId, b.callerId) &&
    sameParty(a.connected, b.connected) &&
    sameOption(a.placed, b.placed))

/** True for the same number and name. */
export const sameParty = (a: Party, b: Party): boolean => sameOption(a.number, b.number) && sameOption(a.name, b.name)
