/** A bridge: a place in Asterisk where channels are joined. */
import * as O from 'fp-ts/lib/Option.js'
import type { Uniqueid } from '../../protocol/channel.js'
import type { Frame } from '../../protocol/frame.js'
import { known } from '../../protocol/value.js'
import { copied } from '../copied.js'

/** A channel in a bridge. `deviceOf(channel)` is its device. */
export interface BridgeMember {
  readonly uniqueid: Uniqueid
  readonly channel: string
}

/** A bridge. Kind, creator and name are none where only the list of channels shows it. */
export interface Bridge {
  readonly id: string
  /** `basic`: two phones, or more by a transfer; `base`: a conference; `parking`, `agent_hold` … */
  readonly type: O.Option<string>
  /** True where members wait and do not hear each other: parking lots and waiting rooms. */
  readonly holds: O.Option<boolean>
  /** The application that made it: `ConfBridge`, `Parking`. */
  readonly creator: O.Option<string>
  /** The name of a room or of a parking lot. */
  readonly name: O.Option<string>
  /** The oldest channel first. */
  readonly members: readonly BridgeMember[]
}

/** The facts about a bridge beside its members. */
export type BridgeKind = Pick<Bridge, 'type' | 'holds' | 'creator' | 'name'>

export const UNKNOWN_KIND: BridgeKind = { type: O.none, holds: O.none, creator: O.none, name: O.none }

const WAITING: ReadonlySet<string> = new Set(['parking', 'agent_hold'])

const copiedOption = O.map(copied)

/** The kind that an event of a bridge, or an item of a list, shows. */
export const kindIn = (frame: Frame): BridgeKind => {
  const type = copiedOption(known(frame.exact('BridgeType')))
  const isHolding = frame.exact('BridgeTechnology') === 'holding_bridge'
  return {
    type,
    holds: O.map((name: string) => isHolding || WAITING.has(name))(type),
    creator: copiedOption(known(frame.exact('BridgeCreator'))),
    name: copiedOption(known(frame.exact('BridgeName'))),
  }
}

const KEYS = ['type', 'holds', 'creator', 'name'] as const

/** True for the same kind. */
export const sameKind = (a: BridgeKind, b: BridgeKind): boolean =>
  a === b || KEYS.every((key) => O.toUndefined<string | boolean>(a[key]) === O.toUndefined<string | boolean>(b[key]))

/** True for the same kind and members. */
export const sameBridge = (a: Bridge, b: Bridge): boolean =>
  a === b ||
  (sameKind(a, b) &&
    a.members.length === b.members.length &&
    a.members.every(
      ({ uniqueid, channel }, index) => uniqueid === b.members[index]?.uniqueid && channel === b.members[index].channel,
    ))
