/** A channel: one leg of a call, as the headers of an event or of a `Status` item show it. */
import * as O from 'fp-ts/lib/Option.js'
import { CHANNEL_STATES, type ChannelState } from './channelState.js'
import { count, known, unescaped } from './value.js'
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

/** What a channel's newest frame alone does not tell. */
export type Past = Pick<Channel, 'state' | 'bridge' | 'held' | 'placed' | 'since'>

/** How old a listed channel is, in milliseconds; events come at once. */
const ageOf = (event: string, frame: Frame): number =>
  event === 'Status' ? O.getOrElse(() => 0)(count(frame.exact('Seconds'))) * 1000 : 0

/** Of the events that show a channel, two tell of its bridge, and the items of `Status` do. */
const bridgeOf = (event: string, frame: Frame, before: O.Option<string>): O.Option<string> => {
  if (event !== 'BridgeEnter' && event !== 'Status') return event === 'BridgeLeave' ? O.none : before
  const bridge = frame.exact('BridgeUniqueid') ?? frame.exact('BridgeID')
  return bridge === undefined ? before : known(bridge)
}

const heldAfter = (event: string, before: boolean): boolean =>
  event === 'Hold' || (before && event !== 'Unhold' && event !== 'BridgeLeave')

/** What is to be remembered once a frame has shown a channel, as event of that name or in a list as `Status`; `at`: epoch milliseconds. */
export const pastOf = (event: string, frame: Frame, before: Past | undefined, at: number): Past => {
  const state = stateOf(frame)
  const bridge = bridgeOf(event, frame, before?.bridge ?? O.none)
  const held = heldAfter(event, before?.held ?? false)
  const placed = before !== undefined && O.isSome(before.placed) ? before.placed : placedBy(frame, state)
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

/** Whether two sights of a channel show the same. */
export const sameChannel = (a: Channel, b: Channel): boolean =>
  a === b ||
  (a.uniqueid === b.uniqueid &&
    a.state === b.state &&
    a.name === b.name &&
    a.linkedid === b.linkedid &&
    a.held === b.held &&
    a.context === b.context &&
    a.exten === b.exten &&
    sameText(a.bridge, b.bridge) &&
    sameText(a.callerId.number, b.callerId.number) &&
    sameText(a.callerId.name, b.callerId.name) &&
    sameText(a.connected.number, b.connected.number) &&
    sameText(a.connected.name, b.connected.name) &&
    O.isSome(a.placed) === O.isSome(b.placed))

const sameText = (a: O.Option<string>, b: O.Option<string>): boolean =>
  O.isSome(a) ? O.isSome(b) && a.value === b.value : O.isNone(b)
