/** One room of ConfBridge: its bridge, its users, and the evidence for them. */
import * as O from 'fp-ts/lib/Option.js'
import { partyOf, type Uniqueid } from '../../protocol/channel.js'
import type { Frame } from '../../protocol/frame.js'
import { copied } from '../copied.js'
import type { Conference, ConferenceUser } from './conference.js'

/** A user, with the newest link on which an event showed it. */
interface Guest {
  readonly user: ConferenceUser
  readonly link: number | undefined
}

const isYes = (word: string | undefined): boolean => word?.toLowerCase() === 'yes'

const copiedText = O.map(copied)

/** The user that a join or an item of a list shows. */
export const userIn = (frame: Frame, since: O.Option<number>): ConferenceUser => {
  const { number, name } = partyOf(frame, 'CallerIDNum', 'CallerIDName')
  return {
    uniqueid: copied(frame.exact('Uniqueid') ?? ''),
    channel: copied(frame.exact('Channel') ?? ''),
    callerId: { number: copiedText(number), name: copiedText(name) },
    admin: isYes(frame.exact('Admin')),
    muted: isYes(frame.exact('Muted')),
    talking: isYes(frame.exact('Talking')),
    since,
  }
}

type Flags = Partial<Pick<ConferenceUser, 'admin' | 'muted' | 'talking'>>

const has = (user: ConferenceUser, { admin, muted, talking }: Flags): boolean =>
  (admin ?? user.admin) === user.admin &&
  (muted ?? user.muted) === user.muted &&
  (talking ?? user.talking) === user.talking

/** A room that lives. It changes; the conferences that it gives do not. */
export class Room {
  readonly name: string
  /** The bridge of the conference; undefined where only a list showed the room. */
  bridge: string | undefined = undefined
  /** The newest link on which an event showed the room. */
  link: number | undefined = undefined
  /** The newest link on which all users were known: from the beginning, or by a list. Undefined: they are unknown so far. */
  wholeOn: number | undefined = undefined
  readonly #users = new Map<Uniqueid, Guest>()
  #locked: O.Option<boolean> = O.none
  #recording: O.Option<boolean> = O.none
  #conference: Conference | undefined

  constructor(name: string) {
    this.name = name
  }

  get users(): ReadonlyMap<Uniqueid, Guest> {
    return this.#users
  }

  /** The present conference; the same object until something changes. */
  get conference(): Conference {
    return (this.#conference ??= {
      room: this.name,
      users: [...this.#users.values()].map(({ user }) => user),
      locked: this.#locked,
      recording: this.#recording,
    })
  }

  add(user: ConferenceUser, link: number | undefined): void {
    this.#users.set(user.uniqueid, { user, link })
    this.#conference = undefined
  }

  /** Returns true where something changed. */
  remove(uniqueid: Uniqueid): boolean {
    const changed = this.#users.delete(uniqueid)
    if (changed) this.#conference = undefined
    return changed
  }

  /** Changes a user that is in the room. `link`: undefined for an item of a list. Returns true where something changed. */
  set(uniqueid: Uniqueid, flags: Flags, link: number | undefined): boolean {
    const guest = this.#users.get(uniqueid)
    if (guest === undefined) return false
    const { admin, muted, talking } = { ...guest.user, ...flags }
    const changed = !has(guest.user, flags)
    this.#users.set(uniqueid, {
      user: changed ? { ...guest.user, admin, muted, talking } : guest.user,
      link: link ?? guest.link,
    })
    if (changed) this.#conference = undefined
    return changed
  }

  lock(locked: boolean): boolean {
    if (O.isSome(this.#locked) && this.#locked.value === locked) return false
    this.#locked = O.some(locked)
    this.#conference = undefined
    return true
  }

  record(recording: boolean): boolean {
    if (O.isSome(this.#recording) && this.#recording.value === recording) return false
    this.#recording = O.some(recording)
    this.#conference = undefined
    return true
  }
}
