/** The row of conferences: rooms of ConfBridge and their users, from events, the list of rooms, and one list for each room. */
import * as O from 'fp-ts/lib/Option.js'
import { keyText } from '../../protocol/actionId.js'
import type { Uniqueid } from '../../protocol/channel.js'
import type { Frame } from '../../protocol/frame.js'
import { memoryBudget } from '../budget.js'
import { copied, EndedKeys } from '../ended.js'
import type { Answer, Fold, Row, Tools } from '../model.js'
import type { Conference, ConferenceUser } from './conference.js'
import { ROOMS, USERS } from './questions.js'
import { Room, userIn } from './room.js'

/** Ended bridges and channels that are remembered, in each of two generations. */
const REMEMBERED = 256
/** About the bytes that a room or a user takes, with its texts. */
const BYTES = 1200

const NOTHING: readonly string[] = []

const placeOf = (room: string, uniqueid: Uniqueid): string => `${room}\n${uniqueid}`

const roomIn = (frame: Frame): string => frame.exact('Conference') ?? ''

/** Steps are the names of rooms that changed. The value of a room is undefined where it does not live. */
export class ConferenceFold implements Fold<string, Conference | undefined, string> {
  readonly #tools: Tools
  readonly #budget
  readonly #rooms = new Map<string, Room>()
  /** The room of each user. */
  readonly #roomOf = new Map<Uniqueid, string>()
  readonly #endedBridges = new EndedKeys(REMEMBERED)
  /** A channel never returns after its Hangup; a late join is ignored. */
  readonly #hungUp = new EndedKeys(REMEMBERED)
  /** Places that a user left on this link: the item of a list may be older. */
  #left = new EndedKeys(REMEMBERED)
  /** Places that one list showed after the user left. A second such list proves that the user is there. */
  readonly #doubted = new Set<string>()
  /** Rooms whose users are asked for. */
  readonly #open = new Set<string>()
  /** True from the first list of rooms on. */
  #isListed = false
  /** True from the first moment on at which the users of all rooms were known. */
  #wasComplete = false
  #link = 0
  #shown: Map<string, Conference> | undefined

  constructor(tools: Tools) {
    this.#tools = tools
    this.#budget = memoryBudget(tools.memory, tools.full)
  }

  event(name: string, frame: Frame, at: number): readonly string[] {
    const uniqueid = frame.exact('Uniqueid') ?? ''
    switch (name) {
      case 'Hangup':
        return this.#hangup(uniqueid)
      case 'ConfbridgeStart':
        return this.#start(roomIn(frame), frame.exact('BridgeUniqueid'))
      case 'ConfbridgeEnd':
        return this.#end(roomIn(frame), frame.exact('BridgeUniqueid'))
      case 'ConfbridgeJoin':
        return this.#join(frame, at)
      case 'ConfbridgeLeave':
        return this.#leave(roomIn(frame), uniqueid)
      case 'ConfbridgeMute':
      case 'ConfbridgeUnmute':
        return this.#set(roomIn(frame), uniqueid, { muted: name === 'ConfbridgeMute' })
      case 'ConfbridgeTalking':
        return this.#set(roomIn(frame), uniqueid, { talking: frame.exact('TalkingStatus') === 'on' })
      default:
        return this.#record(roomIn(frame), name === 'ConfbridgeRecord')
    }
  }

  answer({ question, key, items, denied, isScoped }: Answer): readonly string[] {
    if (question === ROOMS) return denied ? NOTHING : this.#roomsListed(items)
    const [first] = items
    const name = first === undefined ? this.#roomBehind(key ?? '') : roomIn(first)
    this.#open.delete(name)
    const steps = denied ? NOTHING : this.#usersListed(name, items, isScoped)
    this.#noteComplete()
    return steps
  }

  newLink(): void {
    this.#link += 1
    this.#left = new EndedKeys(REMEMBERED)
    this.#doubted.clear()
    this.#open.clear()
  }

  isComplete(): boolean {
    return this.#wasComplete || this.#open.size === 0
  }

  keys(steps: readonly string[]): readonly string[] {
    return steps
  }

  changes(steps: readonly string[]): readonly string[] {
    const shown = this.#shown
    if (shown === undefined) return steps
    for (const name of steps) {
      const room = this.#visible(name)
      if (room === undefined) shown.delete(name)
      else shown.set(room.name, room.conference)
    }
    return steps
  }

  standing(): readonly string[] {
    return [...this.values().keys()]
  }

  steps(): readonly string[] {
    return this.standing()
  }

