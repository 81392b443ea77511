/** Actions as cold Observables: they wait for a link, are sent once, and settle in exactly one way. */
import { isLeft } from 'fp-ts/lib/Either.js'
import { asyncScheduler, Observable, type Subscriber } from 'rxjs'
import { AmiError, type Failure } from '../failure.js'
import type { Lease } from '../multicast.js'
import { type Action, type AnswerForm, encode, type Encoded } from '../protocol/action.js'
import type { Frame } from '../protocol/frame.js'
import type { Correlator, Exchange, Verdict } from './correlate.js'

/** What an answer's frames come to: emits values, and says after each frame whether more is to come. */
export type Answer<A> = (frame: Frame, emit: (value: A) => void) => Verdict

/** One action to be asked, and how to read what comes back. */
export interface Request<A> {
  readonly action: Action
  readonly form: AnswerForm
  readonly mark?: NonNullable<Exchange['mark']>
  /** A fresh reader for each subscription. */
  readonly answer: () => Answer<A>
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
  readonly ready: (link: Correlator) => void
  /** There is no link for now; actions wait for the next one. */
  readonly away: () => void
  /** Fails what waits: nothing will be sent. */
  readonly refuse: (because: (action: string) => Failure) => void
}

/** An action on its way, from subscription to its settling. */
interface Pending {
  readonly action: string
  readonly send: (link: Correlator) => void
  readonly fail: (failure: Failure) => void
}

/** What bounds an answer: milliseconds of silence, and characters of a whole list. */
interface Bounds {
  readonly timeout: number
  readonly limits: { readonly list: number }
}

export const requests = (bounds: Bounds, needed: Lease): Requests => {
  const waiting = new Set<Pending>()
  let link: Correlator | undefined

  return {
    exchange: (request) =>
      new Observable((subscriber) => {
        const encoded = encode(request.action, request.form)
        if (isLeft(encoded)) {
          subscriber.error(new AmiError(encoded.left))
          return
        }
        const { pending, forget } = begin(request, encoded.right, bounds, subscriber)
        if (link === undefined) waiting.add(pending)
        else pending.send(link)
        const release = needed.hold()
        return () => {
          waiting.delete(pending)
          forget()
          release()
        }
      }),
    ready: (opened) => {
      link = opened
      for (const pending of waiting) {
        waiting.delete(pending)
        pending.send(opened)
      }
    },
    away: () => {
      link = undefined
    },
    refuse: (because) => {
      const refused = [...waiting]
      waiting.clear()
      for (const pending of refused) pending.fail(because(pending.action))
    },
  }
}

/** Items of a list are patience, so without a bound a server could fill our memory with one answer. */
const endless = (action: string, most: number): Failure => ({
  _tag: 'FateUnknown',
  action,
  why: `its answer is longer than ${most} characters; raise limits.list where that is meant`,
  needs: [],
})

const begin = <A>(
  request: Request<A>,
  encoded: Encoded,
  { timeout, limits }: Bounds,
  subscriber: Subscriber<A>,
): { readonly pending: Pending; readonly forget: () => void } => {
  const action = request.action.Action
  const answer = request.answer()
  const emit = (value: A): void => {
    subscriber.next(value)
  }
  const fail = (failure: Failure): void => {
    subscriber.error(new AmiError(failure))
  }
  let unask: (() => void) | undefined
  let heard = asyncScheduler.now()
  let length = 0

  const late = (after: number): Failure =>
    unask === undefined
      ? { _tag: 'NotSent', action, why: `there was no link to Asterisk for ${after} ms` }
      : { _tag: 'TimedOut', action, after }

  const expire = (allowed: number) =>
    asyncScheduler.schedule(function () {
      const silent = asyncScheduler.now() - heard
      // Items of a list came meanwhile; a clock that was set back must not stretch the wait.
      if (silent < allowed && silent >= 0 && unask !== undefined) this.schedule(undefined, allowed - silent)
      else fail(late(allowed))
    }, allowed)
  let timer = expire(timeout)

  const take = (frame: Frame): boolean => {
    heard = asyncScheduler.now()
    length += frame.text.length
    const verdict = length > limits.list ? endless(action, limits.list) : answer(frame, emit)
    if (verdict === 'more') return false
    if (verdict === 'done') subscriber.complete()
    else fail(verdict)
    return true
  }

  const send = (link: Correlator): void => {
    unask = link.ask({ action, encoded, take, fail, ...(request.mark === undefined ? {} : { mark: request.mark }) })
    // a wire may break, or answer, before `send` returns
    if (subscriber.closed) return
    if (request.answerWithin !== undefined) {
      timer.unsubscribe()
      heard = asyncScheduler.now()
      timer = expire(request.answerWithin)
    }
    request.sent?.()
  }

  return {
    pending: { action, send, fail },
    forget: () => {
      timer.unsubscribe()
      unask?.()
    },
  }
}
