/** The servers of a fleet: as a table, as lines, and as JSON. */
import * as O from 'fp-ts/lib/Option.js'
import {
  catchError,
  combineLatest,
  distinctUntilChanged,
  forkJoin,
  map,
  type Observable,
  of,
  shareReplay,
  startWith,
  switchMap,
  timer,
} from 'rxjs'
import type { Bus, BusLink, Fleet, FleetServer } from '../nats/index.js'
import { columns } from './columns.js'
import { outputLine, type OutputLine } from './output.js'

/** One server. `workers`: none where the user of the bus may not ask. */
export interface ServerRow extends FleetServer {
  readonly server: string
  readonly workers: O.Option<number>
}

type Workers = ReadonlyMap<string, number>

/** The workers are counted again after so many milliseconds. */
const COUNT_EVERY = 2000
const UNKNOWN: Workers = new Map()

const countIn = (link: BusLink, server: string): Observable<readonly (readonly [string, number])[]> =>
  link.workers(server).pipe(
    map((count) => [[server, count] as const]),
    catchError(() => of([])),
  )

const workersOf = (nats: Bus, servers: readonly string[]): Observable<Workers> =>
  nats.state$.pipe(
    switchMap((state) =>
      state._tag === 'Up' && servers.length > 0
        ? timer(0, COUNT_EVERY).pipe(
            switchMap(() => forkJoin(servers.map((server) => countIn(state.link, server)))),
            map((counts) => new Map(counts.flat())),
          )
        : of(UNKNOWN),
    ),
    startWith(UNKNOWN),
  )

/** All servers by name, at each change. */
export const serverRows = (nats: Bus, all: Fleet): Observable<readonly ServerRow[]> => {
  const server$ = all.server$.pipe(shareReplay({ bufferSize: 1, refCount: true }))
  const workers$ = server$.pipe(
    map((servers) => [...servers.keys()].join()),
    distinctUntilChanged(),
    switchMap((names) => workersOf(nats, names === '' ? [] : names.split(','))),
  )
  return combineLatest([server$, workers$]).pipe(
    map(([servers, workers]) =>
      [...servers].map(([server, known]) => ({ ...known, server, workers: O.fromNullable(workers.get(server)) })),
    ),
  )
}

const HEAD = ['SERVER', 'LEADER', 'EPOCH', 'LAG', 'WORKERS']

const leaderOf = ({ leading }: ServerRow): string => O.getOrElse(() => 'nobody')(leading)

const row = (each: ServerRow): readonly string[] => [
  each.server,
  leaderOf(each),
  String(each.epoch),
  String(each.behind),
  O.isSome(each.workers) ? String(each.workers.value) : '?',
]

export const serverTable = (rows: readonly ServerRow[]): readonly string[] =>
  rows.length === 0 ? ['no Asterisk has a log on this bus'] : columns([HEAD, ...rows.map(row)])

export const serverLine = (each: ServerRow): OutputLine => {
  const { server, leading, epoch, behind, workers } = each
  const count = O.isSome(workers) ? `, ${workers.value} workers` : ''
  return outputLine(`${server}: ${leaderOf(each)} leads, epoch ${epoch}, lag ${behind}${count}`, {
    type: 'server',
    server,
    leader: O.toNullable(leading),
    epoch,
    lag: behind,
    workers: O.toNullable(workers),
  })
}
