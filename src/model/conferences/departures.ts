/** The memory of what ended: late events and older lists must not bring it back. */
import type { Uniqueid } from '../../protocol/channel.js'
import { EndedKeys } from '../ended.js'

/** Ended bridges and channels that are remembered, in each of two generations. */
const REMEMBERED = 256

const placeOf = (room: string, uniqueid: Uniqueid): string => `${room}\n${uniqueid}`

export class Departures {
  readonly #bridges = new EndedKeys(REMEMBERED)
  readonly #channels = new EndedKeys(REMEMBERED)
  /** Places that a user left on this link. */
  #left = new EndedKeys(REMEMBERED)
  /** Places that one list showed after the user left. */
  readonly #doubted = new Set<string>()

  newLink(): void {
    this.#left = new EndedKeys(REMEMBERED)
    this.#doubted.clear()
  }

  bridgeEnded(bridge: string): void {
    this.#bridges.add(bridge)
  }

  hungUp(uniqueid: Uniqueid): void {
    this.#channels.add(uniqueid)
  }

  left(room: string, uniqueid: Uniqueid): void {
    const place = placeOf(room, uniqueid)
    this.#left.add(place)
    this.#doubted.delete(place)
  }

  /** A user joins anew; false for a channel that hung up and for a conference that ended: the event is late. */
  mayJoin(room: string, uniqueid: Uniqueid, bridge: string | undefined): boolean {
    if (this.hasHungUp(uniqueid) || this.hasEnded(bridge)) return false
    this.#left.delete(placeOf(room, uniqueid))
    return true
  }

  hasEnded(bridge: string | undefined): boolean {
    return bridge !== undefined && this.#bridges.has(bridge)
  }

  /** A channel never returns after its Hangup. */
  hasHungUp(uniqueid: Uniqueid): boolean {
    return this.#channels.has(uniqueid)
  }

  /**
   * True for the item of a list that shows a user who left on this link. Once in 322 lists such an item was older than the leave (Asterisk
   * 22.10), so the first one only raises a doubt, and the second one proves that the user is there.
   */
  isDoubtful(room: string, uniqueid: Uniqueid): boolean {
    const place = placeOf(room, uniqueid)
    if (!this.#left.has(place) || this.#doubted.delete(place)) return false
    this.#doubted.add(place)
    return true
  }

  /** A doubt ends where a list lacks the user. */
  listed(room: string, uniqueids: readonly Uniqueid[]): void {
    if (this.#doubted.size === 0) return
    const places = new Set(uniqueids.map((uniqueid) => placeOf(room, uniqueid)))
    for (const place of this.#doubted) {
      if (place.startsWith(placeOf(room, '')) && !places.has(place)) this.#doubted.delete(place)
    }
  }
}
