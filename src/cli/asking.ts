/** Builders of commands that need an Asterisk: they connect, run the command's work and print its output. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { firstValueFrom, type Observable, tap } from 'rxjs'
import type { Asterisk, ConnectOptions } from '../index.js'
import type { ConnectionSettings } from '../smarthome/index.js'
import { type About, type Command, commandWith, type Values, type Words } from './command.js'
import { CONNECTION, connectionOf, NO_PASSWORD, variable } from './connection.js'
import { EXIT, type Exit, REFUSED_LOGIN } from './exit.js'
import { readText } from './readText.js'
import { seconds } from './valueTypes.js'
import { complain, type OutputLine, printer } from './output.js'
import { INTERRUPTED, type LinkOptions, withAsterisk } from './withAsterisk.js'
import type { Terminal } from './terminal.js'
import { defaulted, flag } from './word.js'

const JSON_OUTPUT = { json: flag('print one JSON object per line, for programs') }
const QUIET = { quiet: flag('print nothing about the link', 'q') }
const WAIT = { wait: defaulted(seconds, 'how long to keep trying for a link', 0) }

/** The options of commands that ask once, of those that run until they are stopped, and of those that do either. */
export const ASKING = { ...CONNECTION, ...WAIT, ...JSON_OUTPUT, ...QUIET }
export const ENDLESS = { ...CONNECTION, ...JSON_OUTPUT, ...QUIET }
export const LIVE = {
  ...CONNECTION,
  wait: defaulted(seconds, 'with --once: how long to keep trying for a link', 0),
  ...JSON_OUTPUT,
  ...QUIET,
}

type Connecting = Values<typeof ENDLESS>

/** The connections of a directory. Only `--dir` loads the code that reads one. */
const connectionsOf = async (dir: string): Promise<readonly ConnectionSettings[]> => {
  const { directory } = await import('./directory.js')
  const { configuration } = await firstValueFrom(directory(dir))
  return configuration.connections
}

/** The options of `connect` for a command line. Reads the files of `--dir`, `--password-file` and `--tls-ca`. */
export const optionsOf = async (
  values: Values<typeof CONNECTION>,
  env: Terminal['env'],
): Promise<E.Either<string, ConnectOptions>> => {
  const connections = values.dir === undefined ? [] : await connectionsOf(values.dir)
  return connectionOf(values, env, readText, connections)
}

/** The same, and asks a person for a password that is missing. None: the person gave up. */
const completed = async (
  values: Values<typeof CONNECTION>,
  { env, askSecret }: Terminal,
): Promise<O.Option<E.Either<string, ConnectOptions>>> => {
  const options = await optionsOf(values, env)
  if (askSecret === undefined || E.isRight(options) || options.left !== NO_PASSWORD) return O.some(options)
  const password = await askSecret(`password of ${values.username ?? variable(env, 'USERNAME') ?? ''}: `)
  return password === undefined ? O.none : O.some(await optionsOf(values, { ...env, RX_ASTERISK_PASSWORD: password }))
}

/** Connects by command line and environment, and does the work of a command. */
export const connected = async (
  terminal: Terminal,
  values: Connecting,
  manner: Pick<LinkOptions, 'endless' | 'wait' | 'finishes'>,
  work: (asterisk: Asterisk, options: ConnectOptions) => Observable<unknown>,
): Promise<Exit> => {
  const known = await completed(values, terminal)
  if (O.isNone(known)) {
    complain(terminal, INTERRUPTED)
    return EXIT.interrupted
  }
  const options = known.value
  if (E.isLeft(options)) {
    complain(terminal, options.left)
    return EXIT.usage
  }
  return withAsterisk(terminal, options.right, { ...manner, quiet: values.quiet }, (asterisk) =>
    work(asterisk, options.right),
  )
}

/** The work of a command with an Asterisk. `note` prints a line on stderr. */
export type Work<V> = (values: V, note: (line: string) => void) => (asterisk: Asterisk) => Observable<OutputLine>

/** Does the work of a command and prints its output. */
const printed = <V>(
  terminal: Terminal,
  common: Connecting,
  manner: Pick<LinkOptions, 'endless' | 'wait'>,
  values: V,
  work: Work<V>,
): Promise<Exit> => {
  const note = common.quiet ? () => undefined : terminal.err
  const print = printer(terminal, common.json)
  return connected(terminal, common, manner, (asterisk) => work(values, note)(asterisk).pipe(tap(print)))
}

/** A command that asks once and ends; it fails when there is no link within `--wait`. */
export const asking = <W extends Words>(about: About<W>, work: Work<Values<W>>): Command =>
  commandWith(about, ASKING, (values, common, terminal) =>
    printed(terminal, common, { endless: false, wait: common.wait * 1000 }, values, work),
  )

/** A command that runs through every outage until it is stopped; this stop is its normal end. */
export const lasting = <W extends Words>(about: About<W>, work: Work<Values<W>>): Command =>
  commandWith({ ...about, noLink: REFUSED_LOGIN, isLasting: true }, ENDLESS, (values, common, terminal) =>
    printed(terminal, common, { endless: true, wait: 0 }, values, work),
  )
