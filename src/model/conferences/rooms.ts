/** All rooms that live, with the room of each user, within the memory budget. */
import { keyText } from '../../protocol/actionId.js'
import type { Uniqueid } from '../../protocol/channel.js'
import type { Budget } from '../budget.js'
import { copied } from '../copied.js'
import type { ConferenceUser } from './conference.js'
import { USERS } from './questions.js'
import { Room } from './room.js'

/** About the bytes that a room or a user takes, with its texts. */
const BYTES = 1200

export class Rooms {
  readonly live: ReadonlyMap<string, Room>
  readonly #live = new Map<string, Room>()
  readonly #roomOf = new Map<Uniqueid, Room>()
  readonly #budget: Budget

  constructor(budget: Budget) {
    this.live = this.#live
    this.#budget = budget
  }

  /**
   * The room in which an event of that bridge happens. A room with another bridge is an older conference, whose end was missed. Undefined:
   * the memory is full.
   */
  at(name: string, bridge: string | undefined): Room | undefined {
    const before = this.#live.get(name)
    if (before?.bridge !== undefined && bridge !== undefined && before.bridge !== bridge) this.drop(before)
    const room = this.#live.get(name) ?? this.#begin(name)
    if (room !== undefined && bridge !== undefined) room.bridge ??= copied(bridge)
    return room
  }

  /** The room of a list without items: the mark of the list may carry the hash of the name. */
  behind(key: string): string {
    if (this.#live.has(key)) return key
    return [...this.#live.keys()].find((name) => keyText(USERS.name, name) === key) ?? key
  }

  drop(room: Room): void {
    this.#live.delete(room.name)
    this.#budget.free(BYTES * (1 + room.users.size))
    for (const uniqueid of room.users.keys()) this.#roomOf.delete(uniqueid)
  }

  /** A user is in a room, and so in no other one. */
  enter(room: Room, user: ConferenceUser, link: number | undefined): void {
    const { uniqueid } = user
    if (this.#roomOf.get(uniqueid) !== room) this.leave(uniqueid)
    if (!room.users.has(uniqueid) && !this.#budget.reserve(BYTES)) return
    room.add(user, link)
    this.#roomOf.set(uniqueid, room)
  }

  /** Returns the room that the user left. */
  leave(uniqueid: Uniqueid): Room | undefined {
    const room = this.#roomOf.get(uniqueid)
    if (room?.remove(uniqueid) !== true) return undefined
    this.#roomOf.delete(uniqueid)
    this.#budget.free(BYTES)
    return room
  }

  /** The room that a user is in. */
  roomOf(uniqueid: Uniqueid): Room | undefined {
    return this.#roomOf.get(uniqueid)
  }

  #begin(name: string): Room | undefined {
    if (!this.#budget.reserve(BYTES)) return undefined
    const room = new Room(copied(name))
    this.#live.set(room.name, room)
    return room
  }
}
