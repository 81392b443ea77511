/** Requests as cold Observables: they wait for a link, are sent once, and settle in exactly one way. */
import { isLeft } from 'fp-ts/lib/Either.js'
import { Observable, type Subscriber, type Unsubscribable } from 'rxjs'
import { AmiError, type Failure } from '../failure.js'
import { type Action, type AnswerForm, encode, type Encoded } from '../protocol/action.js'
import type { MarkText } from '../protocol/actionId.js'
import { bytesOf, type Frame } from '../protocol/frame.js'
import { elapsed } from '../rx/clock.js'
import { Deadline, deadlines, type Waiting } from '../rx/deadline.js'
import type { RefCount } from '../rx/refCount.js'
import type { Outcome, PendingRequest, PendingRequests } from './pending.js'

/** Reads one frame of a reply: emits values, and returns the state of the request after this frame. */
export type ReadReply<A> = (frame: Frame, observer: { readonly next: (value: A) => void }) => Outcome

/** One action, and how its reply is read. */
export interface Request<A> {
  readonly action: Action
  /** The shape of the reply: one response, or a list. */
  readonly form: AnswerForm
  /** The purpose of the request. The ActionID contains it, so the frames alone show it. */
  readonly mark?: MarkText
  readonly reply: ReadReply<A>
  /** Milliseconds from sending to the reply, in place of the `timeout` option. For actions that take their time. */
  readonly replyWithin?: number
  /** Runs when the action was sent. */
  readonly sent?: () => void
}

/** Makes the Observable of a request. Each subscription sends once. Unsubscribing gives the reply up, or withdraws an unsent action. */
export type Ask = <A>(request: Request<A>) => Observable<A>

/** Bounds of a reply: milliseconds of silence, and the size of all its frames (`bytesOf`). */
interface Bounds {
  readonly timeout: number
  readonly limits: { readonly list: number }
}

/** The requests that wait for a link. */
type Queue = Set<Pick<OneRequest<never>, 'send' | 'refuse'>>

/** The requests of all links in a row: they wait here while there is no link. */
export class Requests {
  readonly ask: Ask
  readonly #unsent: Queue = new Set()
  #link: PendingRequests | undefined
  #closed: ((action: string) => Failure) | undefined

  /** `use` is acquired while any request is subscribed. */
  constructor(bounds: Bounds, use: Pick<RefCount, 'acquire'>) {
    const fromNow = deadlines(bounds.timeout)
    this.ask = (request) =>
      new Observable((subscriber) => {
        if (this.#closed !== undefined) {
          subscriber.error(new AmiError(this.#closed(request.action.Action)))
          return
        }
        const encoded = encode(request.action, request.form)
        if (isLeft(encoded)) {
          subscriber.error(new AmiError(encoded.left))
          return
        }
        const one = new OneRequest(request, encoded.right, bounds, fromNow(), subscriber)
        if (this.#link === undefined) one.waitIn(this.#unsent)
        else one.send(this.#link)
        one.release = use.acquire()
        // a closure would keep the request in memory
        return one
      })
  }

  /** Sends all unsent requests, and later ones at once until `away`. */
  ready(link: PendingRequests): void {
    this.#link = link
    for (const one of this.#unsent) {
      // an action before may have broken the wire: the rest waits for the next link
      if (this.#link !== link) return
      this.#unsent.delete(one)
      one.send(link)
    }
  }

  /** There is no link for now: requests wait for the next one. */
  away(): void {
    this.#link = undefined
  }

  /** Fails all unsent requests. */
  refuse(because: (action: string) => Failure): void {
    const refused = [...this.#unsent]
    this.#unsent.clear()
    for (const one of refused) one.refuse(because)
  }

  /** Fails all unsent requests, and all later ones. */
  close(because: (action: string) => Failure): void {
    this.#closed = because
    this.refuse(because)
  }
}

/** Each item of a list renews the patience, so without this bound a server could fill the memory with one reply. */
const endless = (action: string, limit: number): Failure => ({
  _tag: 'FateUnknown',
  action,
  why: `its reply takes more memory than limits.list allows (${limit}); raise limits.list if such a long reply is expected`,
  needs: [],
})

const nothing = (): void => undefined

interface Unsent<A> {
  readonly request: Request<A>
  readonly encoded: Encoded
}

/** One request from subscription to its end. A class and not closures: a thousand may be pending at once. */
class OneRequest<A> implements PendingRequest, Waiting, Unsubscribable {
  readonly action: string
  readonly mark: PendingRequest['mark']
  readonly #subscriber: Subscriber<A>
  readonly #read: ReadReply<A>
  /** Dropped at sending, so that a pending request keeps little memory. */
  #unsent: Unsent<A> | undefined
  readonly #longest: number
  #queue: Queue | undefined
  /** Releases the connection. */
  release: () => void = nothing
  /** The link that has sent the request, and the ActionID on that link. */
  #link: PendingRequests | undefined
  #id = ''
  #length = 0
  /** The time of sending, or of the newest frame of a list. */
  #newest: number
  #allowed: number
  #deadline: Deadline

  constructor(
    request: Request<A>,
    encoded: Encoded,
    { timeout, limits }: Bounds,
    until: Deadline,
    subscriber: Subscriber<A>,
  ) {
    this.action = request.action.Action
    this.mark = request.mark
    this.#subscriber = subscriber
    this.#read = request.reply
    this.#unsent = { request, encoded }
    this.#allowed = timeout
    this.#longest = limits.list
    this.#newest = until.began
    this.#deadline = until
    until.add(this)
  }

  send(link: PendingRequests): void {
    if (this.#unsent === undefined) return
    const { request, encoded } = this.#unsent
    this.#unsent = undefined
    this.#link = link
    this.#id = link.send(this, encoded)
    // the wire may break, or the reply may come, before `send` returns
    if (this.#subscriber.closed) {
      link.forget(this.#id)
      return
    }
    if (request.replyWithin !== undefined) {
      this.#newest = elapsed()
      this.#allowed = request.replyWithin
      this.#await(request.replyWithin)
    }
    request.sent?.()
  }

  take(frame: Frame): Outcome {
    this.#length += bytesOf(frame)
    const outcome =
      this.#length > this.#longest ? endless(this.action, this.#longest) : this.#read(frame, this.#subscriber)
    if (outcome === 'done') this.#subscriber.complete()
    else if (outcome === 'more') this.#newest = elapsed()
    else this.fail(outcome)
    return outcome
  }

  fail(failure: Failure): void {
    this.#subscriber.error(new AmiError(failure))
  }

  refuse(because: (action: string) => Failure): void {
    this.fail(because(this.action))
  }

  waitIn(queue: Queue): void {
    this.#queue = queue
    queue.add(this)
  }

  /** Withdraws the request, or gives its reply up. */
  unsubscribe(): void {
    this.#queue?.delete(this)
    this.#deadline.delete(this)
    this.#link?.forget(this.#id)
    this.release()
  }

  due(): void {
    const silent = elapsed() - this.#newest
    // items of a list came meanwhile
    if (silent < this.#allowed && this.#link !== undefined) this.#await(this.#allowed - silent)
    else this.fail(this.#late(this.#allowed))
  }

  #await(milliseconds: number): void {
    this.#deadline.delete(this)
    this.#deadline = new Deadline(milliseconds)
    this.#deadline.add(this)
  }

  #late(after: number): Failure {
    const { action } = this
    return this.#link === undefined
      ? { _tag: 'NotSent', action, why: `there was no link to Asterisk for ${after} ms` }
      : { _tag: 'TimedOut', action, after }
  }
}
