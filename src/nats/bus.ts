/** `bus`: a link to NATS that is opened when needed and opened again when lost. */
import * as O from 'fp-ts/lib/Option.js'
import type { NatsConnection, NodeConnectionOptions } from '@nats-io/transport-node'
import { asyncScheduler, Subscription } from 'rxjs'
import { type Failure, failureOf } from '../index.js'
import { delayAfter } from '../rx/backoff.js'
import { Hub } from '../rx/hub.js'
import { acquiring, RefCount } from '../rx/refCount.js'
import { openingFailure } from './busFailure.js'
import { type Client, client } from './client.js'
import type { Bus, BusState } from './link.js'
import { type NatsLink, natsLink } from './natsLink.js'

/** Options of `bus`. All times are in milliseconds. */
export interface BusOptions {
  /** One or more servers, such as `tls://n1:4222`. Default: 'nats://127.0.0.1:4222'. */
  readonly servers?: string | readonly string[] | undefined
  readonly user?: string | undefined
  readonly password?: string | undefined
  /** The text of a credentials file (`.creds`). */
  readonly credentials?: string | undefined
  /** The seed of an nkey, such as `SU…`. */
  readonly nkey?: string | undefined
  /** true, or certificates as PEM texts. A server that asks for TLS gets it anyway. Default: true with a server `tls://…`. */
  readonly tls?:
    | boolean
    | { readonly ca?: string | undefined; readonly cert?: string | undefined; readonly key?: string | undefined }
    | undefined
  /** The subjects of answers begin with it. Each user of NATS needs its own, such as `_INBOX.house`. Default: '_INBOX'. */
  readonly inboxPrefix?: string | undefined
  /** The time for one answer of NATS. Default: 2000. */
  readonly timeout?: number | undefined
  /** The time for which the link stays open after its last use. Default: 1000. */
  readonly linger?: number | undefined
}

const BACKOFF = { min: 250, max: 5000 }
/** A server that was stopped, and not closed, is noticed after two pings without an answer. */
const PINGS = { pingInterval: 500, maxPingOut: 2 }

/**
 * A link to NATS JetStream, for `gateway` and `fleet`. Opens nothing yet; all users share one link, which is opened again when it is lost.
 * Needs the packages `@nats-io/transport-node` and `@nats-io/jetstream`.
 *
 * @example
 * import { bus } from 'rx-asterisk/nats'
 *
 * const nats = bus({ servers: ['tls://n1:4222', 'tls://n2:4222'], user: 'house', password: process.env['NATS_PASSWORD'] })
 */
export const bus = (options: BusOptions = {}): Bus => {
  const { servers = 'nats://127.0.0.1:4222', linger = 1000 } = options
  const list = typeof servers === 'string' ? [servers] : [...servers]
  if (list.length === 0) throw new TypeError('bus: servers must name a server')
  // the client would drop them, and be refused
  if (list.some((server) => server.includes('@')))
    throw new TypeError('bus: servers must have no user and no password; give them as user and password')
  const peer = list.join(', ')
  let newest: BusState = { _tag: 'Connecting' }
  let everUp = false
  let running = Subscription.EMPTY
  let ending: Promise<void> = Promise.resolve()
  const states = new Hub<BusState>((subscriber) => {
    subscriber.next(newest)
  })
  const fault = new Hub<Failure>()
  const set = (state: BusState): void => {
    everUp ||= state._tag === 'Up'
    newest = state
    states.next(state)
  }
  const use = new RefCount(() => {
    set({ _tag: 'Connecting' })
    running = keepOpen(list, peer, options, {
      set,
      refused: (failure) => {
        // later on a refusal may be a passing one: the users of the server are read anew
        if (everUp) return false
        use.reset()
        set({ _tag: 'Away', failure })
        states.complete()
        return true
      },
      ended: (end) => {
        ending = end
      },
      fault: (failure) => {
        fault.next(failure)
      },
    })
    return running
  }, linger)
  const end = async (): Promise<void> => {
    use.reset()
    running.unsubscribe()
    // whoever uses the link lets it go
    set({ _tag: 'Away', failure: { _tag: 'BusLost', why: 'the bus was closed by close()', hint: O.none } })
    states.close()
    fault.close()
    await ending
  }
  let closing: Promise<void> | undefined
  // begins a moment later, as a reader of the last state may call it again
  const close = (): Promise<void> => (closing ??= Promise.resolve().then(end))
  return { peer, state$: acquiring(use)(states.stream$), fault$: fault.stream$, close, [Symbol.asyncDispose]: close }
}

