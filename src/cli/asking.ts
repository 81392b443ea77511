/** Builders of commands that need an Asterisk: they connect, run the command's work and print its output. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { firstValueFrom, merge, type Observable, tap } from 'rxjs'
import { type Asterisk, connect, type ConnectOptions } from '../index.js'
import { bus, type BusOptions, fleet } from '../nats/index.js'
import type { ConnectionSettings } from '../smarthome/index.js'
import { type About, type Command, commandWith, type Values, type Words } from './command.js'
import { BUS, busOf, SERVER, serverOf } from './busWords.js'
import { CONNECTION, connectionOf, NO_PASSWORD, variable } from './connection.js'
import { EXIT, type Exit, REFUSED_LOGIN } from './exit.js'
import { readText } from './readText.js'
import { seconds } from './valueTypes.js'
import { complain, type OutputLine, printer } from './output.js'
import { INTERRUPTED, type LinkOptions, withAsterisk } from './withAsterisk.js'
import type { Terminal } from './terminal.js'
import { defaulted, flag } from './word.js'

export const JSON_OUTPUT = { json: flag('print one JSON object per line, for programs') }
const QUIET = { quiet: flag('print nothing about the link', 'q') }
const WAIT = { wait: defaulted(seconds, 'how long to keep trying for a link', 0) }

/**
 * The options of commands that ask once, of those that run until they are stopped, of those that do either, and of those that ask once by a
 * link of their own, never on a bus.
 */
const ASKING = { ...CONNECTION, ...BUS, ...SERVER, ...WAIT, ...JSON_OUTPUT, ...QUIET }
export const ENDLESS = { ...CONNECTION, ...BUS, ...SERVER, ...JSON_OUTPUT, ...QUIET }
export const LIVE = {
  ...CONNECTION,
  ...BUS,
  ...SERVER,
  wait: defaulted(seconds, 'with --once: how long to keep trying for a link', 0),
  ...JSON_OUTPUT,
  ...QUIET,
}
export const DIRECT = { ...CONNECTION, ...WAIT, ...JSON_OUTPUT, ...QUIET }

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

/** A value for a command. Left: a sentence about a mistake. None: the person gave up. */
type Given<A> = O.Option<E.Either<string, A>>

/** The same, and asks a person for a password that is missing. */
const completed = async (
  values: Values<typeof CONNECTION>,
  { env, askSecret }: Terminal,
): Promise<Given<ConnectOptions>> => {
  const options = await optionsOf(values, env)
  if (askSecret === undefined || E.isRight(options) || options.left !== NO_PASSWORD) return O.some(options)
  const password = await askSecret(`password of ${values.username ?? variable(env, 'USERNAME') ?? ''}: `)
  return password === undefined ? O.none : O.some(await optionsOf(values, { ...env, RX_ASTERISK_PASSWORD: password }))
}

/** An Asterisk by a link of its own. */
const byLink = (options: ConnectOptions) => (): Asterisk => connect({ ...options, linger: 0 })

/** An Asterisk on a bus, which closes the bus at its end. */
const onBus = (options: BusOptions) => (server: string) => (): Asterisk => {
  const nats = bus(options)
  const asterisk = fleet(nats, { servers: [server], linger: 0 }).asterisk(server)
  const close = async (): Promise<void> => {
    await asterisk.close()
    await nats.close()
  }
  return { ...asterisk, fault$: merge(asterisk.fault$, nats.fault$), close, [Symbol.asyncDispose]: close }
}

/** The Asterisk of a command: on a bus if one is named. */
const openerOf = async (values: Connecting, terminal: Terminal): Promise<Given<() => Asterisk>> => {
  const link = busOf(values, terminal.env, readText)
  if (E.isLeft(link)) return O.some(link)
  return link.right === undefined
    ? O.map(E.map(byLink))(await completed(values, terminal))
    : O.some(E.map(onBus(link.right))(serverOf(values, terminal.env)))
}

/** Runs with what was given, or prints the reason why not. */
const withGiven = async <A>(terminal: Terminal, given: Given<A>, run: (value: A) => Promise<Exit>): Promise<Exit> => {
  if (O.isNone(given)) {
    complain(terminal, INTERRUPTED)
    return EXIT.interrupted
  }
  if (E.isRight(given.value)) return run(given.value.right)
  complain(terminal, given.value.left)
  return EXIT.usage
}

type Manner = Pick<LinkOptions, 'endless' | 'wait' | 'finishes'>

/** Connects by command line and environment, and does the work of a command. */
export const connected = async (
  terminal: Terminal,
  values: Connecting,
  manner: Manner,
  work: (asterisk: Asterisk) => Observable<unknown>,
): Promise<Exit> =>
  withGiven(terminal, await openerOf(values, terminal), (open) =>
    withAsterisk(terminal, open, { ...manner, quiet: values.quiet }, work),
  )

/** The same for a command that asks once by a link of its own. `work` gets the options of the link, too. */
export const connectedDirectly = async (
  terminal: Terminal,
  values: Values<typeof DIRECT>,
  work: (asterisk: Asterisk, options: ConnectOptions) => Observable<unknown>,
): Promise<Exit> =>
  withGiven(terminal, await completed(values, terminal), (options) =>
    withAsterisk(
      terminal,
      byLink(options),
      { endless: false, wait: values.wait * 1000, quiet: values.quiet },
      (asterisk) => work(asterisk, options),
    ),
  )

/** The work of a command with an Asterisk. `note` prints a line on stderr. */
export type Work<V> = (values: V, note: (line: string) => void) => (asterisk: Asterisk) => Observable<OutputLine>

/** Does the work of a command and prints its output. */
const printed = <V>(
  terminal: Terminal,
  common: Connecting,
  manner: Manner,
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
