/** The ends of callers and members: late events and older lists bring neither back. */
import { EndedKeys } from '../ended.js'

/** Ended callers, and removed members, that are remembered, in each of two generations. */
const REMEMBERED = 256

const keyOf = (queue: string, thing: string): string => `${queue}\n${thing}`

export class Ends {
  readonly #callers = new EndedKeys(REMEMBERED)
  #members = new EndedKeys(REMEMBERED)
  /** Removed members that one list had again. */
  #suspects = new EndedKeys(REMEMBERED)

  callerLeft(queue: string, uniqueid: string): void {
    this.#callers.add(keyOf(queue, uniqueid))
  }

  /** The same channel may join again. */
  callerJoined(queue: string, uniqueid: string): void {
    this.#callers.delete(keyOf(queue, uniqueid))
  }

  hasLeft(queue: string, uniqueid: string): boolean {
    return this.#callers.has(keyOf(queue, uniqueid))
  }

  memberRemoved(queue: string, member: string): void {
    this.#members.add(keyOf(queue, member))
    this.#suspects.delete(keyOf(queue, member))
  }

  memberAdded(queue: string, member: string): void {
    this.#members.delete(keyOf(queue, member))
  }

  isRemoved(queue: string, member: string): boolean {
    return this.#members.has(keyOf(queue, member))
  }

  /** True for a removed member in its first list after that: the list may be older. In a second one it is a member again. */
  isDoubtful(queue: string, member: string): boolean {
    const key = keyOf(queue, member)
    if (!this.#members.has(key)) return false
    if (this.#suspects.has(key)) {
      this.#members.delete(key)
      return false
    }
    this.#suspects.add(key)
    return true
  }

  /** A member that was removed may have come back during the outage. */
  newLink(): void {
    this.#members = new EndedKeys(REMEMBERED)
    this.#suspects = new EndedKeys(REMEMBERED)
  }
}
