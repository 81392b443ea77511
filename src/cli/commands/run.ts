/** `run`: a configuration directory, alive: items follow Asterisk, logics run, until it is stopped. */
import { concat, concatMap, map, NEVER, type Observable, tap } from 'rxjs'
import { loadHandlers, readDirectory, watchDirectory } from '../../smarthome/index.js'
import { command } from '../command.js'
import { configurationSaid, countOf, type Directory, problemSaid, understood, withEnvironment } from '../directory.js'
import { type Audience, life, type Version } from '../houseLife.js'
import { file, folder } from '../meanings.js'
import { printer } from '../output.js'
import { readiness } from '../readiness.js'
import { ending } from '../session.js'
import type { Terminal } from '../terminal.js'
import { stamped } from '../watching.js'
import { argument, flag, option } from '../word.js'

/** The directory as it is, and again whenever it changes if that is wanted, with its handlers loaded. */
const versions = (dir: string, watch: boolean, env: Terminal['env']): Observable<Directory & Version> => {
  const load = loadHandlers(dir)
  return concat(watch ? watchDirectory(dir) : readDirectory(dir), NEVER).pipe(
    map(understood),
    concatMap((read) =>
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

/** Mistakes go to stderr: what they concern is missing, and the rest lives. */
const tellVersion = (dir: string, { warn, note }: Audience, { problems, configuration }: Directory): void => {
  for (const problem of problems.filter(({ severity }) => severity !== 'info')) warn(problemSaid(dir)(problem).text)
  const errors = countOf(problems, 'error')
  if (errors > 0) warn(`errors: ${errors}; what they concern is left out, and the rest runs`)
  for (const each of configurationSaid(configuration)) note(each.text)
}

const noConnection = (dir: string): Error =>
  new Error(`there is no connection in ${dir}, so nothing can run; rx-asterisk check ${dir} tells what is wrong`)

export const run = command(
  {
    name: 'run',
    summary: 'bring a smarthome.py or SmartHomeNG directory to life',
    details: [
      'Items follow Asterisk, logics run. Changes of items and runs of logics are on stdout, links and mistakes on stderr. Outages are waited out.',
      'Ends with SIGTERM or Ctrl-C, after Logoff. Says "ready" when all links are; under systemd (Type=notify) it tells systemd, and --ready-file tells others.',
      'Where plugin.conf has one connection, RX_ASTERISK_HOST, _PORT, _USERNAME and _PASSWORD in the environment win over it.',
    ],
    words: {
      dir: argument(folder, 'the directory that has etc/, items/ and logics/'),
      watch: flag('go over to what was changed, while developing', 'w'),
      readyFile: option(file, 'a file that is there while all links are ready'),
      json: flag('print one JSON object a line, for programs'),
      quiet: flag('tell only what goes wrong', 'q'),
    },
    examples: ['rx-asterisk run /usr/smarthome', 'rx-asterisk run . --watch'],
    failing: 'there is no connection in the directory',
  },
  async ({ dir, watch, readyFile, json, quiet }, terminal) => {
    const print = printer(terminal, json)
    const supervisor = readiness(terminal, readyFile)
    const audience: Audience = {
      tell: (each) => {
        if (!quiet) print(stamped(each))
      },
      warn: terminal.err,
      note: quiet ? () => undefined : terminal.err,
      supervisor,
    }
    const version$ = versions(dir, watch, terminal.env).pipe(
      tap((version) => {
        tellVersion(dir, audience, version)
        if (version.configuration.connections.length === 0 && !watch) throw noConnection(dir)
      }),
    )
    const { life$, close } = life(version$, audience, !watch)
    const exit = await ending(terminal, true, life$)
    supervisor.stopping()
    await close()
    return exit
  },
)
