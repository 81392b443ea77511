/** The house of `run`: built from the first version of its directory, reloaded with each later version, with its output. */
import * as O from 'fp-ts/lib/Option.js'
import {
  distinctUntilChanged,
  filter,
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
import {
  type Configuration,
  house,
  type House,
  type HouseFault,
  type LogicHandlers,
  showHouseFault,
} from '../smarthome/index.js'
import { connectionWords, itemLine, READY_LINE, runLine } from './houseWords.js'
import type { OutputLine } from './output.js'
import type { Readiness } from './readiness.js'

/** One version of a directory. */
export interface Version {
  readonly configuration: Configuration
  readonly handlers: LogicHandlers
}

/** The outputs of a running house. */
export interface HouseOutput {
  readonly print: (line: OutputLine) => void
  readonly warn: (line: string) => void
  /** Lines about the links. */
  readonly note: (line: string) => void
  readonly supervisor: Readiness
}

export interface HouseRun {
  /** Runs the house while it is subscribed. Fails when Asterisk has refused every login and no later version can change that. */
  readonly run$: Observable<never>
  /** The house, once it was built. */
  readonly house: () => House | undefined
  /** Sends Logoff on every link. */
  readonly close: () => Promise<void>
}

const closingFailure = (status: Status | undefined): readonly Failure[] =>
  status?._tag === 'Closed' && O.isSome(status.failure) ? [status.failure.value] : []

type Board = ReadonlyMap<string, Status>

const board = ({ status$ }: House): Observable<Board> =>
  status$.pipe(
    scan((known: Board, { connection, status }): Board => new Map([...known, [connection, status]]), new Map()),
  )

const all = ({ connections }: House, known: Board, fits: (status: Status | undefined) => boolean): boolean =>
  [...connections.keys()].every((name) => fits(known.get(name)))

const readyReported = (home: House, { supervisor, print }: HouseOutput): Observable<unknown> =>
  board(home).pipe(
    map((known) => all(home, known, (status) => status?._tag === 'Ready')),
    distinctUntilChanged(),
    tap((ready) => {
      supervisor.update(ready)
      if (ready) print(READY_LINE)
    }),
  )

/** Fails when Asterisk has refused every login: then nothing would ever happen. */
const allRefused = (home: House): Observable<never> =>
  board(home).pipe(
    filter((known) => all(home, known, (status) => closingFailure(status).length > 0)),
    mergeMap((known) => [...known.values()].flatMap(closingFailure).slice(0, 1)),
    mergeMap((failure) => throwError(() => new AmiError(failure))),
  )

const reported = (
  home: House,
  { print, warn, note }: HouseOutput,
  isNew: (fault: HouseFault) => boolean,
): Observable<unknown> =>
  merge(
    home.items.changes('*').pipe(map(itemLine), tap(print)),
    home.run$.pipe(map(runLine), tap(print)),
    home.status$.pipe(map(connectionWords), tap(note)),
    home.fault$.pipe(filter(isNew), map(showHouseFault), tap(warn)),
  )

/** Builds and runs the house. `isLast`: there is only one version. */
export const runHouse = (version$: Observable<Version>, output: HouseOutput, isLast: boolean): HouseRun => {
  let current: House | undefined
  /** Logics whose file could not be loaded, which a problem of the file has reported. */
  let broken: ReadonlySet<string> = new Set()

  const next = (home: House | undefined, { configuration, handlers }: Version): House => {
    broken = new Set(
      configuration.logics.flatMap(({ name, file }) => (O.isSome(file) && !handlers.has(name) ? [name] : [])),
    )
    if (home === undefined) return (current = house(configuration, { handlers }))
    home.reload(configuration, handlers)
    return home
  }
  const running = (home: House): Observable<unknown> =>
    merge(
      isLast ? allRefused(home) : NEVER,
      reported(home, output, (fault) => fault._tag !== 'NoHandler' || !broken.has(fault.logic)),
      // after the line of the login that made the house ready
      readyReported(home, output),
      new Observable<never>(() => home.start()),
    )
  return {
    run$: version$.pipe(
      scan(next, current),
      distinctUntilChanged(),
      switchMap((home) => (home === undefined ? NEVER : running(home))),
      ignoreElements(),
    ),
    house: () => current,
    close: async () => {
      if (current !== undefined) await current.close()
    },
  }
}
