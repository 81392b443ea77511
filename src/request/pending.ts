/** Answers to their askers: one link's pending actions by ActionID. */
import type { Failure } from '../failure.js'
import type { Encoded } from '../protocol/action.js'
import { beginsList, messageOf } from '../protocol/answer.js'
import type { Frame } from '../protocol/frame.js'

/** What one frame means to the action it answers. */
export type Verdict = 'more' | 'done' | Failure

/** One action that is being asked. */
export interface Exchange {
  readonly action: string
  /** Marks the ActionID, for those who read frames alone: `login` begins a link, `snapshot` lists the living channels. */
  readonly mark: 'login' | 'snapshot' | undefined
  /** Takes a frame that carries its ActionID; tells whether that settles it. */
  take(frame: Frame): Verdict
  fail(failure: Failure): void
}

export interface Correlator {
  /** Sends; returns the ActionID. */
  ask(exchange: Exchange, encoded: Encoded): string
  /** Nobody waits for that action any more: its answer is dropped quietly. */
  forget(actionId: string): void
  /** Whether a pending action has the id that this frame carries. */
  expects(frame: Frame): boolean
  /** Whether it carries an id of this link, pending or not. */
  owns(frame: Frame): boolean
  /** Whether an action was given up before its answer was whole: what is left of it may still come. */
  gaveUp(): boolean
  /** Gives a frame to the action that expects it, if any. */
  route(frame: Frame): void
  pending(): number
  /** The link is gone: what was sent may have happened or not. */
  lose(why: string): void
}

/** Asterisk repeats the ActionIDs of these to every session, in UserEvent and OriginateResponse (`manager.c`). */
const TOLD_TO_ALL: ReadonlySet<string> = new Set(['originate', 'userevent'])

const isToldToAll = (action: string): boolean => TOLD_TO_ALL.has(action.toLowerCase())

/**
 * Whether an event can answer an action. Any session that may send a UserEvent or place a call gives its event what ActionID it likes, and
 * a UserEvent what headers it likes: neither may pass for an item of a list or for its end.
 */
const canAnswer = ({ event }: Frame, action: string): boolean =>
  event !== 'UserEvent' && (event !== 'OriginateResponse' || action.toLowerCase() === 'originate')

/** Whether items follow a response; some modules outside Asterisk's own tree say so in words alone. */
const promisesMore = (frame: Frame): boolean => beginsList(frame) || messageOf(frame).endsWith('will follow')

/**
 * `unguessable` makes names. One begins every ActionID of the link, and is known to nobody else; actions whose id is told to all have
 * one each, beside another beginning, so that who has seen them can guess no other and no later id.
 */
export const correlator = (send: (text: string) => void, unguessable: () => string): Correlator =>
  new LinkCorrelator(send, unguessable)

class LinkCorrelator implements Correlator {
  readonly #send: (text: string) => void
  readonly #unguessable: () => string
  readonly #secret: string
  #told: string | undefined
  readonly #pending = new Map<string, Exchange>()
  #count = 0
  #gaveUp = false
  #routing: string | undefined

  constructor(send: (text: string) => void, unguessable: () => string) {
    this.#send = send
    this.#unguessable = unguessable
    this.#secret = this.#beginning()
  }

  ask(exchange: Exchange, encoded: Encoded): string {
    const id = this.#idFor(exchange)
    this.#pending.set(id, exchange)
    this.#send(encoded(id))
    return id
  }

  forget(id: string): void {
    if (this.#pending.delete(id) && id !== this.#routing) this.#gaveUp = true
  }

  expects({ actionId }: Frame): boolean {
    return actionId !== undefined && this.#pending.has(actionId)
  }

  owns({ actionId }: Frame): boolean {
    if (actionId === undefined) return false
    return actionId.startsWith(this.#secret) || (this.#told !== undefined && actionId.startsWith(this.#told))
  }

  route(frame: Frame): void {
    if (this.#pending.size === 0) return
    const { actionId } = frame
    const exchange = actionId === undefined ? undefined : this.#pending.get(actionId)
    if (actionId === undefined || exchange === undefined || !canAnswer(frame, exchange.action)) return
    this.#routing = actionId
    const verdict = exchange.take(frame)
    this.#routing = undefined
    if (verdict === 'more' && this.#pending.has(actionId)) return
    this.#pending.delete(actionId)
    // the asker left at an item, an item made the list fail, or only the response was wanted: more may come
    if (verdict === 'more' || (frame.event === undefined ? promisesMore(frame) : verdict !== 'done'))
      this.#gaveUp = true
  }

  gaveUp(): boolean {
    return this.#gaveUp
  }

  pending(): number {
    return this.#pending.size
  }

  lose(why: string): void {
    const lost = [...this.#pending.values()]
    this.#pending.clear()
    for (const exchange of lost) {
      exchange.fail({ _tag: 'FateUnknown', action: exchange.action, why, needs: [] })
    }
  }

  /** Few words of Asterisk hold a z: the search for these, which each event is given, is over soon. */
  #beginning(): string {
    return `z${this.#unguessable()}-`
  }

  #idFor({ action, mark }: Exchange): string {
    if (isToldToAll(action)) return (this.#told ??= this.#beginning()) + this.#unguessable()
    this.#count += 1
    return mark === undefined ? this.#secret + String(this.#count) : `${this.#secret}${this.#count}-${mark}`
  }
}
