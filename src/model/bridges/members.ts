/** The members of each bridge, by the steps of the channels. */
import * as O from 'fp-ts/lib/Option.js'
import type { Uniqueid } from '../../protocol/channel.js'
import type { ChannelRecord } from '../channelRecord.js'
import type { ChannelStep } from '../channels.js'
import { copied } from '../copied.js'

const NOBODY: ReadonlySet<Uniqueid> = new Set()

/** The bridge of a channel; undefined while it is in none. */
export const bridgeIn = (record: ChannelRecord | undefined): string | undefined =>
  record === undefined ? undefined : O.toUndefined(record.past.bridge)

const before = (step: ChannelStep): ChannelRecord | undefined => (step._tag === 'First' ? undefined : step.before)

const after = (step: ChannelStep): ChannelRecord | undefined => (step._tag === 'Last' ? undefined : step.after)

export class BridgeMembers {
  readonly #byBridge = new Map<string, Set<Uniqueid>>()

  /** Applies a step; returns the bridges whose members changed. */
  apply(step: ChannelStep): readonly string[] {
    const [from, to] = [before(step), after(step)]
    const [left, entered] = [bridgeIn(from), bridgeIn(to)]
    if (left === entered) return []
    if (left !== undefined && from !== undefined) this.#leave(left, from.uniqueid)
    if (entered !== undefined && to !== undefined) this.#enter(entered, to.uniqueid)
    return [left, entered].flatMap((bridge) => bridge ?? [])
  }

  /** The members of a bridge, in the order in which they came. */
  of(bridge: string): ReadonlySet<Uniqueid> {
    return this.#byBridge.get(bridge) ?? NOBODY
  }

  /** The bridges with members. */
  bridges(): readonly string[] {
    return [...this.#byBridge.keys()]
  }

  #enter(bridge: string, uniqueid: Uniqueid): void {
    const members = this.#byBridge.get(bridge)
    if (members === undefined) this.#byBridge.set(copied(bridge), new Set([uniqueid]))
    else members.add(uniqueid)
  }

  #leave(bridge: string, uniqueid: Uniqueid): void {
    const members = this.#byBridge.get(bridge)
    members?.delete(uniqueid)
    if (members?.size === 0) this.#byBridge.delete(bridge)
  }
}