  value(name: string, touched: boolean): O.Option<Conference | undefined> {
    if (this.#rooms.has(name)) return O.fromNullable(this.#visible(name)?.conference)
    const knowledge = this.#tools.knowledge()
    return this.#isListed || knowledge === 'all' || (touched && knowledge === 'seen') ? O.some(undefined) : O.none
  }

  values(): ReadonlyMap<string, Conference> {
    return (this.#shown ??= new Map(
      [...this.#rooms.keys()].flatMap((name) => {
        const room = this.#visible(name)
        return room === undefined ? [] : [[name, room.conference] as const]
      }),
    ))
  }

  unwatched(): void {
    this.#shown = undefined
  }

  /** A room is shown from the moment on at which all its users are known. */
  #visible(name: string): Room | undefined {
    const room = this.#rooms.get(name)
    return room?.wholeOn === undefined ? undefined : room
  }

  #noteComplete(): void {
    this.#wasComplete ||= this.#isListed && this.#open.size === 0
  }

  /** The room of a list without items: its mark may carry the hash of a name. */
  #roomBehind(key: string): string {
    if (this.#rooms.has(key)) return key
    return [...this.#rooms.keys()].find((name) => keyText(USERS.name, name) === key) ?? key
  }

  #askUsers(room: Room): void {
    if (room.wholeOn === undefined) this.#open.add(room.name)
    this.#tools.ask(USERS, room.name)
  }

  #newRoom(given: string, bridge: string | undefined): Room | undefined {
    if (!this.#budget.reserve(BYTES)) return undefined
    const room = new Room(copied(given), bridge === undefined ? undefined : copied(bridge))
    this.#rooms.set(room.name, room)
    return room
  }

  #start(name: string, bridge: string | undefined): readonly string[] {
    if (bridge !== undefined && this.#endedBridges.has(bridge)) return NOTHING
    const before = this.#rooms.get(name)
    if (before?.bridge !== undefined && before.bridge !== bridge) this.#drop(before)
    const room = this.#rooms.get(name) ?? this.#newRoom(name, bridge)
    if (room === undefined) return NOTHING
    room.bridge ??= bridge === undefined ? undefined : copied(bridge)
    room.link = this.#link
    room.wholeOn = this.#link
    this.#open.delete(name)
    room.record(false)
    return [name]
  }

  /** ConfbridgeEnd can come twice, and late: only that of the present bridge counts. */
  #end(name: string, bridge: string | undefined): readonly string[] {
    if (bridge !== undefined) this.#endedBridges.add(bridge)
    const room = this.#rooms.get(name)
    if (room === undefined || (room.bridge !== undefined && room.bridge !== bridge)) return NOTHING
    return this.#drop(room)
  }

  #drop(room: Room): readonly string[] {
    this.#rooms.delete(room.name)
    this.#open.delete(room.name)
    this.#budget.free(BYTES * (1 + room.users.size))
    for (const uniqueid of room.users.keys()) this.#roomOf.delete(uniqueid)
    return [room.name]
  }

  #join(frame: Frame, at: number): readonly string[] {
    const [name, bridge, uniqueid] = [roomIn(frame), frame.exact('BridgeUniqueid'), frame.exact('Uniqueid') ?? '']
    if (this.#hungUp.has(uniqueid) || (bridge !== undefined && this.#endedBridges.has(bridge))) return NOTHING
    const before = this.#rooms.get(name)
    if (before?.bridge !== undefined && bridge !== undefined && before.bridge !== bridge) this.#drop(before)
    const room = this.#rooms.get(name) ?? this.#newRoom(name, bridge)
    if (room === undefined) return NOTHING
    room.bridge ??= bridge === undefined ? undefined : copied(bridge)
    room.link = this.#link
    if (room.wholeOn === undefined && !this.#open.has(name)) this.#askUsers(room)
    this.#left.delete(placeOf(name, uniqueid))
    const known = room.users.get(uniqueid)?.user
    this.#enter(room, { ...userIn(frame, O.some(at)), talking: known?.talking ?? false }, this.#link)
    return [name]
  }

  #enter(room: Room, user: ConferenceUser, link: number | undefined): void {
    const { uniqueid } = user
    const elsewhere = this.#roomOf.get(uniqueid)
    if (elsewhere !== undefined && elsewhere !== room.name) this.#removeUser(this.#rooms.get(elsewhere), uniqueid)
    if (!room.users.has(uniqueid) && !this.#budget.reserve(BYTES)) return
    room.add(user, link)
    this.#roomOf.set(uniqueid, room.name)
  }

  #removeUser(room: Room | undefined, uniqueid: Uniqueid): readonly string[] {
    if (room?.remove(uniqueid) !== true) return NOTHING
    this.#roomOf.delete(uniqueid)
    this.#budget.free(BYTES)
    return [room.name]
  }

  #leave(name: string, uniqueid: Uniqueid): readonly string[] {
    const place = placeOf(name, uniqueid)
    this.#left.add(place)
    this.#doubted.delete(place)
    return this.#removeUser(this.#rooms.get(name), uniqueid)
  }

  #hangup(uniqueid: Uniqueid): readonly string[] {
    this.#hungUp.add(uniqueid)
    const name = this.#roomOf.get(uniqueid)
    return name === undefined ? NOTHING : this.#removeUser(this.#rooms.get(name), uniqueid)
  }

  #set(name: string, uniqueid: Uniqueid, flags: { muted?: boolean; talking?: boolean }): readonly string[] {
    const room = this.#rooms.get(name)
    return room?.set(uniqueid, flags, this.#link) === true ? [name] : NOTHING
  }

  #record(name: string, recording: boolean): readonly string[] {
    return this.#rooms.get(name)?.record(recording) === true ? [name] : NOTHING
  }

  /** A room that the list lacks has ended, unless an event of this link showed it. Rooms with unknown or other users are asked for. */
  #roomsListed(items: readonly Frame[]): readonly string[] {
    this.#isListed = true
    const listed = new Map(items.map((frame) => [roomIn(frame), frame]))
    const steps = [...listed].flatMap(([name, frame]) => {
      const room = this.#rooms.get(name) ?? this.#newRoom(name, undefined)
      if (room === undefined) return NOTHING
      const parties = frame.exact('Parties')
      const differs = parties !== undefined && parties !== String(room.users.size)
      if (room.wholeOn !== this.#link || differs) this.#askUsers(room)
      return room.lock(frame.exact('Locked')?.toLowerCase() === 'yes') ? [room.name] : NOTHING
    })
    const ended = [...this.#rooms.values()].filter(({ name, link }) => !listed.has(name) && link !== this.#link)
    const dropped = ended.flatMap((room) => this.#drop(room))
    this.#noteComplete()
    return [...steps, ...dropped]
  }

  #usersListed(name: string, items: readonly Frame[], isScoped: boolean): readonly string[] {
    const present = this.#rooms.get(name)
    const before = this.#visible(name)?.conference
    if (items.length === 0) {
      return present !== undefined && present.link !== this.#link && isScoped ? this.#drop(present) : NOTHING
    }
    const room = present ?? this.#newRoom(name, undefined)
    if (room === undefined) return NOTHING
    const listed = new Set(items.flatMap((frame) => this.#listUser(room, frame)))
    const missing = isScoped
      ? [...room.users].filter(([uniqueid, { link }]) => !listed.has(uniqueid) && link !== this.#link)
      : []
    for (const [uniqueid] of missing) this.#removeUser(room, uniqueid)
    this.#forgetDoubts(room.name, items)
    room.wholeOn = this.#link
    return room.conference === before ? NOTHING : [room.name]
  }

  /** A doubt ends where a list lacks the user. */
  #forgetDoubts(name: string, items: readonly Frame[]): void {
    if (this.#doubted.size === 0) return
    const listed = new Set(items.map((frame) => placeOf(name, frame.exact('Uniqueid') ?? '')))
    for (const place of this.#doubted) {
      if (place.startsWith(placeOf(name, '')) && !listed.has(place)) this.#doubted.delete(place)
    }
  }

  /** Returns the Uniqueid of an item that counts. */
  #listUser(room: Room, frame: Frame): readonly Uniqueid[] {
    const uniqueid = frame.exact('Uniqueid') ?? ''
    if (uniqueid === '' || this.#hungUp.has(uniqueid)) return []
    const place = placeOf(room.name, uniqueid)
    const known = room.users.get(uniqueid)
    if (known === undefined && this.#left.has(place) && !this.#doubted.delete(place)) {
      // once in 322 lists the user had left already (Asterisk 22.10)
      this.#doubted.add(place)
      this.#tools.ask(USERS, room.name)
      return []
    }
    const { admin, muted, talking, ...rest } = userIn(frame, O.none)
    if (known === undefined) this.#enter(room, { ...rest, admin, muted, talking }, undefined)
    else room.set(uniqueid, { admin, muted, talking }, undefined)
    return [uniqueid]
  }
}

export const CONFERENCES = {
  name: 'conferences',
  members: ['conference', 'conference$'],
  events: [
    'ConfbridgeStart',
    'ConfbridgeEnd',
    'ConfbridgeJoin',
    'ConfbridgeLeave',
    'ConfbridgeMute',
    'ConfbridgeUnmute',
    'ConfbridgeTalking',
    'ConfbridgeRecord',
    'ConfbridgeStopRecord',
    'Hangup',
  ],
  questions: [ROOMS, USERS],
  // the list of rooms shows which of them to ask for
  mostKeys: 0,
  beginsEmpty: true,
  fold: (tools: Tools) => new ConferenceFold(tools),
} as const satisfies Row<ConferenceFold>
