/** The kind of each bridge that calls are in: members of a basic one talk, and are one call. */
import { copied } from '../copied.js'
import type { Frame } from '../../protocol/frame.js'

/** Applications whose bridges are rooms or parking lots, for channels that only a list shows. */
const NO_TALK = /^(?:ConfBridge|MeetMe|Page|Park|ParkAndAnnounce)$/

export class BridgeKinds {
  readonly #byBridge = new Map<string, string>()

  /** Reads a `BridgeEnter`. */
  read(frame: Frame): void {
    const bridge = frame.exact('BridgeUniqueid')
    const kind = frame.exact('BridgeType')
    if (bridge === undefined || kind === undefined || this.#byBridge.get(bridge) === kind) return
    this.#byBridge.set(copied(bridge), copied(kind))
  }

  /** Reads the items of `Status`, which do not show the kind itself. */
  list(items: readonly Frame[]): void {
    for (const item of items) {
      const bridge = item.exact('BridgeID') ?? ''
      const isSilent = bridge !== '' && NO_TALK.test(item.exact('Application') ?? '')
      if (isSilent && !this.#byBridge.has(bridge)) this.#byBridge.set(copied(bridge), 'base')
    }
  }

  /** A bridge without members is forgotten. */
  forget(bridge: string): void {
    this.#byBridge.delete(bridge)
  }

  /** True for a bridge whose members are one call. */
  joins(bridge: string): boolean {
    return this.#byBridge.get(bridge) === 'basic'
  }

  /** True for a bridge whose members hear each other as two phones do: no room, no parking lot, no waiting agent. */
  talks(bridge: string): boolean {
    return (this.#byBridge.get(bridge) ?? 'basic') === 'basic'
  }
}
