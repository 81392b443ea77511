/** The pending requests of one link, found by ActionID. */
import type { Failure } from '../failure.js'
import type { Encoded } from '../protocol/action.js'
import { type MarkText, numberedId, prefixFrom } from '../protocol/actionId.js'
import { beginsList, messageOf } from '../protocol/answer.js'
import type { Frame } from '../protocol/frame.js'

/** The state of a request after one frame of its reply: more frames follow, the reply is whole, or the request failed. */
export type Outcome = 'more' | 'done' | Failure

/** A request that was sent. */
export interface PendingRequest {
  readonly action: string
  readonly mark: MarkText | undefined
  /** Reads a frame that carries the ActionID of this request. */
  take(frame: Frame): Outcome
  fail(failure: Failure): void
}

/** Asterisk repeats the ActionIDs of these actions to every session, in UserEvent and OriginateResponse (`manager.c`). */
const SHOWN_TO_ALL: ReadonlySet<string> = new Set(['originate', 'userevent'])

const isShownToAll = (action: string): boolean => SHOWN_TO_ALL.has(action.toLowerCase())

/**
 * True where an event may answer an action. Another session chooses the ActionID of its UserEvent and of its OriginateResponse freely, and
 * all headers of its UserEvent. So neither event counts as an item of a list, or as the end of a list.
 */
const canAnswer = ({ event }: Frame, action: string): boolean =>
  event !== 'UserEvent' && (event !== 'OriginateResponse' || action.toLowerCase() === 'originate')

/** True for a response that items follow. Some modules outside Asterisk's own tree show this in the message alone. */
const promisesMore = (frame: Frame): boolean => beginsList(frame) || messageOf(frame).endsWith('will follow')

/** Answered requests whose events may still come; the oldest are forgotten. */
const MOST_UNCLAIMED = 1000

/**
 * The requests that one link has sent and that are not answered yet.
 *
 * Most ActionIDs of the link are a secret prefix and a number. Asterisk shows the ActionIDs of some actions to all sessions. These have
 * another prefix and a random end: a session that sees one of them can guess no other ActionID.
 */
export class PendingRequests {
  readonly #send: (text: string) => void
  readonly #random: () => string
  readonly #prefix: string
  #shownPrefix: string | undefined
  readonly #byId = new Map<string, PendingRequest>()
  #serial = 0
  /** Lists that have begun, and have not ended. */
  readonly #lists = new Set<string>()
  /** Answered requests whose response promised events, but began no list. These requests cannot read the events, so the streams get them. */
  readonly #unclaimed = new Set<string>()
  #gaveUp = false
  #routing: string | undefined

  constructor(send: (text: string) => void, random: () => string) {
    this.#send = send
    this.#random = random
    this.#prefix = prefixFrom(random())
  }

  /** Sends a request; returns its ActionID. */
  send(request: PendingRequest, encoded: Encoded): string {
    const id = this.#idFor(request)
    this.#byId.set(id, request)
    this.#send(encoded(id))
    return id
  }

  /** Gives a request up: the rest of its reply is dropped without a fault. */
  forget(id: string): void {
    this.#lists.delete(id)
    if (this.#byId.delete(id) && id !== this.#routing) this.#gaveUp = true
  }

  /** True while a request with the ActionID of this frame is pending. */
  expects({ actionId }: Frame): boolean {
    return actionId !== undefined && this.#byId.has(actionId)
  }

  /** True for an ActionID of this link, pending or not. */
  owns({ actionId }: Frame): boolean {
    if (actionId === undefined) return false
    return (
      actionId.startsWith(this.#prefix) || (this.#shownPrefix !== undefined && actionId.startsWith(this.#shownPrefix))
    )
  }

  /** True once a request was given up before its reply was whole: the rest of that reply may still come. */
  gaveUp(): boolean {
    return this.#gaveUp
  }

  /** True for an event that an answered request promised and could not read: `FAXStats event will follow` (`res_fax.c`). */
  isUnclaimed({ actionId, event }: Frame): boolean {
    return event !== undefined && actionId !== undefined && this.#unclaimed.has(actionId)
  }

  /** Gives a frame to the request that expects it, if there is one. */
  route(frame: Frame): void {
    if (this.#byId.size === 0) return
    const actionId = frame.actionId ?? this.#onlyList(frame)
    const request = actionId === undefined ? undefined : this.#byId.get(actionId)
    if (actionId === undefined || request === undefined || !canAnswer(frame, request.action)) return
    this.#routing = actionId
    const outcome = request.take(frame)
    this.#routing = undefined
    if (outcome === 'more' && this.#byId.has(actionId)) {
      if (frame.event === undefined && beginsList(frame)) this.#lists.add(actionId)
      return
    }
    this.#byId.delete(actionId)
    this.#lists.delete(actionId)
    const promises = frame.event === undefined && promisesMore(frame)
    if (promises && outcome === 'done' && !beginsList(frame)) this.#leaveUnclaimed(actionId)
    // the subscriber left at an item, an item made the list fail, or only the response was wanted: more frames may come
    if (promises || outcome === 'more' || (frame.event !== undefined && outcome !== 'done')) this.#gaveUp = true
  }

  /** The only open list, for an end without an ActionID (chan_sccp): nothing else can be meant. */
  #onlyList(frame: Frame): string | undefined {
    if (this.#lists.size !== 1 || frame.exact('EventList')?.toLowerCase() !== 'complete') return undefined
    const [only] = this.#lists
    return only
  }

  #leaveUnclaimed(id: string): void {
    for (const oldest of this.#unclaimed) {
      if (this.#unclaimed.size < MOST_UNCLAIMED) break
      this.#unclaimed.delete(oldest)
    }
    this.#unclaimed.add(id)
  }

  count(): number {
    return this.#byId.size
  }

  /** Fails all pending requests, as their link is lost: nothing shows if their actions happened. */
  lose(why: string): void {
    const lost = [...this.#byId.values()]
    this.#byId.clear()
    for (const request of lost) {
      request.fail({ _tag: 'FateUnknown', action: request.action, why, needs: [] })
    }
  }

  #idFor({ action, mark }: PendingRequest): string {
    if (isShownToAll(action)) return (this.#shownPrefix ??= prefixFrom(this.#random())) + this.#random()
    this.#serial += 1
    return numberedId(this.#prefix, this.#serial, mark)
  }
}
