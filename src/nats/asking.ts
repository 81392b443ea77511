/** Actions of a worker: each subscription runs one errand over the bus. */
import { Observable, Subscription } from 'rxjs'
import { type Action, AmiError, type Ask, type Failure, frame, Frame, type Request } from '../index.js'
import { elapsed } from '../rx/clock.js'
import { every } from '../rx/every.js'
import type { BusLink } from './link.js'
import { Errand } from './errand.js'
import { readTold, wantedText } from './offer.js'
import type { Subjects } from './subject.js'

/** The surroundings of the errands of one worker. */
export interface AskingOptions {
  readonly subjects: Subjects
  readonly timeout: number
  /** The link to the bus; undefined while it is away. */
  readonly link: () => BusLink | undefined
  /** The reason for which the bus will not be there. */
  readonly refusal: () => Failure | undefined
  /** The newest epoch in the log. */
  readonly epoch: () => number
  /** Runs at each change of link or epoch; returns the function that ends it. */
  readonly watch: (changed: () => void) => () => void
  /** Keeps the log in use while an action runs. */
  readonly use: () => () => void
}

/** Milliseconds until a request without an offer is repeated. */
const REPEAT = 500
/** The way over the bus, beside the time that Asterisk may take. */
const TRAVEL = 1000

/** The headers of an action as they stand on the wire, without its name. */
const linesOf = (action: Action): readonly [string, string][] =>
  Object.keys(action).flatMap((name): [string, string][] => {
    const value = action[name]
    if (name === 'Action' || value === undefined) return []
    return typeof value === 'object' ? value.map((each) => [name, each]) : [[name, String(value)]]
  })

export const askingOver =
  (options: AskingOptions): Ask =>
  <A>(request: Request<A>) =>
    new Observable<A>((subscriber) => {
      const all = new Subscription(options.use())
      run(request, options, all, {
        next: (value) => {
          subscriber.next(value)
        },
        failed: (failure) => {
          subscriber.error(new AmiError(failure))
        },
        done: () => {
          subscriber.complete()
        },
      })
      return all
    })

interface Result<A> {
  readonly next: (value: A) => void
  readonly failed: (failure: Failure) => void
  readonly done: () => void
}

const run = <A>(request: Request<A>, options: AskingOptions, all: Subscription, result: Result<A>): void => {
  const { action, form, mark, reply, replyWithin, sent } = request
  const { subjects, timeout } = options
  const within = replyWithin ?? timeout
  const wanted = { action: action.Action, lines: linesOf(action), form, within }
  const text = wantedText(mark === undefined ? wanted : { ...wanted, question: mark })
  const subject = subjects.act(action.Action)
  let link: BusLink | undefined
  let inbox = ''
  let heardAt = elapsed()

  const errand: Errand = new Errand(action.Action, {
    publishRequest: () => {
      link?.publish(subject, text, inbox)
    },
    publishGo: (go) => {
      heardAt = elapsed()
      link?.publish(go, '')
      sent?.()
    },
    frame: (line) => {
      heardAt = elapsed()
      const outcome = reply(replyFrame(line), { next: result.next })
      if (outcome === 'more') return
      errand.cancel()
      if (outcome === 'done') result.done()
      else result.failed(outcome)
    },
    failed: result.failed,
    done: () => {
      // the reply was read to its end by now, or had none
      result.done()
    },
  })
  const listen = (now: BusLink): void => {
    link = now
    inbox = now.inbox()
    all.add(
      now.subscribe(inbox).subscribe({
        next: (message) => {
          const told = message.isUnheard ? undefined : readTold(message.text)
          if (told !== undefined) errand.told(told, options.epoch())
        },
        error: () => {
          errand.busLost('the bus ended the subscription for the reply')
        },
      }),
    )
    errand.request()
  }
  const changed = (): void => {
    const now = options.link()
    const refusal = options.refusal()
    if (refusal !== undefined) {
      errand.cancel()
      result.failed(refusal)
    } else if (errand.isGone()) {
      if (now !== link) errand.busLost('the link to the bus was lost')
      else errand.epoch(options.epoch())
    } else if (now !== undefined && now !== link) listen(now)
  }
  all.add(options.watch(changed))
  changed()
  const began = elapsed()
  all.add(
    every(REPEAT, () => {
      const now = elapsed()
      if (errand.isGone()) {
        if (now - heardAt > within + TRAVEL) errand.late(within)
      } else if (now - began >= timeout) errand.late(timeout)
      else errand.request()
    }),
  )
}

const replyFrame = (text: string): Frame => (text === '' ? frame() : new Frame(text))
