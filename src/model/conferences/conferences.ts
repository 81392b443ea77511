/** The row of conferences: rooms of ConfBridge and their users, from events, the list of rooms, and one list for each room. */
import * as O from 'fp-ts/lib/Option.js'
import type { Uniqueid } from '../../protocol/channel.js'
import type { Frame } from '../../protocol/frame.js'
import { memoryBudget } from '../budget.js'
import type { Answer, Fold, Row, Tools } from '../model.js'
import type { Conference } from './conference.js'
import { Departures } from './departures.js'
import { ROOMS, USERS } from './questions.js'
import { type Room, userIn } from './room.js'
import { Rooms } from './rooms.js'

const NOTHING: readonly string[] = []

const roomIn = (frame: Frame): string => frame.exact('Conference') ?? ''

/** Steps are the names of rooms that changed. The value of a room is undefined where it does not live. */
export class ConferenceFold implements Fold<string, Conference | undefined, string> {
  readonly #tools: Tools
  readonly #rooms: Rooms
  readonly #gone = new Departures()
  /** Rooms whose users are unknown and asked for. */
  readonly #open = new Set<string>()
  /** True from the first list of rooms on. */
  #isListed = false
  /** True from the first moment on at which the users of all rooms were known. */
  #wasComplete = false
  #link = 0
  #shown: Map<string, Conference> | undefined

  constructor(tools: Tools) {
    this.#tools = tools
    this.#rooms = new Rooms(memoryBudget(tools.memory, tools.full))
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
    const name = first === undefined ? this.#rooms.behind(key ?? '') : roomIn(first)
    this.#open.delete(name)
    const steps = denied ? NOTHING : this.#usersListed(name, items, isScoped)
    this.#noteComplete()
    return steps
  }

  newLink(): void {
    this.#link += 1
    this.#gone.newLink()
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
    if (this.#rooms.live.has(name)) return O.fromNullable(this.#visible(name)?.conference)
    const knowledge = this.#tools.knowledge()
    return this.#isListed || knowledge === 'all' || (touched && knowledge === 'seen') ? O.some(undefined) : O.none
  }

  values(): ReadonlyMap<string, Conference> {
    return (this.#shown ??= new Map(
      [...this.#rooms.live.keys()].flatMap((name) => {
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
    const room = this.#rooms.live.get(name)
    return room?.wholeOn === undefined ? undefined : room
  }

  #noteComplete(): void {
    this.#wasComplete ||= this.#isListed && this.#open.size === 0
  }

  #askUsers(room: Room): void {
    if (room.wholeOn === undefined) this.#open.add(room.name)
    this.#tools.ask(USERS, room.name)
  }

  #start(name: string, bridge: string | undefined): readonly string[] {
    const room = this.#gone.hasEnded(bridge) ? undefined : this.#rooms.at(name, bridge)
    if (room === undefined) return NOTHING
    room.link = this.#link
    room.wholeOn = this.#link
    this.#open.delete(name)
    room.record(false)
    return [name]
  }

