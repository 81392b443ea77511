/** The connection: a resource that is opened when needed, shared by all, and closed when nothing needs it. */
import * as O from 'fp-ts/lib/Option.js'
import { type Observable, Subscription } from 'rxjs'
import { type Failure, type FailureReporter, failureOf, show, thrownText } from '../failure.js'
import { MEMORY_SHARE } from '../link/heap.js'
import { link, type LinkEvent, type LinkSink } from '../link/link.js'
import { MODEL_BYTES } from '../model/budget.js'
import type { Asker } from '../model/model.js'
import { RESYNCABLE, type Resyncable } from '../model/rows.js'
import type { Settings } from '../options.js'
import { markOf } from '../protocol/actionId.js'
import type { Frame } from '../protocol/frame.js'
import type { PendingRequests } from '../request/pending.js'
import { type Ask, Requests } from '../request/request.js'
import { Hub } from '../rx/hub.js'
import { inTurn } from '../rx/inTurn.js'
import { timeOfDay } from '../rx/clock.js'
import { acquiring, RefCount } from '../rx/refCount.js'
import type { Transport } from '../transport.js'
import { countsAfter, type Metrics, NO_EVENTS } from './metrics.js'
import { reconnecting } from './reconnect.js'
import { Resync } from './resync.js'
import { type ConnectionEvent, type Status, statusAfter } from './status.js'

/**
 * A stream of an `Asterisk` that is subscribed, and the events that it reads.
 *
 * @example
 * import { asteriskOver, type Connection, type WatchedStream } from 'rx-asterisk'
 *
 * const told = ({ stream, events }: WatchedStream) => console.log(`${stream} reads ${events.join(', ')}`)
 * const watchedBy = (connection: Connection) => asteriskOver({ ...connection, onWatch: told })
 */
export interface WatchedStream {
  /** A member of `Asterisk`, such as `queue$`; with the name of an event or of a list, `event('Hangup')` and `live('Agents')`. */
  readonly stream: string
  /** The live models that it reads, by the names that `eventsOfModel` takes. Empty for a stream that keeps no state. */
  readonly models: readonly string[]
  /** Without these events its values are wrong. */
  readonly events: readonly string[]
}

/**
 * A source of frames that also sends requests. `connect` builds one over AMI links. `asteriskOver` gives any connection the streams and
 * functions of an `Asterisk`.
 */
export interface Connection<Model extends string = Resyncable> {
  /** The origin that events carry. */
  readonly name: string
  /** The classes of events that can come. 'on': all. */
  readonly events: Settings['events']
  /** The newest status first. Never fails, completes at `close()`. */
  readonly status$: Observable<Status<Model>>
  /** Failures that end nothing. */
  readonly fault$: Observable<Failure>
  /** Every frame in wire order. Subscribing opens the connection. */
  readonly frame$: Observable<Frame>
  /**
   * The same frames, without replies to requests that were given up. While the link is logged in, a new subscriber first gets the reply to
   * the login.
   */
  readonly acceptedFrame$: Observable<Frame>
  /** Sends one action for each subscription, and reads its reply. */
  readonly ask: Ask
  /** Puts a failure on `fault$`. */
  readonly report: FailureReporter
  /** The counts since the connection was made. */
  readonly metrics: () => Metrics
  /** Ends everything at once. The promise resolves when the link is closed. */
  readonly close: () => Promise<void>
  /** False while no request is pending: events are then not searched for our ActionIDs. Without `isAsking`, all events are searched. */
  readonly isAsking?: (() => boolean) | undefined
  /** True while a pending request reads frames with the ActionID of this frame. Without `expects`, a frame with our ActionID is no event. */
  readonly expects?: ((frame: Frame) => boolean) | undefined
  /** The bytes that one model may take. Without it, 128 MiB. */
  readonly memory?: number | undefined
  /**
   * True while frames of the past are replayed. Models read them, and emit nothing until the first frame for which it is false. No event is
   * emitted for them.
   */
  readonly isReplaying?: (() => boolean) | undefined
  /** Asks for the lists that models need. Without an `asker`, `ask` asks for these lists at each `Ready`. */
  readonly asker?: Asker | undefined
  /** Told at each subscription to a stream that cannot do without certain events. So `event$` and `frame$` are not told. */
  readonly onWatch?: ((watched: WatchedStream) => void) | undefined
}

/** The bytes that one model may take. */
const MEMORY = Math.min(MODEL_BYTES, MEMORY_SHARE)
const CLOSED = 'the connection was closed by close()'
const UNUSED = 'the link was closed, as nothing used it'

/** A connection over AMI links of one transport. */
export const connection = (settings: Settings, transport: Transport): LinkConnection<Resyncable> =>
  connectionFor(settings, transport, RESYNCABLE)

/** A connection with an asker of its own. */
interface LinkConnection<Model extends string> extends Connection<Model> {
  readonly asker: Asker
}

