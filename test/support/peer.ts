/** A server that a test controls by hand, in virtual time: it records the actions of each link, and sends the frames of the test. */
import { asyncScheduler, concat, defer, NEVER, Observable, of, Subject, throwError } from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import { AmiError, connect, type Asterisk, type ConnectOptions, type Status, type Transport } from '../../src/index.js'
import { failureOf } from '../../src/failure.js'

export const BANNER = 'Asterisk Call Manager/11.0.0\r\n'

/** An action as it came. */
interface Heard {
  readonly at: number
  readonly text: string
  readonly action: string
  readonly id: string
}

interface Link {
  readonly openedAt: number
  closedAt: number | undefined
  readonly heard: Heard[]
  /** A frame, line by line. */
  readonly say: (...lines: readonly string[]) => void
  readonly raw: (text: string) => void
  readonly end: () => void
  readonly fail: (why: string) => void
}

/** The reaction of a server to an action. */
export type Manner = (action: Heard, link: Link) => void

export interface Peer {
  readonly transport: Transport
  readonly links: Link[]
  /** Actions of that name on all links. */
  readonly heard: (action: string) => readonly Heard[]
}

const header = (text: string, name: string): string => new RegExp(`^${name}: (.*)$`, 'im').exec(text)?.[1]?.trim() ?? ''

/** Accepts each login, answers Ping, has no channels, and ends at Logoff. */
export const polite: Manner = ({ action, id }, link) => {
  const accept = (...lines: readonly string[]): void => {
    link.say('Response: Success', `ActionID: ${id}`, ...lines)
  }
  switch (action) {
    case 'Challenge':
      accept('Challenge: 840415273')
      return
    case 'Login':
      accept('Message: Authentication accepted')
      return
    case 'Status':
      accept('EventList: start')
      link.say('Event: StatusComplete', `ActionID: ${id}`, 'EventList: Complete', 'ListItems: 0')
      return
    case 'Logoff':
      link.say('Response: Goodbye', 'Message: Thanks for all the fish.')
      link.end()
      return
    case 'Ping':
      accept('Ping: Pong')
      return
    default:
  }
}

/** Polite, except for these actions. */
export const politeExcept =
  (exceptions: Readonly<Record<string, Manner>>): Manner =>
  (action, link) => {
    const manner = Object.hasOwn(exceptions, action.action) ? exceptions[action.action] : polite
    manner?.(action, link)
  }

export const silent: Manner = () => undefined

/** Refuses with a message. */
export const refusing =
  (message: string): Manner =>
  ({ id }, link) => {
    link.say('Response: Error', `ActionID: ${id}`, `Message: ${message}`)
  }

/** Answers in a later tick, as on a wire; sends `greeting` at once. */
export const peer = (manner: Manner = polite, greeting = BANNER): Peer => {
  const links: Link[] = []
  const open = defer(() => {
    const byte$ = new Subject<Uint8Array>()
    let text = ''
    const link: Link = {
      openedAt: asyncScheduler.now(),
      closedAt: undefined,
      heard: [],
      say: (...lines) => {
        link.raw(`${lines.join('\r\n')}\r\n\r\n`)
      },
      raw: (said) => {
        byte$.next(Buffer.from(said))
      },
      end: () => {
        byte$.complete()
      },
      fail: (why) => {
        byte$.error(new AmiError({ _tag: 'LinkLost', why }))
      },
    }
    links.push(link)
    const hear = (said: string): void => {
      text += said
      const actions = text.split('\r\n\r\n')
      text = actions.pop() ?? ''
      for (const each of actions) {
        const heard = {
          at: asyncScheduler.now(),
          text: each,
          action: header(each, 'Action'),
          id: header(each, 'ActionID'),
        }
        link.heard.push(heard)
        asyncScheduler.schedule(() => {
          if (link.closedAt === undefined) manner(heard, link)
        }, 1)
      }
    }
    const greeted$ = greeting === '' ? byte$ : concat(of(Buffer.from(greeting)), byte$)
    const wire = { byte$: greeted$, send: hear }
    return new Observable<typeof wire>((subscriber) => {
      subscriber.next(wire)
      return () => {
        link.closedAt = asyncScheduler.now()
      }
    })
  })
  return {
    transport: { peer: 'the peer', open: () => open },
    links,
    heard: (action) => links.flatMap((link) => link.heard.filter((heard) => heard.action === action)),
  }
}

/** A transport without a server: it refuses, or never ends its attempt. */
export const nobody = (how: 'refused' | 'never'): Transport => ({
  peer: 'nobody',
  open: () =>
    how === 'never'
      ? NEVER
      : throwError(
          () => new AmiError({ _tag: 'Unreachable', peer: 'nobody', why: 'ECONNREFUSED', hint: { _tag: 'None' } }),
        ),
})

/** Runs a step at a virtual millisecond. */
export type At = (ms: number, step: () => unknown) => void

/**
 * Runs a story in virtual time until nothing is left to happen, so the story must close every link that it opens. Returns the time of its
 * end. Throws when a step never ran, as its checks did not run either.
 */
export const story = (follow: (at: At) => void): number => {
  const scheduler = new TestScheduler(() => undefined)
  const waiting = new Set<{ readonly ms: number }>()
  let isOver = false
  scheduler.run(() => {
    follow((ms, step) => {
      if (isOver) throw new Error(`the step at ${ms} ms came after the end of the story`)
      const planned = { ms }
      waiting.add(planned)
      asyncScheduler.schedule(() => {
        waiting.delete(planned)
        step()
      }, ms)
    })
  })
  isOver = true
  if (waiting.size > 0) throw new Error(`steps never ran: ${[...waiting].map(({ ms }) => `${ms} ms`).join(', ')}`)
  return scheduler.frame
}

export const client = (transport: Transport, options: Partial<ConnectOptions> = {}): Asterisk =>
  connect({ username: 'admin', password: 'hunter2', ...options, transport })

/** Emissions of a stream, each with its time: values, then the failure or `'end'`. */
export type Log = (readonly [at: number, said: unknown])[]

export const noted = (stream$: Observable<unknown>): { readonly log: Log; readonly stop: () => void } => {
  const log: Log = []
  const note = (said: unknown): void => void log.push([asyncScheduler.now(), said])
  const listening = stream$.subscribe({
    next: note,
    error: (error: unknown) => {
      note(failureOf(error) ?? error)
    },
    complete: () => {
      note('end')
    },
  })
  return {
    log,
    stop: () => {
      listening.unsubscribe()
    },
  }
}

/** The emissions without their times. */
export const said = ({ log }: { readonly log: Log }): readonly unknown[] => log.map(([, what]) => what)

/** The tags of all emissions that have one. */
export const tags = (told: { readonly log: Log }): readonly string[] =>
  said(told).flatMap((what) =>
    typeof what === 'object' && what !== null && '_tag' in what && typeof what._tag === 'string' ? [what._tag] : [],
  )

export const statusOf = <T extends Status['_tag']>(
  told: { readonly log: Log },
  tag: T,
): readonly Extract<Status, { readonly _tag: T }>[] =>
  said(told).filter(
    (what): what is Extract<Status, { readonly _tag: T }> =>
      typeof what === 'object' && what !== null && '_tag' in what && what._tag === tag,
  )
