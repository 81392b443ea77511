/** One link from opening to its end: banner, login, frames, keep-alive, Logoff. */
import { isLeft } from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { asyncScheduler, defer, Observable, Subscription } from 'rxjs'
import { AmiError, type Failure } from '../failure.js'
import type { Settings } from '../options.js'
import { type Banner, readBanner } from '../protocol/banner.js'
import { NO_BYTES } from '../protocol/bytes.js'
import type { Frame } from '../protocol/frame.js'
import { PendingRequests } from '../request/pending.js'
import { randomId } from '../request/randomId.js'
import { type Ask, Requests } from '../request/request.js'
import { elapsed } from '../rx/clock.js'
import type { RefCount } from '../rx/refCount.js'
import type { Transport, Wire } from '../transport.js'
import { login } from './handshake.js'
import { inbox } from './inbox.js'
import { keepAlive } from './keepAlive.js'

/** Each step in the life of a link. Status and metrics are folds over these events. */
export type LinkEvent =
  | { readonly _tag: 'Opening'; readonly peer: string }
  /** The banner came. */
  | { readonly _tag: 'Greeted'; readonly ami: string }
  /** Logged in. `away`: how long there was no link, in milliseconds; none for the first link. */
  | {
      readonly _tag: 'Ready'
      readonly ami: string
      readonly pending: PendingRequests
      readonly away: O.Option<number>
    }
  /** A Ping was answered. */
  | { readonly _tag: 'Pong'; readonly milliseconds: number }
  | { readonly _tag: 'Fault'; readonly failure: Failure }
  /** The link, or the try to open one, failed: the `attempt`th failure in a row. The next try begins after `delay` milliseconds. */
  | { readonly _tag: 'Lost'; readonly failure: Failure; readonly attempt: number; readonly delay: number }

/** The signals that are no events of the Observable. */
export interface LinkSink {
  /** Every frame in wire order. `accepted`: an event, or a reply that a pending request expects. A plain function, as it runs for each frame. */
  readonly frame: (frame: Frame, accepted: boolean) => void
  /** The number of bytes that came, before they are decoded. */
  readonly received: (bytes: number) => void
  /** The number of bytes that are sent. */
  readonly sent: (bytes: number) => void
  /** The wire is closed. After a Logoff, this is a while after the Observable was unsubscribed. */
  readonly closed: () => void
}

/** Milliseconds from Logoff until the wire is closed anyway. So `close` is done within 500 ms. */
const FAREWELL = 400

/** Login and Ping must not keep the link open. */
const UNCOUNTED: Pick<RefCount, 'acquire'> = { acquire: () => () => undefined }

const lost = (why: string): AmiError => new AmiError({ _tag: 'LinkLost', why })

/**
 * Opens a link and logs in. Never completes; fails at the end of the link.
 *
 *     link   o--g--r------#    o: Opening, g: Greeted, r: Ready
 *                              #: `Unreachable`, `NotAmi`, `LoginRefused`, `LinkLost` or `LinkSilent`
 *
 * Unsubscribing sends Logoff. The wire is closed when Asterisk closes it, or after 400 ms.
 */
export const link = (transport: Transport, settings: Settings, sink: LinkSink): Observable<LinkEvent> =>
  new Observable((subscriber) => {
    subscriber.next({ _tag: 'Opening', peer: transport.peer })
    const wires = new Subscription(sink.closed)
    let handle: LinkHandle | undefined

    const patience = asyncScheduler.schedule(() => {
      subscriber.error(new AmiError(unopened(transport, settings.timeout, handle)))
    }, settings.timeout)
    const observer: LinkObserver = {
      sink,
      event: (event) => {
        if (event._tag === 'Ready') patience.unsubscribe()
        subscriber.next(event)
      },
      // the end of a link that sent Logoff is no failure
      ended: (why) => {
        if (handle?.leaving() === true) wires.unsubscribe()
        else subscriber.error(why())
      },
    }
    wires.add(
      // a foreign transport may throw at any step
      defer(() => transport.open()).subscribe({
        next: (wire) => {
          try {
            handle = runLink(wire, settings, observer)
            wires.add(handle.running)
          } catch (error) {
            observer.ended(() => error)
          }
        },
        error: (error: unknown) => {
          observer.ended(() => error)
        },
        complete: () => {
          observer.ended(() => lost('the transport ended'))
        },
      }),
    )

    return () => {
      patience.unsubscribe()
      if (handle?.logOff() !== true) wires.unsubscribe()
      else
        wires.add(
          asyncScheduler.schedule(() => {
            wires.unsubscribe()
          }, FAREWELL),
        )
    }
  })

const UNANSWERED =
  'Asterisk greeted and did not answer the login: it is overloaded, still starts, or has too many AMI sessions'

