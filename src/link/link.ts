/** One link from opening to its end: banner, login, frames, keep-alive, Logoff. */
import { isLeft } from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { asyncScheduler, Observable, Subscription } from 'rxjs'
import { AmiError, type Failure, malformed } from '../failure.js'
import { RefCount } from '../rx/refCount.js'
import type { Settings } from '../options.js'
import { type Banner, readBanner } from '../protocol/banner.js'
import { NO_BYTES } from '../protocol/bytes.js'
import { decoder } from '../protocol/decoder.js'
import { isForAll } from '../protocol/event.js'
import { type Frame } from '../protocol/frame.js'
import { type Correlator, correlator } from '../request/pending.js'
import { randomId } from '../request/randomId.js'
import { keepAlive } from './keepAlive.js'
import { login } from './handshake.js'
import { type Exchanger, requests } from '../request/request.js'
import type { Transport, Wire } from '../transport.js'

/** Where a session's frames go, and what it tells beside. */
export interface Hooks {
  readonly opening: () => void
  /** Every frame in wire order. `meant`: an event, or an answer (an item of a list) that an action of ours waits for. */
  readonly frame: (frame: Frame, meant: boolean) => void
  readonly fault: (failure: Failure) => void
  readonly greeted: (ami: string) => void
  readonly pong: (milliseconds: number) => void
  /** The wire is closed at last, which may be a while after the Observable was unsubscribed. */
  readonly gone: () => void
}

/** A link that is logged in. */
export interface Opened {
  readonly ami: string
  readonly link: Correlator
}

/** How long a Logoff may take before the wire is closed anyway: `close` is to be done within 500 ms. */
const FAREWELL = 400

/** Our own actions need no more link than the one that they are about. */
const HELD: Pick<RefCount, 'acquire'> = { acquire: () => () => undefined }

const lost = (why: string): AmiError => new AmiError({ _tag: 'LinkLost', why })

/**
 * Opens a link and logs in: one value then, and an error at its end. Never completes.
 *
 *     session   ----o--------#    o: logged in, #: `Unreachable`, `NotAmi`, `LoginRefused`, `LinkLost` or `LinkSilent`
 *
 * Unsubscribing says Logoff and closes the wire when Asterisk has, or after 400 ms.
 */
export const session = (transport: Transport, settings: Settings, hooks: Hooks): Observable<Opened> =>
  new Observable((subscriber) => {
    hooks.opening()
    const wires = new Subscription(hooks.gone)
    let talk: Talk | undefined

    const patience = asyncScheduler.schedule(() => {
      subscriber.error(new AmiError(unopened(transport, settings.timeout, talk !== undefined)))
    }, settings.timeout)
    const opened = (ami: string, link: Correlator): void => {
      patience.unsubscribe()
      subscriber.next({ ami, link })
    }
    /** What ends a link that says Logoff is no failure. */
    const ended = (why: () => unknown): void => {
      if (talk?.leaving() === true) wires.unsubscribe()
      else subscriber.error(why())
    }
    wires.add(
      transport.open().subscribe({
        next: (wire) => {
          talk = conversation(wire, settings, hooks, opened, ended)
          wires.add(talk.running)
        },
        error: (error: unknown) => {
          ended(() => error)
        },
        complete: () => {
          ended(() => lost('the transport ended'))
        },
      }),
    )

    return () => {
      patience.unsubscribe()
      if (talk?.leave() !== true) wires.unsubscribe()
      else
        wires.add(
          asyncScheduler.schedule(() => {
            wires.unsubscribe()
          }, FAREWELL),
        )
    }
  })

const unopened = ({ peer, silence }: Transport, after: number, wired: boolean): Failure =>
  wired
    ? { _tag: 'LinkSilent', after, hint: O.fromNullable(silence) }
    : { _tag: 'Unreachable', peer, why: `no answer within ${after} ms`, hint: O.fromNullable(silence) }

interface Talk {
  readonly running: Subscription
  readonly leaving: () => boolean
  /** Says Logoff; false when there is nobody to say it to. */
  readonly leave: () => boolean
}

