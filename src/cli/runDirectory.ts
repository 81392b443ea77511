/** The work of `run`: the items of a directory follow Asterisk, its logics run. */
import * as E from 'fp-ts/lib/Either.js'
import { concat, firstValueFrom, map, merge, NEVER, type Observable, shareReplay, switchMap, tap } from 'rxjs'
import { loadHandlers, readDirectory, watchDirectory } from '../smarthome/index.js'
import {
  configurationLines,
  countOf,
  type Directory,
  environmentMistake,
  problemLine,
  unusedEnvironment,
  withConfiguration,
  withEnvironment,
} from './directory.js'
import { EXIT, type Exit } from './exit.js'
import { houseBridges } from './mqtt/house.js'
import { complain, printer } from './output.js'
import { readiness } from './readiness.js'
import { type HouseOutput, runHouse, type Version } from './runHouse.js'
import type { Terminal } from './terminal.js'
import { stamped } from './clock.js'
import { exitOfWork, withoutOutput } from './withAsterisk.js'

export interface RunOptions {
  readonly dir: string
  readonly watch: boolean
  readonly readyFile: string | undefined
  readonly json: boolean
  readonly quiet: boolean
}

/** The directory with its handlers loaded: once, or with `watch` again after each change. */
const versions = (dir: string, watch: boolean, env: Terminal['env']): Observable<Directory & Version> => {
  const load = loadHandlers(dir)
  return concat(watch ? watchDirectory(dir) : readDirectory(dir), NEVER).pipe(
    map(withConfiguration),
    switchMap((read) =>
      load(read.configuration, read.files).pipe(
        map(({ handlers, problems }) => ({
          ...read,
          configuration: withEnvironment(read.configuration, env),
          problems: [...read.problems, ...problems],
          handlers,
        })),
      ),
    ),
  )
}

/** Reports the mistakes on stderr. The parts with mistakes are left out, the rest runs. */
const reportVersion = (dir: string, { warn, note }: HouseOutput, { problems, configuration }: Directory): void => {
  for (const problem of problems.filter(({ severity }) => severity !== 'info')) warn(problemLine(dir)(problem).text)
  const errors = countOf(problems, 'error')
  if (errors > 0) warn(`errors: ${errors}; the parts with errors are left out, and the rest runs`)
  for (const each of configurationLines(configuration)) note(each.text)
}

const noConnection = (dir: string): string =>
  `there is no connection in ${dir}, so nothing can run; rx-asterisk check ${dir} shows the mistakes`

/** Runs the directory until it is stopped. */
export const runDirectory = async (
  { dir, watch, readyFile, json, quiet }: RunOptions,
  terminal: Terminal,
): Promise<Exit> => {
  const print = printer(terminal, json)
  const reporting = E.chain(() => readiness(terminal, readyFile))(environmentMistake(terminal.env))
  if (E.isLeft(reporting)) {
    complain(terminal, reporting.left)
    return EXIT.usage
  }
  const supervisor = reporting.right
  const output: HouseOutput = {
    print: (each) => {
      if (!quiet) print(stamped(each))
    },
    warn: (line) => {
      complain(terminal, line)
    },
    note: quiet ? () => undefined : terminal.err,
    supervisor,
  }
  const version$ = versions(dir, watch, terminal.env).pipe(
    tap((version) => {
      reportVersion(dir, output, version)
    }),
    shareReplay({ bufferSize: 1, refCount: true }),
  )
  const { run$, house, close } = runHouse(version$, output, !watch)
  const bridges = houseBridges(dir, terminal.env, output, house)
  const loading = version$.subscribe({ error: () => undefined })
  // until here a signal ends the process at once, also while a handler's file is loaded and never ends
  const { configuration } = await firstValueFrom(version$)
  if (configuration.connections.length === 0 && !watch) {
    complain(terminal, noConnection(dir))
    return EXIT.usage
  }
  const unused = unusedEnvironment(configuration, terminal.env)
  if (unused !== undefined) complain(terminal, unused)
  const stopping = terminal.stop$.subscribe()
  const exit = await exitOfWork(
    withoutOutput(terminal, 'the house'),
    true,
    // the house is built before its bridge
    merge(run$, bridges.bridge$(version$)),
  )
  loading.unsubscribe()
  supervisor.stopping()
  await bridges.close()
  await close()
  stopping.unsubscribe()
  return exit
}
