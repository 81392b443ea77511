/** One gateway without its links: frames, entries and requests of workers in; entries, offers and actions out. */
import * as O from 'fp-ts/lib/Option.js'
import type { Connection, FailureReporter, Frame, Status } from '../index.js'
import type { Role } from './lead.js'
import type { Entry, Log } from './log.js'
import { Member } from './member.js'
import { type LinkNote, linkText } from './notes.js'
import { Offers, readWanted, type Told, toldText, type WantedAction } from './offer.js'
import { type Published, subjectFor } from './publish.js'
import { relayed } from './relay.js'
import { SnapshotPace } from './snapshotPace.js'
import { mayBeLogged, Snapshots } from './snapshots.js'
import type { Subjects } from './subject.js'

/** The surroundings of a post. */
export interface PostOptions {
  readonly server: string
  /** The name of the gateway. */
  readonly name: string
  readonly lease: number
  /** Characters of frames that may wait for the log. */
  readonly backlog: number
  readonly publish: readonly Published[]
  readonly subjects: Subjects
  readonly log: Log
  /** The link to Asterisk. */
  readonly connection: Pick<Connection, 'ask' | 'isAsking'>
  readonly now: () => number
  readonly timeOfDay: () => number
  /** Calls it when all frames were taken that came together. */
  readonly soon: (send: () => void) => void
  readonly later: (run: () => void, milliseconds: number) => void
  /** Publishes on the bus. */
  readonly say: (subject: string, text: string) => void
  readonly role: (role: Role) => void
  readonly fault: FailureReporter
}

/** True for an item of a list that this gateway has asked for: it is no event. */
const isItem = (frame: Frame, own: string, isAsking: Connection['isAsking']): boolean =>
  own !== '' &&
  isAsking?.() !== false &&
  frame.event !== 'UserEvent' &&
  frame.event !== 'OriginateResponse' &&
  frame.text.includes(own) &&
  frame.actionId?.startsWith(own) === true

export class Post {
  readonly #options: PostOptions
  readonly #member: Member
  readonly #snapshots: Snapshots
  readonly #pace: SnapshotPace
  readonly #offers: Offers
  readonly #subjectOf: (frame: Frame) => string | undefined
  readonly #count = { published: 0, actions: 0, offers: 0 }
  #role: Role = { _tag: 'Following' }
  #status: Status = { _tag: 'Idle' }
  /** The beginning of the ActionIDs of this gateway's link. */
  #own = ''

  constructor(options: PostOptions) {
    const { name, now, publish, subjects, connection, later } = options
    this.#options = options
    this.#subjectOf = subjectFor(publish, subjects)
    this.#pace = new SnapshotPace(now)
    this.#member = new Member({
      ...options,
      gateway: name,
      role: (role) => {
        this.#changed(role)
      },
      writing: (isNewLink) => {
        if (isNewLink) this.#member.own({ subject: subjects.own('link'), text: linkText(this.#about()) })
        this.#snapshot(isNewLink)
      },
    })
    this.#snapshots = new Snapshots({
      ask: connection.ask,
      subjects,
      later,
      read: () => this.read,
      about: () => this.#about(),
      write: (draft) => {
        this.#member.own(draft)
      },
    })
    this.#offers = new Offers({
      now,
      epoch: () => this.#epoch(),
      newId: () => `${name}-${(this.#count.offers += 1)}`,
      goSubject: subjects.go,
      tell: (reply, told) => {
        options.say(reply, toldText(told))
      },
      execute: (wanted, tell) => {
        this.#execute(wanted, tell)
      },
    })
  }

  /** The sequence of the newest entry that is known. */
  get read(): number {
    return this.#member.read
  }

  /** True while the log must be read. Changes with the role. */
  isReading(): boolean {
    return this.#member.isReading()
  }

  counts() {
    const waiting = this.#member.waiting()
    return { ...this.#count, waiting, gaps: this.#member.gaps(), declined: this.#offers.declined() }
  }

  status(status: Status): void {
    this.#status = status
    this.#member.linked(status._tag === 'Ready')
  }

  /** Resigns, and leads no more. True where it led. */
  resign(): boolean {
    const led = this.#role._tag === 'Leading'
    this.#member.linked(false)
    return led
  }

  /** A frame that Asterisk sent. */
  frame(frame: Frame): void {
    if (frame.event === undefined) {
      // the reply to the login begins each link, and shows the prefix of its ActionIDs
      const id = frame.actionId ?? ''
      if (id.endsWith('-login')) this.#own = id.slice(0, id.indexOf('-') + 1)
      return
    }
    const subject = this.#subjectOf(frame)
    if (subject === undefined || isItem(frame, this.#own, this.#options.connection.isAsking)) return
    this.#count.published += 1
    this.#pace.frame()
    this.#member.frame({ subject, text: frame.text })
  }

  /** The entries of the log, in order. */
  entry(entry: Entry): void {
    this.#member.entry(entry)
  }

  /** A worker wants an action. */
  request(text: string, reply: string): void {
    const wanted = readWanted(text)
    if (wanted !== undefined && reply !== '') this.#offers.request(wanted, reply)
  }

  /** A worker takes an offer. */
  go(id: string): void {
    this.#offers.go(id)
  }

  /** To be called several times in each lease. */
  tick(): void {
    this.#member.tick()
    if (this.#pace.isDue() && this.#member.holds()) this.#snapshot(false)
  }

  #changed(role: Role): void {
    this.#role = role
    if (role._tag === 'Fenced') this.#options.fault({ _tag: 'Fenced', server: this.#options.server, why: role.why })
    if (role._tag !== 'Leading') this.#snapshots.stop()
    this.#options.role(role)
  }

  /** The epoch, while actions may be sent. */
  #epoch(): number | undefined {
    return this.#role._tag === 'Leading' && this.#member.holds() ? this.#role.epoch : undefined
  }

  #execute(wanted: WantedAction, tell: (told: Told) => void): void {
    this.#count.actions += 1
    if (mayBeLogged(wanted)) this.#snapshots.asked(wanted, tell)
    else relayed(this.#options.connection.ask, wanted, tell)
  }

  #snapshot(isNewLink: boolean): void {
    this.#pace.begin()
    this.#snapshots.round(isNewLink)
  }

  #about(): LinkNote {
    const { publish } = this.#options
    return this.#status._tag === 'Ready'
      ? { ami: this.#status.ami, asterisk: O.toNullable(this.#status.asterisk), publish }
      : { ami: '', asterisk: null, publish }
  }
}