type Phase = 'greeting' | 'login' | 'open' | 'leaving' | 'over'

const conversation = (
  wire: Wire,
  settings: Settings,
  hooks: Hooks,
  opened: (ami: string, link: Correlator) => void,
  ended: (why: () => unknown) => void,
): Talk => {
  /** A transport of somebody else's may throw: that ends the link, and nothing else. */
  const send = (text: string): void => {
    try {
      wire.send(text)
    } catch (error) {
      fail(error)
    }
  }
  const link = correlator(send, randomId)
  // the patience for a whole session bounds its login
  const own = requests({ timeout: Infinity, limits: settings.limits }, HELD)
  const running = new Subscription()
  let phase: Phase = 'greeting'
  let greeting = NO_BYTES
  let version = ''

  const end = (why: () => unknown): void => {
    if (phase !== 'leaving') phase = 'over'
    ended(why)
  }
  const fail = (error: unknown): void => {
    end(() => error)
  }
  const decode = decoder(settings.limits, {
    fault: hooks.fault,
    frame: (frame) => {
      if (phase === 'leaving' || phase === 'over') return
      const meant = isMeant(frame, link)
      hooks.frame(frame, meant)
      if (meant) link.route(frame)
      else if (!link.owns(frame)) hooks.fault(stray(frame))
    },
  })
  const greet = (bytes: Uint8Array): void => {
    const whole = greeting.length === 0 ? bytes : Buffer.concat([greeting, bytes])
    const banner = readBanner(whole)
    if (isLeft(banner)) fail(new AmiError(banner.left))
    else if (O.isSome(banner.right)) enter(banner.right.value)
    else greeting = Buffer.from(whole)
  }
  const enter = ({ ami, rest }: Banner): void => {
    phase = 'login'
    version = ami
    hooks.greeted(ami)
    own.ready(link)
    if (rest.length > 0) decode(rest)
  }
  const entered = (): void => {
    phase = 'open'
    opened(version, link)
  }
  const ping = (): void => {
    if (phase === 'open') running.add(pingWith(own.exchange, settings.timeout, hooks.pong))
  }

  running.add(
    wire.byte$.pipe(keepAlive(settings.keepAlive, ping)).subscribe({
      next: (bytes) => {
        if (phase === 'greeting') greet(bytes)
        else decode(bytes)
      },
      error: fail,
      complete: () => {
        end(() => lost('Asterisk closed it'))
      },
    }),
  )
  // to write it takes time, which the wait for the banner gives for nothing; `enter` sends it
  running.add(login(own.exchange, settings).subscribe({ next: entered, error: fail }))
  return {
    running,
    leaving: () => phase === 'leaving',
    leave: () => {
      if (phase !== 'open') return false
      phase = 'leaving'
      send('Action: Logoff\r\n\r\n')
      return true
    },
  }
}

/** An event, or what an action of ours waits for: not what is left of an answer that nobody waits for any more. */
const isMeant = (frame: Frame, link: Correlator): boolean => {
  // as long as nothing was given up, every event is meant, and its ActionID need not be searched
  if (frame.event !== undefined && !link.gaveUp()) return true
  return link.owns(frame) ? link.expects(frame) || isForAll(frame.event) : frame.event !== undefined
}

/** A late answer, whose asker has gone, is no fault; one that names none of our actions is. */
const stray = ({ text, response }: Frame): Failure =>
  malformed(
    response === undefined ? 'a frame that is neither event nor response' : 'a response to none of our actions',
    text,
  )

/** The answer's time is worth knowing; its lack is not, since only silence of the whole link ends it. */
const pingWith = (exchange: Exchanger, answerWithin: number, pong: Hooks['pong']): Subscription => {
  const asked = asyncScheduler.now()
  return exchange({ action: { Action: 'Ping' }, form: 'response', answer: () => 'done', answerWithin }).subscribe({
    error: () => undefined,
    complete: () => {
      pong(asyncScheduler.now() - asked)
    },
  })
}
