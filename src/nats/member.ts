/** One gateway of an Asterisk, without sockets: frames in, entries out, in step with the other gateways of that Asterisk. */
import * as O from 'fp-ts/lib/Option.js'
import type { Failure } from '../index.js'
import { Leadership, type LeadOptions, type Role } from './lead.js'
import type { Confirmed, Draft, Entry } from './log.js'
import { type GapNote, gapText } from './notes.js'
import { Standby, stampOf } from './standby.js'
import { isFrameKind, kindOf, type Subjects } from './subject.js'

export interface MemberOptions extends Pick<LeadOptions, 'gateway' | 'lease' | 'log' | 'now' | 'soon' | 'fault'> {
  readonly server: string
  readonly subjects: Subjects
  /** Characters of frames that may wait for the log. */
  readonly backlog: number
  /** The time of day. */
  readonly timeOfDay: () => number
  readonly role: (role: Role) => void
  /** This gateway writes now. `isNewLink`: readers need a link and its lists, as frames may be missing. */
  readonly writing: (isNewLink: boolean) => void
}

/** The place in the log at which a new leader begins. Until it is found, frames only go to the standby. */
type Place =
  | { readonly _tag: 'Away' }
  | { readonly _tag: 'Seeking'; readonly epoch: number; readonly since: number }
  | { readonly _tag: 'Found' }

const AWAY: Place = { _tag: 'Away' }
const UNSEEN = 'the log ends with a frame that this gateway has not'
const UNTIMED =
  'Asterisk writes no time into its events, so none shows where the log ends: set timestampevents = yes in manager.conf'
/** Seconds. Asterisk closes a link that is slower; a greater difference means that its clock was set back. */
const SLOWEST = 60
const ENCODER = new TextEncoder()

export class Member {
  readonly #options: MemberOptions
  readonly #leadership: Leadership
  /** The frames of this gateway's own link. */
  readonly #standby: Standby
  /** After a gap: the moment of the newest frame in the log. Frames up to it may still come over a slow link. */
  #writtenUpTo: number | undefined
  #role: Role = { _tag: 'Following' }
  #place: Place = AWAY
  #isLinked = false
  /** The newest frame of the log, and its sequence. */
  #newest: Entry | undefined
  /** The sequence up to which frames were logged before this link was up: they are not in the standby. */
  #before = 0
  #read = 0
  #lastAt = 0
  #overflowSince: number | undefined
  #hasBegun = false
  #gaps = 0