/** The same for models of any names. */
export const connectionFor = <Model extends string>(
  settings: Settings,
  transport: Transport,
  models: readonly Model[],
): LinkConnection<Model> => {
  const status = new Hub<Status<Model>>((subscriber) => {
    subscriber.next(newest)
  })
  // a subscriber that comes while close() completes the others must not open a new link
  const accepted = new Hub<Frame>((subscriber) => {
    if (closed) subscriber.complete()
    else if (loggedIn !== undefined) subscriber.next(loggedIn)
  })
  const frames = new Hub<Frame>((subscriber) => {
    if (closed) subscriber.complete()
  })
  const fault = new Hub<Failure>()
  const count = { frames: 0, events: 0, wires: 0 }
  const bytes = { received: 0, sent: 0 }
  let counts = NO_EVENTS
  let newest: Status<Model> = { _tag: 'Idle' }
  let pending: PendingRequests | undefined
  let loggedIn: Frame | undefined
  let running = Subscription.EMPTY
  let closed = false
  let resolveClosed = (): void => undefined
  const allClosed = new Promise<void>((resolve) => {
    resolveClosed = resolve
  })

  /** Emits a status, or completes `status$`. A subscriber may change the status at once; all subscribers still get the newest status last. */
  const emitStatus = inTurn<Status<Model> | (() => void)>((signal) => {
    if (typeof signal === 'function') signal()
    else status.next(signal)
  })
  const dispatch = (event: ConnectionEvent<Model>): void => {
    counts = countsAfter(counts, event, timeOfDay())
    const next = statusAfter(newest, event)
    if (next !== newest) {
      newest = next
      emitStatus(next)
    }
    if (event._tag === 'Fault') fault.next(event.failure)
  }
  const report = (failure: Failure): void => {
    dispatch({ _tag: 'Fault', failure })
  }
  const resolveIfClosed = (): void => {
    if (closed && count.wires === 0) resolveClosed()
  }
  const sink: LinkSink = {
    frame: (frame, isAccepted) => {
      count.frames += 1
      if (frame.event !== undefined) count.events += 1
      frames.next(frame)
      if (!isAccepted) return
      if (loggedIn === undefined && frame.event === undefined && isLogin(frame)) loggedIn = frame
      accepted.next(frame)
    },
    received: (length) => {
      bytes.received += length
    },
    sent: (length) => {
      bytes.sent += length
    },
    closed: () => {
      count.wires -= 1
      resolveIfClosed()
    },
  }

  /** The link is over: requests that were sent settle at once, the others wait for the next link. */
  const lose = (why: string): void => {
    resync.away()
    requests.away()
    pending?.lose(why)
    pending = undefined
    loggedIn = undefined
  }
  const becomeReady = ({ ami, pending: ready, away }: Extract<LinkEvent, { readonly _tag: 'Ready' }>): void => {
    pending = ready
    const gap = O.map((milliseconds: number) => resync.gap(milliseconds))(away)
    resync.begin()
    dispatch({ _tag: 'Ready', ami, gap, reading: resync.reading() })
    // a subscriber may have ended this link at its Ready
    if (pending !== ready) return
    requests.ready(ready)
    resync.ready()
  }
  const onLink = (event: LinkEvent): void => {
    if (event._tag === 'Ready') {
      becomeReady(event)
      return
    }
    if (event._tag === 'Opening') count.wires += 1
    if (event._tag === 'Lost') lose(show(event.failure))
    dispatch(event)
  }
  const giveUp = (error: unknown): void => {
    needed.reset()
    const known = failureOf(error)
    // an error that is no AmiError comes from a transport that threw
    const why = known === undefined ? `the transport failed: ${thrownText(error)}` : show(known)
    const failure: Failure = known ?? { _tag: 'LinkLost', why }
    lose(why)
    dispatch({ _tag: 'Ended', failure: O.some(failure) })
    requests.refuse(() => failure)
    frames.error(error)
    accepted.error(error)
  }
  const link$ = reconnecting(settings, link(transport, settings, sink))
  const run = (): Subscription => {
    let ended = false
    const links = link$.subscribe({
      next: onLink,
      error: (error: unknown) => {
        ended = true
        giveUp(error)
      },
    })
    running = new Subscription(() => {
      if (!ended && !closed) {
        lose(UNUSED)
        dispatch({ _tag: 'Unused' })
      }
      links.unsubscribe()
    })
    return running
  }
  const needed = new RefCount(run, settings.linger)
  const requests = new Requests(settings, needed)
  const resync = new Resync(models, requests.ask, report, (reading) => {
    dispatch({ _tag: 'Reading', reading })
  })

  const close = (): void => {
    closed = true
    lose(CLOSED)
    requests.close(unsent)
    needed.reset()
    running.unsubscribe()
    dispatch({ _tag: 'Ended', failure: O.none })
    emitStatus(() => {
      status.close()
    })
    for (const each of [frames, accepted, fault]) each.close()
    resolveIfClosed()
  }
  return {
    name: settings.name,
    events: settings.events,
    status$: status.stream$,
    fault$: fault.stream$,
    frame$: acquiring(needed)(frames.stream$),
    acceptedFrame$: acquiring(needed)(accepted.stream$),
    ask: requests.ask,
    report,
    metrics: () => ({
      frames: count.frames,
      events: count.events,
      bytes: { ...bytes },
      pending: pending?.count() ?? 0,
      ...counts,
    }),
    close: () => {
      if (!closed) close()
      return allClosed
    },
    isAsking: () => pending !== undefined && pending.count() > 0,
    expects: (frame) => pending?.expects(frame) === true,
    memory: MEMORY,
    asker: resync,
  }
}

const isLogin = ({ response, actionId }: Frame): boolean =>
  response === 'Success' && actionId !== undefined && markOf(actionId)?._tag === 'Login'

const unsent = (action: string): Failure => ({ _tag: 'NotSent', action, why: CLOSED })