  /** ConfbridgeEnd can come twice, and late: only that of the present bridge counts. */
  #end(name: string, bridge: string | undefined): readonly string[] {
    if (bridge !== undefined) this.#gone.bridgeEnded(bridge)
    const room = this.#rooms.live.get(name)
    if (room === undefined || (room.bridge !== undefined && room.bridge !== bridge)) return NOTHING
    return this.#drop(room)
  }

  #drop(room: Room): readonly string[] {
    this.#open.delete(room.name)
    this.#rooms.drop(room)
    return [room.name]
  }

  #join(frame: Frame, at: number): readonly string[] {
    const [name, bridge, uniqueid] = [roomIn(frame), frame.exact('BridgeUniqueid'), frame.exact('Uniqueid') ?? '']
    const room = this.#gone.mayJoin(name, uniqueid, bridge) ? this.#rooms.at(name, bridge) : undefined
    if (room === undefined) return NOTHING
    room.link = this.#link
    if (room.wholeOn === undefined && !this.#open.has(name)) this.#askUsers(room)
    const elsewhere = this.#rooms.roomOf(uniqueid)
    const talking = room.users.get(uniqueid)?.user.talking ?? false
    this.#rooms.enter(room, { ...userIn(frame, O.some(at)), talking }, this.#link)
    return elsewhere === undefined || elsewhere === room ? [name] : [elsewhere.name, name]
  }

  #leave(name: string, uniqueid: Uniqueid): readonly string[] {
    this.#gone.left(name, uniqueid)
    return this.#rooms.roomOf(uniqueid)?.name === name ? this.#remove(uniqueid) : NOTHING
  }

  #hangup(uniqueid: Uniqueid): readonly string[] {
    this.#gone.hungUp(uniqueid)
    return this.#remove(uniqueid)
  }

  #remove(uniqueid: Uniqueid): readonly string[] {
    const room = this.#rooms.leave(uniqueid)
    return room === undefined ? NOTHING : [room.name]
  }

  #set(name: string, uniqueid: Uniqueid, flags: { muted?: boolean; talking?: boolean }): readonly string[] {
    const room = this.#rooms.live.get(name)
    return room?.set(uniqueid, flags, this.#link) === true ? [name] : NOTHING
  }

  #record(name: string, recording: boolean): readonly string[] {
    return this.#rooms.live.get(name)?.record(recording) === true ? [name] : NOTHING
  }

  /** A room that the list lacks has ended, unless an event of this link showed it. Rooms with unknown or other users are asked for. */
  #roomsListed(items: readonly Frame[]): readonly string[] {
    this.#isListed = true
    const listed = new Map(items.map((frame) => [roomIn(frame), frame]))
    const steps = [...listed].flatMap(([name, frame]) => {
      const room = this.#rooms.at(name, undefined)
      if (room === undefined) return NOTHING
      const parties = frame.exact('Parties')
      const differs = parties !== undefined && parties !== String(room.users.size)
      if (room.wholeOn !== this.#link || differs) this.#askUsers(room)
      return room.lock(frame.exact('Locked')?.toLowerCase() === 'yes') ? [room.name] : NOTHING
    })
    const ended = [...this.#rooms.live.values()].filter(({ name, link }) => !listed.has(name) && link !== this.#link)
    const dropped = ended.flatMap((room) => this.#drop(room))
    this.#noteComplete()
    return [...steps, ...dropped]
  }

  #usersListed(name: string, items: readonly Frame[], isScoped: boolean): readonly string[] {
    const present = this.#rooms.live.get(name)
    const before = this.#visible(name)?.conference
    if (items.length === 0) {
      return present !== undefined && present.link !== this.#link && isScoped ? this.#drop(present) : NOTHING
    }
    const room = this.#rooms.at(name, undefined)
    if (room === undefined) return NOTHING
    const listed = new Set(items.flatMap((frame) => this.#listUser(room, frame)))
    const missing = isScoped
      ? [...room.users].filter(([uniqueid, { link }]) => !listed.has(uniqueid) && link !== this.#link)
      : []
    for (const [uniqueid] of missing) this.#rooms.leave(uniqueid)
    this.#gone.listed(
      name,
      items.map((frame) => frame.exact('Uniqueid') ?? ''),
    )
    room.wholeOn = this.#link
    return room.conference === before ? NOTHING : [room.name]
  }

  /** Returns the Uniqueid of an item that counts. */
  #listUser(room: Room, frame: Frame): readonly Uniqueid[] {
    const uniqueid = frame.exact('Uniqueid') ?? ''
    if (uniqueid === '' || this.#gone.hasHungUp(uniqueid)) return []
    const isKnown = room.users.has(uniqueid)
    if (!isKnown && this.#gone.isDoubtful(room.name, uniqueid)) {
      this.#tools.ask(USERS, room.name)
      return []
    }
    const user = userIn(frame, O.none)
    if (isKnown) room.set(uniqueid, user, undefined)
    else this.#rooms.enter(room, user, undefined)
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
