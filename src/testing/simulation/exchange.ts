/** The place where clients connect: all open links, and Asterisk's life and death as they see it. */
import { BehaviorSubject, asyncScheduler, type Observable } from 'rxjs'
import type { Ending, Faults } from './faults.js'
import type { Request } from './input.js'
import { line, type Client, type Line } from './line.js'
import type { SimulateOptions } from './options.js'
import { session, type Session } from './session.js'
import type { World } from './world.js'

/** An action as Asterisk heard it; secrets are left out. */
export interface HeardAction {
  /** Milliseconds of the scheduler. */
  readonly at: number
  readonly action: string
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** The client's hands on its link. */
interface Link {
  readonly send: (bytes: Uint8Array) => void
  readonly hangUp: () => void
}

export interface Exchange {
  /** A new link; undefined when Asterisk does not run and refuses it. */
  readonly connect: (client: Client) => Link | undefined
  readonly actions: () => readonly HeardAction[]
  /** Whether Asterisk runs. */
  readonly running$: Observable<boolean>
  /** How many links are open. */
  readonly links: () => number
  readonly drop: (how: Ending) => void
  readonly kill: () => void
  readonly start: () => void
  readonly stall: () => void
  readonly resume: () => void
  /** Writes bytes to every link, whatever they are. */
  readonly garble: (bytes: string | Uint8Array) => void
}

interface Open {
  readonly line: Line
  readonly session: Session
  /** Bytes that came while Asterisk was stalled. */
  unheard: readonly Uint8Array[]
}

/** Opens for clients. */
export const exchange = (world: World, faults: Faults, users: NonNullable<SimulateOptions['users']>): Exchange => {
  const open = new Set<Open>()
  const running$ = new BehaviorSubject(true)
  const actions: HeardAction[] = []
  let challenge = 83_737_923

  const heard = (request: Request): void => {
    actions.push({ at: asyncScheduler.now(), action: request.action, headers: publicHeaders(request) })
  }

  const connect: Exchange['connect'] = (client) => {
    if (!running$.value) return undefined
    const end = (how: Ending): void => {
      open.delete(link)
      link.session.end()
      client.end(how)
    }
    const wireOut = line(faults, { ...client, end })
    const surroundings = { world, faults, users, heard, nextChallenge: () => String(challenge++) }
    const link: Open = { line: wireOut, session: session(surroundings, wireOut), unheard: [] }
    open.add(link)
    return {
      send: (bytes) => {
        if (faults.stalled) link.unheard = [...link.unheard, Buffer.from(bytes)]
        else link.session.receive(bytes)
      },
      hangUp: () => {
        wireOut.cut('closed')
      },
    }
  }

  const drop: Exchange['drop'] = (how) => {
    open.forEach((link) => {
      link.line.cut(how)
    })
  }

  return {
    connect,
    drop,
    running$,
    actions: () => actions,
    links: () => open.size,
    kill: () => {
      running$.next(false)
      drop('closed')
      world.die()
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
        link.unheard.forEach(link.session.receive)
        link.unheard = []
        link.line.wake()
      })
    },
    garble: (bytes) => {
      open.forEach((link) => {
        link.line.write(bytes)
      })
    },
  }
}

const publicHeaders = (request: Request): HeardAction['headers'] =>
  request.lines.flatMap((each): HeardAction['headers'] => {
    const colon = each.indexOf(':')
    const name = each.slice(0, Math.max(0, colon))
    return colon < 0 || /^(?:secret|key)$/i.test(name) ? [] : [[name, each.slice(colon + 1).trimStart()]]
  })