/** The receiver of a bus's events. */
interface BusEvents {
  readonly set: (state: BusState) => void
  /** The login was refused. True where no other attempt follows. */
  readonly refused: (failure: Failure) => boolean
  readonly ended: (end: Promise<void>) => void
  readonly fault: (failure: Failure) => void
}

/** Opens the link, reports its states, and opens it again after a failure. */
const keepOpen = (
  servers: string[],
  peer: string,
  options: BusOptions,
  { set, refused, ended, fault }: BusEvents,
): Subscription => {
  const all = new Subscription()
  const away = (failure: Failure): void => {
    if (!all.closed) set({ _tag: 'Away', failure })
  }
  const failed = async (error: unknown, attempt: number): Promise<void> => {
    const isRefusal = await isRefusedLogin(error)
    if (all.closed) return
    const failure = openingFailure(error, peer, isRefusal)
    if (isRefusal && refused(failure)) return
    away(failure)
    all.add(asyncScheduler.schedule(() => void open(attempt + 1), delayAfter(attempt, BACKOFF, Math.random())))
  }
  const open = async (attempt: number): Promise<void> => {
    try {
      const nats = await client()
      const connection = await nats.connect(await connectOptions(servers, options))
      if (all.closed) {
        ended(connection.close())
        return
      }
      const link = natsLink(nats, connection, options.inboxPrefix ?? '_INBOX', options.timeout ?? 2000)
      all.add(() => {
        link.end()
        ended(connection.close())
      })
      set({ _tag: 'Up', link })
      void follow(connection, link, { set, away, error: refusals(nats, fault) }).then(() => {
        if (!all.closed) void open(1)
      })
    } catch (error) {
      await failed(error, attempt)
    }
  }
  void open(1)
  return all
}

interface Following {
  readonly set: (state: BusState) => void
  readonly away: (failure: Failure) => void
  readonly error: (error: Error) => void
}

/** Reports each right that the user lacks, once. */
const refusals = ({ PermissionViolationError }: Client, fault: BusEvents['fault']): Following['error'] => {
  const known = new Set<string>()
  return (error) => {
    if (!(error instanceof PermissionViolationError)) return
    const { subject } = error
    const does = error.operation === 'publish' ? 'publish' : 'subscribe'
    if (known.has(`${does} ${subject}`)) return
    known.add(`${does} ${subject}`)
    fault({ _tag: 'BusRefused', does, subject })
  }
}

const isRefusedLogin = async (error: unknown): Promise<boolean> => {
  if (failureOf(error) !== undefined) return false
  const { AuthorizationError } = await client()
  // the same class also tells that the server was too busy to wait for the login
  return error instanceof AuthorizationError && !/timeout/i.test(error.message)
}

/** Reports the changes of an open connection. Resolves when the client has given it up. */
const follow = async (connection: NatsConnection, link: NatsLink, { set, away, error }: Following): Promise<void> => {
  for await (const status of connection.status()) {
    if (status.type === 'disconnect' || status.type === 'staleConnection') {
      link.lost()
      away({ _tag: 'BusLost', why: `no link to ${connection.getServer()}`, hint: O.none })
    } else if (status.type === 'reconnect') set({ _tag: 'Up', link })
    else if (status.type === 'error') error(status.error)
  }
  link.end()
  away({ _tag: 'BusLost', why: 'the link was closed', hint: O.none })
}

const connectOptions = async (servers: string[], options: BusOptions): Promise<NodeConnectionOptions> => {
  const { user, password, credentials, nkey, inboxPrefix, timeout = 2000 } = options
  const tls = options.tls ?? servers.some((server) => server.startsWith('tls://'))
  const { credsAuthenticator, nkeyAuthenticator } = await client()
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  return {
    servers,
    ...PINGS,
    timeout,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    ignoreAuthErrorAbort: true,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { pass: password }),
    ...(credentials === undefined ? {} : { authenticator: credsAuthenticator(bytes(credentials)) }),
    ...(nkey === undefined ? {} : { authenticator: nkeyAuthenticator(bytes(nkey)) }),
    ...(tls === false ? {} : { tls: tls === true ? {} : { ...defined(tls) } }),
    ...(inboxPrefix === undefined ? {} : { inboxPrefix }),
  }
}

const defined = (given: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