  constructor(options: MemberOptions) {
    const { lease, now, subjects } = options
    this.#options = options
    this.#standby = new Standby(Math.max(10_000, 4 * lease), now)
    this.#leadership = new Leadership({
      ...options,
      subject: subjects.lead,
      confirmed: (epoch, entry) => {
        this.#confirmed(epoch, entry)
      },
      role: (role) => {
        this.#changed(role)
      },
    })
  }

  /** True while actions may be sent: asked right before each one. */
  holds(): boolean {
    return this.#isLinked && this.#place._tag === 'Found' && this.#leadership.holds()
  }

  /** The sequence of the newest entry that is known. */
  get read(): number {
    return this.#read
  }

  /** True while the log must be read. A leader knows what stands in it: its own entries, which the log confirms. */
  isReading(): boolean {
    return this.#role._tag !== 'Leading' || this.#read < this.#role.epoch
  }

  /** The entries that the log has not confirmed. */
  waiting(): number {
    return this.#leadership.chain?.size ?? 0
  }

  /** The gaps that this gateway wrote into the log. */
  gaps(): number {
    return this.#gaps
  }

  /** The link to Asterisk is up, or lost. A leader without a link resigns. */
  linked(isLinked: boolean): void {
    if (isLinked === this.#isLinked) return
    this.#isLinked = isLinked
    // frames of a later link do not follow those of this one, even in the same epoch
    this.#place = AWAY
    this.#standby.clear()
    this.#before = this.#newest?.sequence ?? this.#read
    this.#leadership.allow(isLinked)
  }

  /** A frame that Asterisk sent. */
  frame(draft: Draft): void {
    if (this.#isTooBig(draft)) return
    this.#standby.add(draft)
    if (this.#place._tag !== 'Found') this.#seek()
    else if (!this.#isOld(draft)) this.#append(draft)
  }

  /** An entry of our own: written by a leader that has found its place. */
  own(draft: Draft): void {
    if (this.#place._tag === 'Found' && !this.#isTooBig(draft)) this.#append(draft)
  }

  /** The entries of the log, in order. Those that are known already change nothing. */
  entry(entry: Entry): void {
    if (entry.sequence <= this.#read) return
    this.#read = entry.sequence
    if (isFrameKind(kindOf(entry.subject))) this.#newest = entry
    const isOurs = this.#place._tag === 'Seeking' && entry.sequence >= this.#place.epoch
    if (!isOurs) this.#lastAt = entry.at
    this.#leadership.entry(entry)
    this.#seek()
  }

  tick(): void {
    this.#leadership.tick()
    this.#seek()
    this.#dropBacklog()
  }

  /** From the epoch on the log holds our own entries only. Those before it must have been read. */
  #confirmed(epoch: number, entry: Confirmed): void {
    if (isFrameKind(kindOf(entry.subject))) this.#standby.stored(entry)
    if (this.#read >= epoch - 1) this.entry({ ...entry, at: this.#options.timeOfDay() })
  }

  #changed(role: Role): void {
    this.#role = role
    if (role._tag === 'Following') this.#place = AWAY
    else if (role._tag === 'Leading' && this.#place._tag === 'Away') {
      this.#place = { _tag: 'Seeking', epoch: role.epoch, since: this.#options.now() }
    }
    this.#options.role(role)
    this.#seek()
  }

  /** A new leader goes on after the newest frame of the log, when it has read the log up to its own first entry. */
  #seek(): void {
    if (this.#place._tag !== 'Seeking' || !this.#isLinked) return
    const { epoch, since } = this.#place
    if (this.#read < epoch) return
    if (epoch === 1 && !this.#hasBegun) {
      this.#begin(this.#standby.all(), true)
      return
    }
    // the standby has no frame from before this link
    const end = (this.#newest?.sequence ?? 0) > this.#before ? this.#newest : undefined
    const rest = end === undefined ? O.none : this.#standby.after(end)
    if (O.isSome(rest)) {
      this.#begin(rest.value, false)
      return
    }
    // the old leader may have read further than this gateway's own link: the frame is then still on its way
    const isTimed = end !== undefined && stampOf(end.text) !== undefined
    if (isTimed && this.#options.now() - since < this.#options.lease) return
    this.#beginWithGap(end === undefined || isTimed ? UNSEEN : UNTIMED)
  }

  #beginWithGap(why: string): void {
    const until = this.#options.timeOfDay()
    this.#found()
    this.#writtenUpTo = stampOf(this.#newest?.text ?? '')
    this.#append(this.#gap({ why, since: this.#lastAt === 0 ? until : this.#lastAt, until }))
    this.#options.writing(true)
  }

  #begin(frames: readonly Draft[], isNewLink: boolean): void {
    this.#found()
    if (isNewLink) this.#options.writing(true)
    for (const { subject, text } of frames) this.#append({ subject, text })
    if (!isNewLink) this.#options.writing(false)
  }

  #found(): void {
    this.#place = { _tag: 'Found' }
    this.#writtenUpTo = undefined
    this.#hasBegun = true
  }

  #append(draft: Draft): void {
    const { chain } = this.#leadership
    if (chain === undefined) return
    chain.append(draft)
    if (chain.length > this.#options.backlog) this.#overflowSince ??= this.#options.timeOfDay()
  }

  /** The log is away for so long that the memory is spent: what waits is dropped, and readers are told. */
  #dropBacklog(): void {
    const { chain } = this.#leadership
    if (this.#overflowSince === undefined || chain === undefined) return
    const since = this.#overflowSince
    this.#overflowSince = undefined
    if (chain.length <= this.#options.backlog) return
    chain.clear()
    // some of them may be in the log, and will not be read
    this.#newest = undefined
    chain.append(this.#gap({ why: 'the log did not answer for too long', since, until: this.#options.timeOfDay() }))
    this.#options.writing(true)
  }

  #gap(note: GapNote): Draft {
    this.#gaps += 1
    return { subject: this.#options.subjects.own('gap'), text: gapText(note) }
  }

  /** True for a frame that is not newer than the log; false for all that follow a newer one. */
  #isOld({ text }: Draft): boolean {
    const until = this.#writtenUpTo
    if (until === undefined) return false
    const made = stampOf(text)
    if (made !== undefined && made <= until && made > until - SLOWEST) return true
    this.#writtenUpTo = undefined
    return false
  }

  #isTooBig({ subject, text }: Draft): boolean {
    const most = this.#options.log.most()
    if (3 * text.length <= most) return false
    const bytes = ENCODER.encode(text).length
    if (bytes <= most) return false
    const failure: Failure = { _tag: 'TooBig', what: `an entry for ${subject}`, bytes, most }
    this.#options.fault(failure)
    return true
  }
}
