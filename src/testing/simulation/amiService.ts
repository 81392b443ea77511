/** Asterisk's AMI service: accepts links and knows all open ones; a test can kill, start and stall it. */
import { BehaviorSubject, asyncScheduler, type Observable } from 'rxjs'
import type { LinkEnd, FaultState } from './faultState.js'
import type { Request } from './input.js'
import { outbox as openOutbox, type LinkClient, type Outbox } from './outbox.js'
import type { SimulateOptions } from './options.js'
import { session, type Session } from './session.js'
import type { World } from './world.js'

/** An action that Asterisk received, without its secrets. */
export interface ReceivedAction {
  /** Milliseconds of the scheduler. */
  readonly at: number
  readonly action: string
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** The link as its client uses it. */
interface ClientLink {
  readonly send: (bytes: Uint8Array) => void
  readonly hangUp: () => void
}

export interface AmiService {
  /** Opens a link; undefined while Asterisk does not run and refuses connections. */
  readonly connect: (client: LinkClient) => ClientLink | undefined
  readonly actions: () => readonly ReceivedAction[]
  /** True while Asterisk runs. */
  readonly running$: Observable<boolean>
  /** The number of open links. */
  readonly links: () => number
  /** The number of links that are logged in. */
  readonly logins: () => number
  readonly drop: (how: LinkEnd) => void
  readonly kill: () => void
  readonly start: () => void
  readonly stall: () => void
  readonly resume: () => void
  /** Writes any bytes to every link. */
  readonly garble: (bytes: string | Uint8Array) => void
}

interface OpenLink {
  readonly outbox: Outbox
  readonly session: Session
  /** Bytes that came during a stall; `resume` delivers them. */
  delayed: readonly Uint8Array[]
}

/** Starts the service without links. */
export const amiService = (
  world: World,
  faults: FaultState,
  users: NonNullable<SimulateOptions['users']>,
): AmiService => {
  const open = new Set<OpenLink>()
  const running$ = new BehaviorSubject(true)
  const actions: ReceivedAction[] = []
  let challenge = 83_737_923

  const onAction = (request: Request): void => {
    actions.push({ at: asyncScheduler.now(), action: request.action, headers: publicHeaders(request) })
  }

  const connect: AmiService['connect'] = (client) => {
    if (!running$.value) return undefined
    const end = (how: LinkEnd): void => {
      open.delete(link)
      link.session.end()
      client.end(how)
    }
    const outbox = openOutbox(faults, { ...client, end })
    const context = { world, faults, users, onAction, nextChallenge: () => String(challenge++) }
    const link: OpenLink = { outbox, session: session(context, outbox), delayed: [] }
    open.add(link)
    return {
      send: (bytes) => {
        if (faults.stalled) link.delayed = [...link.delayed, Buffer.from(bytes)]
        else link.session.receive(bytes)
      },
      hangUp: () => {
        outbox.cut('closed')
      },
    }
  }

  const drop: AmiService['drop'] = (how) => {
    open.forEach((link) => {
      link.outbox.cut(how)
    })
  }

  return {
    connect,
    drop,
    running$,
    actions: () => actions,
    links: () => open.size,
    logins: () => [...open].filter(({ session: { isLoggedIn } }) => isLoggedIn()).length,
    kill: () => {
      running$.next(false)
      drop('closed')
      world.kill()
    },
    start: () => {
      if (!running$.value) running$.next(true)
    },
    stall: () => {
      faults.stalled = true
    },
    resume: () => {
      faults.stalled = false
      open.forEach((link) => {
        link.delayed.forEach(link.session.receive)
        link.delayed = []
        link.outbox.wake()
      })
    },
    garble: (bytes) => {
      open.forEach((link) => {
        link.outbox.write(bytes)
      })
    },
  }
}

const publicHeaders = (request: Request): ReceivedAction['headers'] =>
  request.lines.flatMap((each): ReceivedAction['headers'] => {
    const colon = each.indexOf(':')
    const name = each.slice(0, Math.max(0, colon))
    return colon < 0 || /^(?:secret|key)$/i.test(name) ? [] : [[name, each.slice(colon + 1).trimStart()]]
  })
