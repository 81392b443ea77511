/** `run`: runs a configuration directory until it is stopped: items follow Asterisk, logics run. */
import * as E from 'fp-ts/lib/Either.js'
import { concat, filter, firstValueFrom, map, NEVER, type Observable, shareReplay, switchMap, tap } from 'rxjs'
import { loadHandlers, readDirectory, watchDirectory } from '../../smarthome/index.js'
import { command } from '../command.js'
import { EXIT } from '../exit.js'
import {
  configurationLines,
  countOf,
  type Directory,
  environmentMistake,
  problemLine,
  unusedEnvironment,
  withConfiguration,
  withEnvironment,
} from '../directory.js'
import { type HouseOutput, runHouse, type Version } from '../runHouse.js'
import { file, folder } from '../valueTypes.js'
import { printer } from '../output.js'
import { readiness } from '../readiness.js'
import { exitOfWork } from '../withAsterisk.js'
import type { Terminal } from '../terminal.js'
import { stamped } from '../watching.js'
import { argument, flag, option } from '../word.js'

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

/** The terminal of a house, which goes on when its output cannot be written: a full disk must not stop the phones. */
const withoutOutput = (terminal: Terminal): Terminal => ({
  ...terminal,
  stop$: terminal.stop$.pipe(
    filter((stop) => {
      if (stop === 'Unwritable') terminal.err('the output cannot be written any more; the house goes on without it')
      return stop !== 'Unwritable'
    }),
  ),
})

export const run = command(
  {
    name: 'run',
    summary: 'run a smarthome.py or SmartHomeNG directory',
    details: [
      'Items follow Asterisk, logics run. Changes of items and runs of logics are on stdout, links and mistakes on stderr. An outage does not end it.',
      'Ends with SIGTERM or Ctrl-C, after Logoff. Prints "ready" when all links are ready. Under systemd (Type=notify) it also notifies systemd; other supervisors can look for the file of --ready-file.',
      'Where plugin.conf has one connection, RX_ASTERISK_HOST, _PORT, _USERNAME and _PASSWORD in the environment replace its settings.',
    ],
    words: {
      dir: argument(folder, 'the directory that has etc/, items/ and logics/'),
      watch: flag('reload after each change, for development', 'w'),
      readyFile: option(file, 'a file that exists while all links are ready'),
      json: flag('print one JSON object per line, for programs'),
      quiet: flag('print only what goes wrong', 'q'),
    },
    examples: ['rx-asterisk run /usr/smarthome', 'rx-asterisk run . --watch'],
    failing: 'the output could not be written, or it crashed',
  },
  async ({ dir, watch, readyFile, json, quiet }, terminal) => {
    const print = printer(terminal, json)
    const reporting = E.chain(() => readiness(terminal, readyFile))(environmentMistake(terminal.env))
    if (E.isLeft(reporting)) {
      terminal.err(reporting.left)
      return EXIT.usage
    }
    const supervisor = reporting.right
    const output: HouseOutput = {
      print: (each) => {
        if (!quiet) print(stamped(each))
      },
      warn: terminal.err,
      note: quiet ? () => undefined : terminal.err,
      supervisor,
    }
    const version$ = versions(dir, watch, terminal.env).pipe(
      tap((version) => {
        reportVersion(dir, output, version)
      }),
      shareReplay({ bufferSize: 1, refCount: true }),
    )
    const { run$, close } = runHouse(version$, output, !watch)
    const loading = version$.subscribe({ error: () => undefined })
    // until here a signal ends the process at once, also while a handler's file is loaded and never ends
    const { configuration } = await firstValueFrom(version$)
    if (configuration.connections.length === 0 && !watch) {
      terminal.err(noConnection(dir))
      return EXIT.usage
    }
    const unused = unusedEnvironment(configuration, terminal.env)
    if (unused !== undefined) terminal.err(unused)
    const stopping = terminal.stop$.subscribe()
    const exit = await exitOfWork(withoutOutput(terminal), true, run$)
    loading.unsubscribe()
    supervisor.stopping()
    await close()
    stopping.unsubscribe()
    return exit
  },
)
