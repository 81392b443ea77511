/** Actions as cold Observables: they wait for a link, are sent once, and settle in exactly one way. */
import { isLeft } from 'fp-ts/lib/Either.js'
import { asyncScheduler, Observable, type Subscriber } from 'rxjs'
import { AmiError, type Failure } from '../failure.js'
import { RefCount } from '../rx/refCount.js'
import { type Action, type AnswerForm, encode, type Encoded } from '../protocol/action.js'
import type { Frame } from '../protocol/frame.js'
import type { Correlator, Exchange, Verdict } from './pending.js'
import { type Deadline, deadline, deadlines, type Waiting } from '../rx/deadline.js'

/** What an answer's frames come to: gives values to who asked, and says after each frame whether more is to come. */
export type Answer<A> = (frame: Frame, asker: { readonly next: (value: A) => void }) => Verdict

/** One action to be asked, and how to read what comes back. */
export interface Request<A> {
  readonly action: Action
  readonly form: AnswerForm
  readonly mark?: NonNullable<Exchange['mark']>
  readonly answer: Answer<A>
  /** Where answering takes its own time: milliseconds from sending, in place of the `timeout` option. */
  readonly answerWithin?: number
  /** Called when it has left. */
  readonly sent?: () => void
}

/** Asks; each subscription sends once. Unsubscribing forgets the answer, or keeps an unsent action from being sent. */
export type Exchanger = <A>(request: Request<A>) => Observable<A>

export interface Requests {
  readonly exchange: Exchanger
  /** Sends what waited, and all that comes until `away`. */
  ready(link: Correlator): void
  /** There is no link for now; actions wait for the next one. */
  away(): void
  /** Fails what waits: nothing will be sent. */
  refuse(because: (action: string) => Failure): void
  /** Refuses, from now on too. */
  close(because: (action: string) => Failure): void
}

/** What bounds an answer: milliseconds of silence, and characters of a whole list. */
interface Bounds {
  readonly timeout: number
  readonly limits: { readonly list: number }
}

export const requests = (bounds: Bounds, needed: Pick<RefCount, 'acquire'>): Requests =>
  new HeldRequests(bounds, needed)

class HeldRequests implements Requests {
  readonly exchange: Exchanger
  readonly #waiting = new Set<Pick<Asked<never>, 'send' | 'refuse'>>()
  #link: Correlator | undefined
  #closed: ((action: string) => Failure) | undefined

  constructor(bounds: Bounds, needed: Pick<RefCount, 'acquire'>) {
    const fromNow = deadlines(bounds.timeout)
    this.exchange = (request) =>
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
        const asked = new Asked(request, encoded.right, bounds, fromNow(), subscriber)
        if (this.#link === undefined) this.#waiting.add(asked)
        else asked.send(this.#link)
        const release = needed.acquire()
        return () => {
          this.#waiting.delete(asked)
          asked.forget()
          release()
        }
      })
  }

  ready(link: Correlator): void {
    this.#link = link
    for (const asked of this.#waiting) {
      this.#waiting.delete(asked)
      asked.send(link)
    }
  }

  away(): void {
    this.#link = undefined
  }

  refuse(because: (action: string) => Failure): void {
    const refused = [...this.#waiting]
    this.#waiting.clear()
    for (const asked of refused) asked.refuse(because)
  }

  close(because: (action: string) => Failure): void {
    this.#closed = because
    this.refuse(because)
  }
}

/** Items of a list are patience, so without a bound a server could fill our memory with one answer. */
const endless = (action: string, most: number): Failure => ({
  _tag: 'FateUnknown',
  action,
  why: `its answer is longer than ${most} characters; raise limits.list where that is meant`,
  needs: [],
})

interface Unsent<A> {
  readonly request: Request<A>
  readonly encoded: Encoded
}

/** One action on its way, from subscription to its settling. An object and not closures: a thousand may be under way. */
class Asked<A> implements Exchange, Waiting {
  readonly action: string
  readonly mark: Exchange['mark']
  readonly #subscriber: Subscriber<A>
  readonly #answer: Answer<A>
  /** Until it is sent; what is under way holds little. */
  #unsent: Unsent<A> | undefined
  readonly #longest: number
  /** Once it was sent: by which link, and under which id. */
  #link: Correlator | undefined
  #id = ''
  #length = 0
  #heard = asyncScheduler.now()
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
    this.#answer = request.answer
    this.#unsent = { request, encoded }
    this.#allowed = timeout
    this.#longest = limits.list
    this.#deadline = until
    until.add(this)
  }

  send(link: Correlator): void {
    if (this.#unsent === undefined) return
    const { request, encoded } = this.#unsent
    this.#unsent = undefined
    this.#link = link
    this.#id = link.ask(this, encoded)
    // a wire may break, or answer, before `ask` returns
    if (this.#subscriber.closed) {
      link.forget(this.#id)
      return
    }
    if (request.answerWithin !== undefined) {
      this.#heard = asyncScheduler.now()
      this.#allowed = request.answerWithin
      this.#await(request.answerWithin)
    }
    request.sent?.()
  }

  take(frame: Frame): Verdict {
    this.#heard = asyncScheduler.now()
    this.#length += frame.text.length
    const verdict =
      this.#length > this.#longest ? endless(this.action, this.#longest) : this.#answer(frame, this.#subscriber)
    if (verdict === 'done') this.#subscriber.complete()
    else if (verdict !== 'more') this.fail(verdict)
    return verdict
  }

  fail(failure: Failure): void {
    this.#subscriber.error(new AmiError(failure))
  }

  refuse(because: (action: string) => Failure): void {
    this.fail(because(this.action))
  }

  forget(): void {
    this.#deadline.delete(this)
    this.#link?.forget(this.#id)
  }

  due(): void {
    const silent = asyncScheduler.now() - this.#heard
    // Items of a list came meanwhile; a clock that was set back must not stretch the wait.
    if (silent < this.#allowed && silent >= 0 && this.#link !== undefined) this.#await(this.#allowed - silent)
    else this.fail(this.#late(this.#allowed))
  }

  #await(milliseconds: number): void {
    this.#deadline.delete(this)
    this.#deadline = deadline(milliseconds)
    this.#deadline.add(this)
  }

  #late(after: number): Failure {
    const { action } = this
    return this.#link === undefined
      ? { _tag: 'NotSent', action, why: `there was no link to Asterisk for ${after} ms` }
      : { _tag: 'TimedOut', action, after }
  }
}
