/** The link as a resource with a life of its own: opened when needed, shared by all, closed when nobody needs it. */
import * as O from 'fp-ts/lib/Option.js'
import { type Observable, Subscription } from 'rxjs'
import { type Failure, failureOf, show } from '../failure.js'
import { Hub } from '../rx/hub.js'
import { RefCount, acquiring } from '../rx/refCount.js'
import type { Settings } from '../options.js'
import { asteriskOf } from '../protocol/banner.js'
import type { Frame } from '../protocol/frame.js'
import type { Correlator } from '../request/pending.js'
import { lives } from './reconnect.js'
import { type Exchanger, requests } from '../request/request.js'
import { type Hooks, type Opened, session } from '../link/link.js'
import type { Gap, Rereadable, Status } from './status.js'
import type { Transport } from '../transport.js'

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
  /** Whether any action was sent and is not answered yet. */
  readonly asking: () => boolean
  /** Puts a failure on `fault$`. */
  readonly report: (failure: Failure) => void
  readonly metrics: () => Metrics
  readonly close: () => Observable<void>
}

const CLOSED = 'the connection was closed by close()'
const UNUSED = 'the link was closed, as nothing used it'

/** What the streams in use want to read again when a link comes back, and what of it the last link refused. */
export interface Reread {
  readonly wanted: readonly Rereadable[]
  readonly refused: ReadonlySet<Rereadable>
}

/** `reread` is asked once for each link that comes back, for the gap in `Ready`. */
export const connection = (settings: Settings, transport: Transport, reread: () => Reread): Connection => {
  const status = new Hub<Status>((subscriber) => {
    subscriber.next(newest)
  })
  // who comes while close() tells its end must not open a new link
  const meant = new Hub<Frame>((subscriber) => {
    if (closed) subscriber.complete()
    else if (loggedIn !== undefined) subscriber.next(loggedIn)
  })
  const frames = new Hub<Frame>((subscriber) => {
    if (closed) subscriber.complete()
  })
  const fault = new Hub<Failure>()
  const farewell = new Hub<void>((subscriber) => {
    if (!parted) return
    subscriber.next()
    subscriber.complete()
  })
  const count = { frames: 0, events: 0, faults: 0, reconnects: 0, wires: 0 }
  let newest: Status = { _tag: 'Idle' }
  let lastPong: O.Option<number> = O.none
  let link: Correlator | undefined
  let loggedIn: Frame | undefined
  let running = Subscription.EMPTY
  let closed = false
  let parted = false

  const pending = (): number => link?.pending() ?? 0
  const become = (next: Status): void => {
    if (closed && next._tag !== 'Closed') return
    newest = next
    status.next(next)
  }
  const report = (failure: Failure): void => {
    count.faults += 1
    fault.next(failure)
  }
  const part = (): void => {
    if (!closed || count.wires > 0) return
    parted = true
    farewell.next()
    farewell.complete()
  }
  const hooks: Hooks = {
    opening: () => {
      count.wires += 1
      become({ _tag: 'Connecting', peer: transport.peer })
    },
    fault: report,
    frame: (frame, isMeant) => {
      count.frames += 1
      if (frame.event !== undefined) count.events += 1
      frames.next(frame)
      if (!isMeant) return
      if (frame.event === undefined && isLogin(frame)) loggedIn = frame
      meant.next(frame)
    },
    greeted: (ami) => {
      become({ _tag: 'Authenticating', ami })
    },
    pong: (milliseconds) => {
      lastPong = O.some(milliseconds)
    },
    gone: () => {
      count.wires -= 1
      part()
    },
  }

  const opened = ({ ami, link: ready }: Opened, away: O.Option<number>): void => {
    link = ready
    if (O.isSome(away)) count.reconnects += 1
    const gap = O.map((milliseconds: number) => gapOf(milliseconds, reread()))(away)
    become({ _tag: 'Ready', ami, asterisk: asteriskOf(ami), gap })
    actions.ready(ready)
  }
  /** The link is no more: what was sent is settled at once, what was not waits for the next. */
  const lose = (why: string): void => {
    actions.away()
    link?.lose(why)
    link = undefined
    loggedIn = undefined
  }

  const live = lives(settings, session(transport, settings, hooks), {
    status: become,
    opened,
    failed: (failure) => {
      lose(show(failure))
    },
  })

  const giveUp = (error: unknown): void => {
    needed.reset()
    const failure = failureOf(error)
    become({ _tag: 'Closed', failure: O.fromNullable(failure) })
    if (failure !== undefined) actions.refuse(() => failure)
    frames.error(error)
    meant.error(error)
  }
  const run = (): Subscription => {
    let ended = false
    const living = live((error) => {
      ended = true
      giveUp(error)
    })
    running = new Subscription(() => {
      if (ended) return
      lose(UNUSED)
      become({ _tag: 'Idle' })
      living.unsubscribe()
    })
    return running
  }
  const needed = new RefCount(run, settings.linger)
  const actions = requests(settings, needed)

  const close = (): void => {
    closed = true
    lose(CLOSED)
    actions.close(unsent)
    needed.reset()
    running.unsubscribe()
    become({ _tag: 'Closed', failure: O.none })
    for (const each of [status, frames, meant, fault]) each.close()
    part()
  }
  return {
    status$: status.stream$,
    fault$: fault.stream$,
    frame$: acquiring(needed)(frames.stream$),
    meant$: acquiring(needed)(meant.stream$),
    exchange: actions.exchange,
    asking: () => pending() > 0,
    report,
    metrics: () => ({
      frames: count.frames,
      events: count.events,
      faults: count.faults,
      pending: pending(),
      reconnects: count.reconnects,
      lastPong,
    }),
    close: () => {
      if (!closed) close()
      return farewell.stream$
    },
  }
}

const isLogin = ({ response, actionId }: Frame): boolean =>
  response === 'Success' && actionId?.endsWith('-login') === true

const unsent = (action: string): Failure => ({ _tag: 'NotSent', action, why: CLOSED })

const gapOf = (away: number, { wanted, refused }: Reread): Gap => ({
  away,
  resynchronised: wanted.filter((each) => !refused.has(each)),
  unknown: ['userEvents', 'dtmf', 'endedCalls', ...wanted.filter((each) => refused.has(each))],
})
