/** `gateway`: one link to an Asterisk, published into its log; one gateway of each Asterisk leads, the others are ready. */
import * as O from 'fp-ts/lib/Option.js'
import { asyncScheduler, BehaviorSubject, EMPTY, merge, type Observable, Subscription, switchMap } from 'rxjs'
import { connectionTo, type Failure, type Frame, type Status } from '../index.js'
import { stopwatch, timeOfDay } from '../rx/clock.js'
import { every } from '../rx/every.js'
import { Hub } from '../rx/hub.js'
import { busFailure } from './busFailure.js'
import type { Role } from './lead.js'
import type { Bus, BusLink } from './link.js'
import type { Log } from './log.js'
import { Member } from './member.js'
import { linkText } from './notes.js'
import { Offers, readWanted, toldText, type WantedAction } from './offer.js'
import { EVERYTHING, subjectFor } from './publish.js'
import { heard, isItem, reading, UNKNOWN_TAIL } from './gatewayFeed.js'
import type { Gateway, GatewayOptions } from './gatewayOptions.js'
import { randomName } from './randomName.js'
import { relayed } from './relay.js'
import { mayBeLogged, Snapshots } from './snapshots.js'
import { isServerName, subjectsOf } from './subject.js'

const LEASE = 1500
const SNAPSHOT_EVERY = 60_000
const SNAPSHOT_FRAMES = 5000
const SNAPSHOT_PAUSE = 5000
const FAREWELL = 300

/**
 * Runs a gateway from now until `close()`: it logs in to Asterisk, makes the log where there is none, and leads or follows.
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
  const subjects = subjectsOf(server)
  const name = randomName(options.name)
  const connection = connectionTo({ ...options.asterisk, name: server })
  const fault = new Hub<Failure>()
  const role$ = new BehaviorSubject<Role>({ _tag: 'Following' })
  const all = new Subscription()
  const now = stopwatch()
  const count = { published: 0, actions: 0, sinceSnapshot: 0 }
  let link: BusLink | undefined
  let log: Log | undefined
  let read = 0
  let status: Status = { _tag: 'Idle' }
  let offers = 0
  let snapshotAt = 0

  const report = (failure: Failure): void => {
    fault.next(failure)
  }
  const later = (run: () => void, milliseconds: number): void => {
    all.add(asyncScheduler.schedule(run, milliseconds))
  }
  const member = new Member({
    server,
    gateway: name,
    lease,
    subjects,
    now,
    timeOfDay,
    backlog: options.limits?.backlog ?? 67_108_864,
    fault: (failure) => {
      // a bus that is away is reported by its state
      if (log !== undefined || failure._tag !== 'BusLost') report(failure)
    },
    log: {
      most: () => log?.most() ?? Infinity,
      append: (entry, expecting, done) => {
        if (log === undefined) done({ _tag: 'Unanswered' })
        else log.append(entry, expecting, done)
      },
      tail: () => log?.tail() ?? UNKNOWN_TAIL,
      read: (from) => log?.read(from) ?? EMPTY,
    },
    role: (role) => {
      if (role._tag === 'Fenced') report({ _tag: 'Fenced', server, why: role.why })
      if (role._tag !== 'Leading') snapshots.stop()
      role$.next(role)
    },
    writing: (isNewLink) => {
      if (isNewLink) member.own({ subject: subjects.own('link'), text: linkText(about()) })
      snapshot(isNewLink)
    },
  })
  const about = () => ({
    ami: status._tag === 'Ready' ? status.ami : '',
    asterisk: status._tag === 'Ready' ? O.toNullable(status.asterisk) : null,
    publish,
  })
  const snapshots = new Snapshots({
    ask: connection.ask,
    subjects,
    read: () => read,
    about,
    later,
    write: (draft) => {
      member.own(draft)
    },
  })
  const snapshot = (isNewLink: boolean): void => {
    snapshotAt = now()
    count.sinceSnapshot = 0
    snapshots.round(isNewLink)
  }
  const epoch = (): number | undefined =>
    role$.value._tag === 'Leading' && member.holds() ? role$.value.epoch : undefined
  const desk = new Offers({
    now,
    epoch,
    newId: () => `${name}-${(offers += 1)}`,
    goSubject: subjects.go,
    tell: (reply, told) => {
      link?.publish(reply, toldText(told))
    },
    execute: (wanted: WantedAction, tell) => {
      count.actions += 1
      if (mayBeLogged(wanted)) snapshots.asked(wanted, tell)
      else relayed(connection.ask, wanted, tell)
    },
  })

  const subjectOf = subjectFor(publish, subjects)
  let own = ''
  const frame = (each: Frame): void => {
    if (each.event === undefined) {
      // the reply to the login begins each link, and shows the prefix of its ActionIDs
      const id = each.actionId ?? ''
      if (id.endsWith('-login')) own = id.slice(0, id.indexOf('-') + 1)
      return
    }
    const subject = subjectOf(each)
    if (subject === undefined || isItem(each, own, connection.isAsking)) return
    count.published += 1
    count.sinceSnapshot += 1
    member.frame({ subject, text: each.text })
  }
  const tick = (): void => {
    member.tick()
    const age = now() - snapshotAt
    const isDue = age >= SNAPSHOT_EVERY || (count.sinceSnapshot >= SNAPSHOT_FRAMES && age >= SNAPSHOT_PAUSE)
    if (isDue && member.holds()) snapshot(false)
  }

  const failed = (error: unknown): void => {
    report(busFailure(error))
  }
  all.add(merge(connection.fault$, nats.fault$).subscribe({ next: report, error: failed }))
  all.add(
    connection.status$.subscribe({
      next: (next) => {
        status = next
        member.linked(next._tag === 'Ready')
      },
      error: failed,
    }),
  )
  all.add(connection.acceptedFrame$.subscribe({ next: frame, error: failed }))
  all.add(every(Math.max(10, lease / 16), tick))
  const running$ = nats.state$.pipe(
    switchMap((state) => {
      link = state._tag === 'Up' ? state.link : undefined
      log = link?.log(server, 'gateway')
      link?.probe(subjects.probes)
      if (state._tag === 'Away') report(state.failure)
      return link === undefined ? EMPTY : served(link)
    }),
  )
  const served = (up: BusLink): Observable<unknown> =>
    merge(
      reading(up.log(server, 'gateway'), up, server, replicas, () => read, report).pipe(
        switchMap((entry) => {
          read = entry.sequence
          member.entry(entry)
          return EMPTY
        }),
      ),
      heard(
        up.subscribe(subjects.acts),
        ({ text, reply }) => {
          const wanted = readWanted(text)
          if (wanted !== undefined && reply !== '') desk.request(wanted, reply)
        },
        report,
      ),
      heard(
        up.subscribe(subjects.goes),
        ({ subject }) => {
          desk.go(subject.split('.')[2] ?? '')
        },
        report,
      ),
    )
  all.add(running$.subscribe({ error: failed }))

  const close = async (): Promise<void> => {
    if (all.closed) return
    const led = role$.value._tag === 'Leading'
    member.linked(false)
    if (led)
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
      gaps: member.gaps(),
      offers,
      declined: desk.declined(),
      waiting: member.waiting(),
      published: count.published,
      actions: count.actions,
    }),
    close,
    [Symbol.asyncDispose]: close,
  }
}