/** The failure of a link that was not ready in time: no wire, no banner, or no answer to the login. */
const unopened = ({ peer, silence }: Transport, after: number, handle: LinkHandle | undefined): Failure => {
  if (handle === undefined)
    return { _tag: 'Unreachable', peer, why: `no answer within ${after} ms`, hint: O.fromNullable(silence) }
  return { _tag: 'LinkSilent', after, hint: handle.greeted() ? O.some(UNANSWERED) : O.fromNullable(silence) }
}

interface LinkObserver {
  readonly sink: LinkSink
  readonly event: (event: LinkEvent) => void
  readonly ended: (why: () => unknown) => void
}

interface LinkHandle {
  readonly running: Subscription
  /** True once the banner came. */
  readonly greeted: () => boolean
  readonly leaving: () => boolean
  /** Sends Logoff; false where the link is not logged in. */
  readonly logOff: () => boolean
}

type Phase =
  | { readonly _tag: 'Greeting'; readonly bytes: Uint8Array }
  | { readonly _tag: 'Login'; readonly ami: string }
  | { readonly _tag: 'Open' | 'Leaving' | 'Over' }

/** The conversation over an open wire. */
const runLink = (wire: Wire, settings: Settings, { sink, event, ended }: LinkObserver): LinkHandle => {
  /** A foreign transport may throw: this ends the link, and nothing else. */
  const send = (text: string): void => {
    sink.sent(Buffer.byteLength(text))
    try {
      wire.send(text)
    } catch (error) {
      fail(error)
    }
  }
  const pending = new PendingRequests(send, randomId)
  // the timeout of the whole opening ends the login too
  const own = new Requests({ timeout: Infinity, limits: settings.limits }, UNCOUNTED)
  const running = new Subscription()
  let phase: Phase = { _tag: 'Greeting', bytes: NO_BYTES }

  const end = (why: () => unknown): void => {
    if (phase._tag !== 'Leaving') phase = { _tag: 'Over' }
    ended(why)
  }
  const fail = (error: unknown): void => {
    end(() => error)
  }
  const receive = inbox(settings.limits, pending, {
    isOpen: () => phase._tag !== 'Leaving' && phase._tag !== 'Over',
    frame: sink.frame,
    fault: (failure) => {
      event({ _tag: 'Fault', failure })
    },
  })
  const greet = (before: Uint8Array, bytes: Uint8Array): void => {
    const whole = before.length === 0 ? bytes : Buffer.concat([before, bytes])
    const banner = readBanner(whole)
    if (isLeft(banner)) fail(new AmiError(banner.left))
    else if (O.isSome(banner.right)) enter(banner.right.value)
    else phase = { _tag: 'Greeting', bytes: Buffer.from(whole) }
  }
  const enter = ({ ami, rest }: Banner): void => {
    phase = { _tag: 'Login', ami }
    event({ _tag: 'Greeted', ami })
    own.ready(pending)
    if (rest.length > 0) receive(rest)
  }
  const entered = (): void => {
    if (phase._tag !== 'Login') return
    const { ami } = phase
    phase = { _tag: 'Open' }
    event({ _tag: 'Ready', ami, pending, away: O.none })
  }
  const refused = (error: unknown): void => {
    // a link that is closed at its Ready has logged in already
    if (phase._tag === 'Greeting' || phase._tag === 'Login') fail(error)
  }
  const ping = (): void => {
    if (phase._tag !== 'Open') return
    running.add(
      pingWith(own.ask, settings.timeout, (milliseconds) => {
        event({ _tag: 'Pong', milliseconds })
      }),
    )
  }

  running.add(
    wire.byte$.pipe(keepAlive(settings.keepAlive, ping)).subscribe({
      next: (bytes) => {
        sink.received(bytes.byteLength)
        if (phase._tag === 'Greeting') greet(phase.bytes, bytes)
        else receive(bytes)
      },
      error: fail,
      complete: () => {
        end(() => lost('Asterisk closed it'))
      },
    }),
  )
  // encodes the login while the banner is on its way; `enter` sends it
  running.add(login(own.ask, settings).subscribe({ next: entered, error: refused }))
  return {
    running,
    greeted: () => phase._tag !== 'Greeting',
    leaving: () => phase._tag === 'Leaving',
    logOff: () => {
      if (phase._tag !== 'Open') return false
      phase = { _tag: 'Leaving' }
      send('Action: Logoff\r\n\r\n')
      return true
    },
  }
}

/** Sends a Ping, and reports the time until its reply. A missing reply is no failure: a link ends only when no byte comes at all. */
const pingWith = (ask: Ask, replyWithin: number, pong: (milliseconds: number) => void): Subscription => {
  const asked = elapsed()
  return ask({ action: { Action: 'Ping' }, form: 'response', reply: () => 'done', replyWithin }).subscribe({
    error: () => undefined,
    complete: () => {
      pong(elapsed() - asked)
    },
  })
}
