/** Snapshots in the log: lists of Asterisk as it sent them, so that a reader can begin in the middle. */
import type { Connection, Frame } from '../index.js'
import type { Draft } from './log.js'
import { type LinkNote, markText } from './notes.js'
import type { Told, WantedAction } from './offer.js'
import { relayed } from './relay.js'
import type { Subjects } from './subject.js'

/** The ActionIDs of lists in a log begin with it, whichever gateway wrote them. */
export const LOG_PREFIX = 'zlog-'

/** Only these are asked for a log: their replies hold no secrets. */
const LISTS =
  /^(?:Status|MailboxCount|DeviceStateList|QueueStatus|QueueSummary|Confbridge(?:List|ListRooms)|BridgeList|ParkedCalls|Agents|PJSIPShow(?:Contacts|Endpoints|RegistrationsOutbound)|ExtensionState(?:List)?|PresenceState)$/

export const mayBeLogged = ({ action, question }: WantedAction): boolean => question !== undefined && LISTS.test(action)

const CHANNELS: WantedAction = { action: 'Status', lines: [], form: 'list', within: 10_000, question: 'snapshot' }
/** `Status` may lack a channel for a moment, so readers of a new link need two of them. */
const CONFIRM = 250
const MOST_QUESTIONS = 100

const ACTION_ID = /(^|\r\n)ActionID: [^\r\n]*/

export interface SnapshotsOptions {
  readonly ask: Connection['ask']
  readonly subjects: Subjects
  readonly write: (draft: Draft) => void
  /** The sequence of the newest entry that was read. */
  readonly read: () => number
  readonly about: () => LinkNote
  readonly later: (run: () => void, milliseconds: number) => void
}

export class Snapshots {
  readonly #options: SnapshotsOptions
  /** The questions that workers have asked, so that later workers find their answers in the log. */
  readonly #asked = new Map<string, WantedAction>([[JSON.stringify(CHANNELS), CHANNELS]])
  /** The workers that wait for another answer to a question that is under way. */
  readonly #running = new Map<string, ((told: Told) => void)[]>()
  #serial = 0
  #round = 0

  constructor(options: SnapshotsOptions) {
    this.#options = options
  }

  /** A worker's question: its reply goes into the log, and to the worker. */
  asked(wanted: WantedAction, tell: (told: Told) => void): void {
    const key = JSON.stringify({ ...wanted, within: CHANNELS.within })
    if (this.#asked.size < MOST_QUESTIONS) this.#asked.set(key, { ...wanted, within: CHANNELS.within })
    const waiting = this.#running.get(key)
    // a reply that has begun is too old for this worker: the next one serves all who wait
    if (waiting !== undefined) waiting.push(tell)
    else this.#askFor(key, wanted, [tell])
  }

  #askFor(key: string, wanted: WantedAction, tells: readonly ((told: Told) => void)[]): void {
    const waiting: ((told: Told) => void)[] = []
    this.#running.set(key, waiting)
    this.#ask(wanted, (told) => {
      for (const tell of tells) tell(told)
      if (told._tag !== 'End' && told._tag !== 'Failed') return
      this.#running.delete(key)
      if (waiting.length > 0) this.#askFor(key, wanted, waiting)
    })
  }

  /** Asks all questions, one after another, and marks the place in the log. `isNewLink`: readers need the channels twice. */
  round(isNewLink: boolean): void {
    const { read, later } = this.#options
    this.#round += 1
    const round = this.#round
    const first = read() + 1
    const waiting = [...this.#asked.values()]
    const next = (): void => {
      // another round began, or this gateway no longer leads
      if (round !== this.#round) return
      const wanted = waiting.shift()
      if (wanted !== undefined)
        this.#ask(wanted, ({ _tag }) => {
          if (_tag === 'End' || _tag === 'Failed') next()
        })
      else if (isNewLink) {
        this.#mark(first)
        later(() => {
          if (round === this.#round) this.#ask(CHANNELS, () => undefined)
        }, CONFIRM)
      } else this.#mark(first)
    }
    next()
  }

  stop(): void {
    this.#round += 1
  }

  #mark(first: number): void {
    const { write, subjects, about } = this.#options
    write({ subject: subjects.own('mark'), text: markText({ first, ...about() }) })
  }

  #ask(wanted: WantedAction, tell: (told: Told) => void): void {
    this.#serial += 1
    const id = `ActionID: ${LOG_PREFIX}${this.#serial}-${wanted.question ?? ''}`
    const { ask, write, subjects } = this.#options
    relayed(ask, wanted, tell, ({ text }: Frame) => {
      write({ subject: subjects.own('list'), text: text.replace(ACTION_ID, (_all, before: string) => before + id) })
    })
  }
}
