/** `fleet`: all Asterisks that have a log, for any number of programs. */
import {
  AsyncSubject,
  catchError,
  combineLatest,
  distinct,
  distinctUntilChanged,
  EMPTY,
  map,
  mergeAll,
  mergeMap,
  type Observable,
  of,
  shareReplay,
  switchMap,
  takeUntil,
  timer,
} from 'rxjs'
import * as O from 'fp-ts/lib/Option.js'
import {
  type Asterisk,
  asteriskOver,
  type Event,
  type EventName,
  type Failure,
  type FailureReporter,
  type UserEvent,
} from '../index.js'
import { Hub } from '../rx/hub.js'
import { busFailure } from './busFailure.js'
import type { Bus } from './link.js'
import { type SharedWork, sharedWork } from './shared.js'
import { isServerName } from './subject.js'
import { type Leading, workerConnection, type WorkerConnection } from './worker.js'

/** Options of `fleet`. All times are in milliseconds. */
export interface FleetOptions {
  /** The Asterisks, by the names that their gateways give. Default: all that have a log. */
  readonly servers?: readonly string[] | undefined
  /** The time for an action; in a list, the longest silence. Default: 10,000. */
  readonly timeout?: number | undefined
  /** The time for which a log is read after its last use. Default: 1000. */
  readonly linger?: number | undefined
}

/** One Asterisk of a fleet. */
export interface FleetServer {
  /** The gateway that leads; none when nobody does. */
  readonly leading: O.Option<string>
  /** It grows with each change of the leader. */
  readonly epoch: number
  /** Entries of its log that this program has still to read. */
  readonly behind: number
}

/** Many Asterisks as one. */
export interface Fleet {
  /** One Asterisk of the fleet, as `connect` gives it. The same object for the same name. */
  readonly asterisk: (server: string) => Asterisk
  /** Events of all servers; `origin` is the server. */
  readonly event$: Observable<Event>
  /** Events of all servers by name, typed by the catalog. */
  readonly event: FleetEvents
  /** UserEvents of one name, of all servers. */
  readonly userEvent: (name: string) => Observable<UserEvent>
  /** The servers, by name, at each change. */
  readonly server$: Observable<ReadonlyMap<string, FleetServer>>
  /** The work that a group of programs shares. */
  readonly shared: (group: string) => SharedWork
  /** Failures that end nothing. */
  readonly fault$: Observable<Failure>
  readonly close: () => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** New servers are found after so many milliseconds. */
const LOOK = 5000
const TIMEOUT = 10_000
const LINGER = 1000

interface Known {
  readonly connection: WorkerConnection
  readonly asterisk: Asterisk
}

/**
 * The Asterisks that gateways publish. Opens nothing yet; a log is read while something of its server is subscribed.
 *
 * @example
 * import { bus, fleet } from 'rx-asterisk/nats'
 *
 * const nats = bus({ servers: 'nats://127.0.0.1:4222' })
 * const all = fleet(nats)
 * all.event('Hangup').subscribe(({ origin, Channel }) => console.log(origin, Channel))
 * all.asterisk('berlin').device('2222').subscribe(console.log)
 */
export const fleet = (nats: Bus, options: FleetOptions = {}): Fleet => {
  const { timeout = TIMEOUT, linger = LINGER } = options
  const known = new Map<string, Known>()
  const fault = new Hub<Failure>()
  const closed$ = new AsyncSubject<void>()
  const report = (failure: Failure): void => {
    fault.next(failure)
  }
  const at = (server: string): Known => {
    const before = known.get(server)
    if (before !== undefined) return before
    if (!isServerName(server)) throw new TypeError('fleet: a server is named by 1 to 32 letters, digits, _ or -')
    const connection = workerConnection(nats, { server, timeout, linger })
    const made = { connection, asterisk: asteriskOver(connection) }
    known.set(server, made)
    connection.fault$.subscribe({ next: report, error: () => undefined })
    return made
  }
  const rights = nats.fault$.subscribe({ next: report, error: () => undefined })
  const servers$ = serversOf(nats, options.servers, report).pipe(takeUntil(closed$))
  const ofAll = <A>(source: (asterisk: Asterisk) => Observable<A>): Observable<A> =>
    servers$.pipe(
      mergeAll(),
      distinct(),
      mergeMap((server) => source(at(server).asterisk)),
    )
  const close = async (): Promise<void> => {
    closed$.next()
    closed$.complete()
    await Promise.all([...known.values()].map(({ asterisk }) => asterisk.close()))
    rights.unsubscribe()
    fault.close()
  }
  return {
    asterisk: (server) => at(server).asterisk,
    event$: ofAll(({ event$ }) => event$),
    event: fleetEvents(ofAll),
    userEvent: (name) => ofAll((asterisk) => asterisk.userEvent(name)),
    server$: servers$.pipe(
      switchMap((servers) =>
        servers.length === 0
          ? of([])
          : combineLatest(
              servers.map((server) =>
                at(server).connection.leading$.pipe(
                  map(shown),
                  distinctUntilChanged(sameServer),
                  map((one): [string, FleetServer] => [server, one]),
                ),
              ),
            ),
      ),
      map((entries) => new Map(entries)),
    ),
    shared: (group) => sharedWork(nats, servers$, group, report, closed$),
    fault$: fault.stream$,
    close,
    [Symbol.asyncDispose]: close,
  }
}

const fleetEvents =
  (ofAll: <A>(source: (asterisk: Asterisk) => Observable<A>) => Observable<A>) =>
  <Name extends EventName>(...names: readonly [Name, ...Name[]]) =>
    ofAll(({ event }) => event(...names))

/** Events of all servers by name. */
export type FleetEvents = ReturnType<typeof fleetEvents>

const shown = ({ leader, epoch, behind }: Leading): FleetServer => ({
  leading: leader === undefined ? O.none : O.some(leader.gateway),
  epoch,
  behind,
})

const sameServer = (a: FleetServer, b: FleetServer): boolean =>
  O.toUndefined(a.leading) === O.toUndefined(b.leading) && a.epoch === b.epoch && a.behind === b.behind

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, index) => name === b[index])

/** The given servers, or those that have a log, at each change. */
const serversOf = (
  nats: Bus,
  given: readonly string[] | undefined,
  report: FailureReporter,
): Observable<readonly string[]> =>
  given !== undefined
    ? of(given)
    : nats.state$.pipe(
        switchMap((state) =>
          state._tag !== 'Up'
            ? EMPTY
            : timer(0, LOOK).pipe(
                switchMap(() =>
                  state.link.servers().pipe(
                    catchError((error: unknown) => {
                      report(busFailure(error))
                      return EMPTY
                    }),
                  ),
                ),
              ),
        ),
        distinctUntilChanged(same),
        shareReplay({ bufferSize: 1, refCount: true }),
      )
