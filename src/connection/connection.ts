/** The link as a resource with a life of its own: opened when needed, lost and opened again, closed when nobody needs it. */
import * as O from 'fp-ts/lib/Option.js'
import {
  asyncScheduler,
  defer,
  EMPTY,
  Observable,
  ReplaySubject,
  retry,
  Subscription,
  switchMap,
  tap,
  throwError,
  timer,
} from 'rxjs'
import { AmiError, type Failure, failureOf, show } from '../failure.js'
import { holding, hub, lease } from '../multicast.js'
import type { Settings } from '../options.js'
import { asteriskOf } from '../protocol/banner.js'
import type { Frame } from '../protocol/frame.js'
import { delayAfter } from './backoff.js'
import type { Correlator } from './correlate.js'
import { isFinal } from './login.js'
import { type Exchanger, requests } from './requests.js'
import { type Opened, session } from './session.js'
import type { Gap, Status } from './status.js'
import type { Transport } from './transport.js'

/** Counts since `connect`. */
export interface Metrics {
  /** Frames of every kind. */
  readonly frames: number
  /** Frames that begin with `Event`, items of lists included. */
  readonly events: number
  readonly faults: number
  /** Actions that were sent and are not answered yet. */
  readonly pending: number
  /** Links that were opened after one was lost. */
  readonly reconnects: number
  /** How long the newest Ping took, in milliseconds; none before the first. */
  readonly lastPong: O.Option<number>
}

export interface Connection {
  readonly status$: Observable<Status>
  readonly fault$: Observable<Failure>
  readonly frame$: Observable<Frame>
  /** Events, and the answers that an action of ours waits for. Begins with the login's answer when the link is up already. */
  readonly meant$: Observable<Frame>
  readonly exchange: Exchanger
  /** Puts a failure on `fault$`. */
  readonly report: (failure: Failure) => void
  readonly metrics: () => Metrics
  readonly close: () => Observable<void>
}

/** A link that lived this long counts as stable: the next failure begins with the shortest wait again. */
const STABLE = 30_000

const CLOSED = 'the connection was closed by close()'

export const connection = (
  settings: Settings,
  transport: Transport,
  resynchronised: () => Gap['resynchronised'],
): Connection => {
  const status = new ReplaySubject<Status>(1)
  const farewell = new ReplaySubject<void>(1)
  const [fault, frames, meant] = [hub<Failure>(), hub<Frame>(), hub<Frame>()]
  const count = { frames: 0, events: 0, faults: 0, reconnects: 0, wires: 0 }
  let lastPong: O.Option<number> = O.none
  let link: Correlator | undefined
  let loggedIn: Frame | undefined
  let lostAt: number | undefined
  let everReady = false
  let closed = false
  let running = Subscription.EMPTY

  const report = (failure: Failure): void => {
    count.faults += 1
    fault.next(failure)
  }
  const hooks = {
    fault: report,
    frame: (frame: Frame, isMeant: boolean): void => {
      count.frames += 1
      if (frame.event !== undefined) count.events += 1
      frames.next(frame)
      if (!isMeant) return
      if (frame.response === 'Success' && frame.actionId?.endsWith('-login') === true) loggedIn = frame
      meant.next(frame)
    },
    greeted: (ami: string): void => {
      status.next({ _tag: 'Authenticating', ami })
    },
    pong: (milliseconds: number): void => {
      lastPong = O.some(milliseconds)
    },
    gone: (): void => {
      count.wires -= 1
      if (closed && count.wires === 0) sayGone()
    },
  }
  const sayGone = (): void => {
    farewell.next()
    farewell.complete()
  }

  const opened = (session: Opened): void => {
    const away = lostAt === undefined ? O.none : O.some(asyncScheduler.now() - lostAt)
    if (O.isSome(away)) count.reconnects += 1
    lostAt = undefined
    everReady = true
    link = session.link
    status.next({
      _tag: 'Ready',
      ami: session.ami,
      asterisk: asteriskOf(session.ami),
      gap: O.map(gapOf(resynchronised))(away),
    })
    actions.ready(session.link)
  }

  /** The link is no more: what was sent is settled at once, what was not waits. */
  const lose = (why: string): void => {
    actions.away()
    link?.lose(why)
    link = undefined
    loggedIn = undefined
  }

  const next = (error: unknown, attempt: number): Observable<unknown> => {
    const failure = failureOf(error)
    if (failure === undefined) return throwError(() => error)
    if (link !== undefined) lostAt = asyncScheduler.now()
    lose(show(failure))
    if (isFinal(failure) && !everReady) return throwError(() => error)
    const delay = isFinal(failure) ? settings.backoff.max : delayAfter(attempt, settings.backoff, Math.random())
    status.next({ _tag: 'Waiting', attempt, delay, failure })
    return timer(delay)
  }

  const lives$ = defer(() => {
    count.wires += 1
    status.next({ _tag: 'Connecting', peer: transport.peer })
    return session(transport, settings, hooks)
  }).pipe(
    tap(opened),
    switchMap(() => timer(STABLE)), // its value is the success that resets the count of failures
    retry({ resetOnSuccess: true, delay: next }),
  )

  const giveUp = (error: unknown): void => {
    needed.over()
    const failure = failureOf(error)
    status.next({ _tag: 'Closed', failure: O.fromNullable(failure) })
    if (failure !== undefined) actions.refuse(() => failure)
    frames.error(error)
    meant.error(error)
  }

  const run = (): Subscription => {
    const living = lives$.subscribe({ error: giveUp })
    running = new Subscription(() => {
      if (living.closed) return
      lose('the link was closed, as nothing used it')
      lostAt = undefined
      if (!closed) status.next({ _tag: 'Idle' })
      living.unsubscribe()
    })
    return running
  }

  const needed = lease(run, settings.linger)
  const actions = requests(settings.timeout, needed)
  const open = <A>(source$: Observable<A>): Observable<A> => defer(() => (closed ? EMPTY : holding(needed)(source$)))
  status.next({ _tag: 'Idle' })

  const close = (): void => {
    closed = true
    lose(CLOSED)
    actions.refuse((action) => ({ _tag: 'NotSent', action, why: CLOSED }))
    needed.over()
    running.unsubscribe()
    status.next({ _tag: 'Closed', failure: O.none })
    status.complete()
    for (const each of [frames, meant, fault]) each.complete()
    if (count.wires === 0) sayGone()
  }

  return {
    status$: status.asObservable(),
    fault$: fault.stream$,
    frame$: open(frames.stream$),
    meant$: open(
      new Observable((subscriber) => {
        if (loggedIn !== undefined) subscriber.next(loggedIn)
        return meant.stream$.subscribe(subscriber)
      }),
    ),
    exchange: (request) =>
      defer(() =>
        closed
          ? throwError(() => new AmiError({ _tag: 'NotSent', action: request.action.Action, why: CLOSED }))
          : actions.exchange(request),
      ),
    report,
    metrics: () => ({
      frames: count.frames,
      events: count.events,
      faults: count.faults,
      pending: link?.pending() ?? 0,
      reconnects: count.reconnects,
      lastPong,
    }),
    close: () => {
      if (!closed) close()
      return farewell.asObservable()
    },
  }
}

const gapOf =
  (resynchronised: () => Gap['resynchronised']) =>
  (away: number): Gap => ({ away, resynchronised: resynchronised(), unknown: ['userEvents', 'dtmf', 'endedCalls'] })
