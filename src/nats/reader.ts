/** The entries of a log as a worker reads them: frames, and who leads. A fold; the caller brings the clock. */
import * as O from 'fp-ts/lib/Option.js'
import { frame, Frame, type Gap } from '../index.js'
import { type Entry, idFrom } from './log.js'
import { type LinkNote, type MarkNote, readGap, readLead, readLink, readMark } from './notes.js'
import { LOG_PREFIX } from './snapshots.js'
import { kindOf } from './subject.js'

/** A gateway that leads. `at`: the stop-watch at its newest entry. */
export interface Leader {
  readonly gateway: string
  readonly epoch: number
  readonly lease: number
  readonly at: number
}

export interface ReaderEvents {
  readonly frame: (frame: Frame) => void
  /** Frames may be missing from here on. */
  readonly gap: (gap: Gap) => void
  /** The leader, or what is known of its Asterisk, changed. */
  readonly changed: () => void
}

/** The frame that begins a link for models. */
const loginFrame = (ami: string): Frame =>
  frame('Response: Success', `ActionID: ${LOG_PREFIX}0-login`, `Message: Authentication accepted (AMI ${ami})`)

export class Reader {
  readonly #events: ReaderEvents
  readonly #now: () => number
  #leader: Leader | undefined
  #epoch = 0
  /** True from the first entry on: a later epoch begins with an entry about leading. */
  #isEpochKnown = false
  #about: LinkNote | undefined
  /** The epoch whose gateway told `about`. */
  #aboutIn: number | undefined
  #read = 0

  constructor(now: () => number, events: ReaderEvents) {
    this.#now = now
    this.#events = events
  }

  /** The newest epoch. */
  get epoch(): number {
    return this.#epoch
  }

  get about(): LinkNote | undefined {
    return this.#about
  }

  /** The names that the gateway of the newest epoch publishes; undefined until it has told them. */
  get published(): readonly string[] | undefined {
    return this.#aboutIn === this.#epoch ? this.#about?.publish : undefined
  }

  /** The sequence of the newest entry. */
  get read(): number {
    return this.#read
  }

  /** The leader, unless it was silent for longer than its lease. */
  leader(): Leader | undefined {
    const leader = this.#leader
    return leader !== undefined && this.#now() - leader.at <= 1.5 * leader.lease ? leader : undefined
  }

  /** Begins at a mark: a new link for models. */
  begin({ sequence, mark }: { readonly sequence: number; readonly mark: MarkNote | undefined }): void {
    this.#read = sequence - 1
    this.#isEpochKnown = false
    if (mark !== undefined) this.#about = mark
    this.#events.frame(loginFrame(mark?.ami ?? ''))
  }

  entry(entry: Entry): void {
    const { sequence, text } = entry
    const kind = kindOf(entry.subject)
    // the log keeps an hour: a reader that was away for longer finds a hole
    if (this.#read > 0 && sequence > this.#read + 1) {
      this.#isEpochKnown = false
      this.#events.gap(gapOf(0))
    }
    this.#read = sequence
    if (kind === 'lead' || !this.#isEpochKnown) this.#learn(entry)
    if (this.#leader !== undefined) this.#leader = { ...this.#leader, at: this.#now() }
    switch (kind) {
      case 'lead':
        this.#lead(text)
        return
      case 'link':
        this.#tell(readLink(text))
        this.#events.frame(loginFrame(this.#about?.ami ?? ''))
        this.#events.changed()
        return
      case 'gap': {
        const note = readGap(text)
        this.#events.gap(gapOf(note === undefined ? 0 : Math.max(0, note.until - note.since)))
        return
      }
      case 'list':
      case 'state':
      case 'userEvent':
      case 'event':
        this.#events.frame(new Frame(text))
        return
      case 'mark':
        // a gateway that takes over without a gap writes no link
        this.#tell(readMark(text))
        return
      case undefined:
    }
  }

  /** The gateway of this epoch tells of itself. */
  #tell(note: LinkNote | undefined): void {
    if (note === undefined) return
    this.#about = note
    this.#aboutIn = this.#epoch
  }

  /** Reads the epoch in the id, which costs more than the rest of an entry. */
  #learn({ id }: Entry): void {
    const epoch = idFrom(id)?.epoch
    if (epoch === undefined) return
    this.#isEpochKnown = true
    this.#epoch = Math.max(this.#epoch, epoch)
  }

  #lead(text: string): void {
    const note = readLead(text)
    if (note === undefined) return
    const { does, gateway, epoch, lease } = note
    const before = this.#leader
    this.#leader = does === 'resign' ? undefined : { gateway, epoch, lease, at: this.#now() }
    if (before?.epoch !== this.#leader?.epoch) this.#events.changed()
  }
}

/** A gap of the log for models: all of them are read again, and the events of that time are lost. */
const gapOf = (away: number): Gap => ({
  away,
  resynchronised: [],
  unknown: ['userEvents', 'dtmf', 'endedCalls'],
})

/** The status of a reader that knows no AMI version yet. */
export const asteriskOf = (about: LinkNote | undefined): O.Option<number> => O.fromNullable(about?.asterisk)
