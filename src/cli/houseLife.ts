/** A house as `run` keeps it: made of the first version of its directory, reloaded by the later ones, watched and told about. */
import * as O from 'fp-ts/lib/Option.js'
import {
  distinctUntilChanged,
  filter,
  firstValueFrom,
  ignoreElements,
  map,
  merge,
  mergeMap,
  NEVER,
  Observable,
  scan,
  switchMap,
  tap,
  throwError,
} from 'rxjs'
import { AmiError, type Failure, type Status } from '../index.js'
import { type Configuration, house, type House, type LogicHandlers, showHouseFault } from '../smarthome/index.js'
import { connectionWords, itemSaid, readySaid, runSaid } from './houseWords.js'
import type { Said } from './output.js'
import type { Readiness } from './readiness.js'

/** One state of a directory. */
export interface Version {
  readonly configuration: Configuration
  readonly handlers: LogicHandlers
}

/** Who hears of the house. */
export interface Audience {
  readonly tell: (said: Said) => void
  readonly warn: (line: string) => void
  /** What the links do. */
  readonly note: (line: string) => void
  readonly supervisor: Readiness
}

export interface Life {
  /** The house lives while this is subscribed. Fails when Asterisk has refused every login and no later version can change that. */
  readonly life$: Observable<never>
  /** Says Logoff on every link. */
  readonly close: () => Promise<void>
}

const failureOf = (status: Status | undefined): readonly Failure[] =>
  status?._tag === 'Closed' && O.isSome(status.failure) ? [status.failure.value] : []

type Board = ReadonlyMap<string, Status>

const board = ({ status$ }: House): Observable<Board> =>
  status$.pipe(
    scan((known: Board, { connection, status }): Board => new Map([...known, [connection, status]]), new Map()),
  )

const all = ({ connections }: House, known: Board, holds: (status: Status | undefined) => boolean): boolean =>
  [...connections.keys()].every((name) => holds(known.get(name)))

const readied = (home: House, { supervisor, tell }: Audience): Observable<unknown> =>
  board(home).pipe(
    map((known) => all(home, known, (status) => status?._tag === 'Ready')),
    distinctUntilChanged(),
    tap((ready) => {
      supervisor.become(ready)
      if (ready) tell(readySaid)
    }),
  )

/** Fails when Asterisk has refused every login: nothing would ever happen. */
const hopeless = (home: House): Observable<never> =>
  board(home).pipe(
    filter((known) => all(home, known, (status) => failureOf(status).length > 0)),
    mergeMap((known) => [...known.values()].flatMap(failureOf).slice(0, 1)),
    mergeMap((failure) => throwError(() => new AmiError(failure))),
  )

const told = (home: House, { tell, warn, note }: Audience): Observable<unknown> =>
  merge(
    home.items.changes('*').pipe(map(itemSaid), tap(tell)),
    home.run$.pipe(map(runSaid), tap(tell)),
    home.status$.pipe(map(connectionWords), tap(note)),
    home.fault$.pipe(map(showHouseFault), tap(warn)),
  )

/** `last`: no later version is to come. */
export const life = (version$: Observable<Version>, audience: Audience, last: boolean): Life => {
  let living: House | undefined

  const next = (home: House | undefined, { configuration, handlers }: Version): House => {
    if (home === undefined) return (living = house(configuration, { handlers }))
    home.reload(configuration, handlers)
    return home
  }
  const running = (home: House): Observable<unknown> =>
    merge(
      readied(home, audience),
      last ? hopeless(home) : NEVER,
      told(home, audience),
      new Observable<never>(() => home.start()),
    )
  return {
    life$: version$.pipe(
      scan(next, living),
      distinctUntilChanged(),
      switchMap((home) => (home === undefined ? NEVER : running(home))),
      ignoreElements(),
    ),
    close: async () => {
      if (living !== undefined) await firstValueFrom(living.close(), { defaultValue: undefined })
    },
  }
}
