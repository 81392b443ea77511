/** `gateway`: one link to an Asterisk, published into its log; one gateway of each Asterisk leads, the others are ready. */
import {
  asyncScheduler,
  BehaviorSubject,
  distinctUntilChanged,
  EMPTY,
  ignoreElements,
  map,
  merge,
  type Observable,
  Subscription,
  switchMap,
  tap,
} from 'rxjs'
import { AmiError, connectionTo, type Failure, type FailureReporter } from '../index.js'
import { stopwatch, timeOfDay } from '../rx/clock.js'
import { every } from '../rx/every.js'
import { Hub } from '../rx/hub.js'
import { busFailure } from './busFailure.js'
import { heard, logOver, reading } from './gatewayFeed.js'
import type { Gateway, GatewayOptions } from './gatewayOptions.js'
import type { Role } from './lead.js'
import type { Bus, BusLink } from './link.js'
import type { Log } from './log.js'
import { Post } from './post.js'
import { EVERYTHING } from './publish.js'
import { randomName } from './randomName.js'
import { isServerName, type Subjects, subjectsOf } from './subject.js'

const LEASE = 1500
const BACKLOG = 67_108_864
const FAREWELL = 300

/**
 * Runs a gateway from now until `close()`, or until the bus refuses its login: it logs in to Asterisk, makes the log where there is none,
 * and leads or follows.
 *
 *     role$   F──L────────F──        F: Following, L: Leading; another gateway took over
 *
 * Needs the read classes of what it publishes, and the write classes of what workers may do.
 *
 * @example
 * import { bus, gateway } from 'rx-asterisk/nats'
 *
 * const nats = bus({ servers: 'nats://127.0.0.1:4222' })
 * const gate = gateway(nats, { server: 'berlin', asterisk: { username: 'admin', password: 'secret' } })
 * gate.role$.subscribe(({ _tag }) => console.log(_tag)) // Following, Leading
 */
export const gateway = (nats: Bus, options: GatewayOptions): Gateway => {
  const { server, publish = EVERYTHING, lease = LEASE, replicas = 1 } = options
  if (!isServerName(server)) throw new TypeError('gateway: server must be 1 to 32 letters, digits, _ or -')
  if (!(lease >= 100)) throw new TypeError('gateway: lease must be 100 milliseconds or more')
  const name = randomName(options.name)
  const subjects = subjectsOf(server)
  const connection = connectionTo({ ...options.asterisk, name: server })
  const fault = new Hub<Failure>()
  const role$ = new BehaviorSubject<Role>({ _tag: 'Following' })
  const all = new Subscription()
  let link: BusLink | undefined
  let log: Log | undefined
  const report = (failure: Failure): void => {
    fault.next(failure)
  }
  const later = (run: () => void, milliseconds: number): void => {
    all.add(asyncScheduler.schedule(run, milliseconds))
  }
  const post = new Post({
    server,
    name,
    lease,
    backlog: options.limits?.backlog ?? BACKLOG,
    publish,
    subjects,
    log: logOver(() => log),
    connection,
    now: stopwatch(),
    timeOfDay,
    later,
    soon: queueMicrotask,
    say: (subject, text) => {
      link?.publish(subject, text)
    },
    role: (role) => {
      role$.next(role)
    },
    fault: (failure) => {
      // a bus that is away is reported by its state
      if (log !== undefined || failure._tag !== 'BusLost') report(failure)
    },
  })
  /** Nothing more can be done for it. */
  const giveUp = (failure: Failure): void => {
    all.unsubscribe()
    role$.error(new AmiError(failure))
    void connection.close()
  }
  const busChanged$ = nats.state$.pipe(
    switchMap((state) => {
      link = state._tag === 'Up' ? state.link : undefined
      log = link?.log(server, 'gateway')
      link?.probe(subjects.probes)
      if (state._tag === 'Away' && state.failure._tag === 'BusLoginRefused') giveUp(state.failure)
      else if (state._tag === 'Away') report(state.failure)
      return link === undefined ? EMPTY : served(post, link, { server, replicas, subjects, role$, report })
    }),
  )
  const failed = (error: unknown): void => {
    report(busFailure(error))
  }
  const links$ = merge(
    connection.status$.pipe(
      tap((status) => {
        post.status(status)
      }),
    ),
    connection.acceptedFrame$.pipe(
      tap((frame) => {
        post.frame(frame)
      }),
    ),
  )
  all.add(merge(connection.fault$, nats.fault$).subscribe({ next: report, error: failed }))
  all.add(links$.subscribe({ error: failed }))
  all.add(
    every(Math.max(10, lease / 16), () => {
      post.tick()
    }),
  )
  all.add(busChanged$.subscribe({ error: failed }))

  const close = async (): Promise<void> => {
    if (!all.closed && post.resign())
      await new Promise<void>((resolve) => {
        later(resolve, FAREWELL)
      })
    all.unsubscribe()
    role$.complete()
    await connection.close()
    fault.close()
  }
  return {
    name,
    role$: role$.asObservable(),
    status$: connection.status$,
    fault$: fault.stream$,
    metrics: () => ({
      asterisk: connection.metrics(),
      role: role$.value,
      isBusUp: link !== undefined,
      ...post.counts(),
    }),
    close,
    [Symbol.asyncDispose]: close,
  }
}

interface Serving {
  readonly server: string
  readonly replicas: number
  readonly subjects: Subjects
  readonly role$: Observable<Role>
  readonly report: FailureReporter
}

/** The work over one link to the bus: the log is read where another gateway may lead, and workers are heard. */
const served = (post: Post, link: BusLink, serving: Serving): Observable<never> => {
  const { server, replicas, subjects, role$, report } = serving
  const entry$ = reading(link.log(server, 'gateway'), link, server, replicas, () => post.read, report)
  return merge(
    role$.pipe(
      map(() => post.isReading()),
      distinctUntilChanged(),
      switchMap((isReading) => (isReading ? entry$ : EMPTY)),
      tap((entry) => {
        post.entry(entry)
      }),
      ignoreElements(),
    ),
    heard(
      link,
      subjects.acts,
      ({ text, reply }) => {
        post.request(text, reply)
      },
      report,
    ),
    heard(
      link,
      subjects.goes,
      ({ subject }) => {
        post.go(subject.split('.')[2] ?? '')
      },
      report,
    ),
  )
}
