/** Builders of commands that need an Asterisk: they connect, run the command's work and print its output. */
import { readFileSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import { firstValueFrom, type Observable, tap } from 'rxjs'
import { type Asterisk, connect, type ConnectOptions } from '../index.js'
import { bus, type Bus, fleet } from '../nats/index.js'
import type { ConnectionSettings } from '../smarthome/index.js'
import { type About, type Command, commandWith, type Values, type Words } from './command.js'
import { BUS, busOf, SERVER, serverOf } from './busWords.js'
import { CONNECTION, connectionOf, type ReadFile } from './connection.js'
import { EXIT, type Exit } from './exit.js'
import { seconds } from './valueTypes.js'
import { type OutputLine, printer } from './output.js'
import { type LinkOptions, withAsterisk } from './withAsterisk.js'
import type { Terminal } from './terminal.js'
import { defaulted, flag } from './word.js'

const JSON_OUTPUT = { json: flag('print one JSON object per line, for programs') }
const QUIET = { quiet: flag('print nothing about the link', 'q') }
const WAIT = { wait: defaulted(seconds, 'how long to keep trying for a link', 0) }

/** The options of commands that ask once, and of those that run until they are stopped. */
export const ASKING = { ...CONNECTION, ...BUS, ...SERVER, ...WAIT, ...JSON_OUTPUT, ...QUIET }
export const ENDLESS = { ...CONNECTION, ...BUS, ...SERVER, ...JSON_OUTPUT, ...QUIET }

export const readText: ReadFile = (name) =>
  E.tryCatch(
    () => readFileSync(name, 'utf8'),
    (error) => `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
  )

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

/** The Asterisk of a command: by a link of its own, or on a bus. */
const openerOf = async (values: Connecting, env: Terminal['env']): Promise<E.Either<string, () => Asterisk>> => {
  const link = busOf(values, env, readText)
  if (E.isLeft(link)) return link
  const { right } = link
  return right === undefined
    ? E.map((options: ConnectOptions) => () => connect({ ...options, linger: 0 }))(await optionsOf(values, env))
    : E.map((server: string) => () => onBus(bus(right), server))(serverOf(values, env))
}

/** An Asterisk on a bus, which closes the bus at its end. */
const onBus = (nats: Bus, server: string): Asterisk => {
  const asterisk = fleet(nats, { servers: [server], linger: 0 }).asterisk(server)
  const close = async (): Promise<void> => {
    await asterisk.close()
    await nats.close()
  }
  return { ...asterisk, close, [Symbol.asyncDispose]: close }
}

/** Connects by command line and environment, and does the work of a command. */
export const connected = async (
  terminal: Terminal,
  values: Connecting,
  manner: Pick<LinkOptions, 'endless' | 'wait' | 'finishes'>,
  work: (asterisk: Asterisk) => Observable<unknown>,
): Promise<Exit> => {
  const open = await openerOf(values, terminal.env)
  if (E.isLeft(open)) {
    terminal.err(open.left)
    return EXIT.usage
  }
  return withAsterisk(terminal, open.right, { ...manner, quiet: values.quiet }, work)
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
  commandWith({ ...about, isLasting: true }, ENDLESS, (values, common, terminal) =>
    printed(terminal, common, { endless: true, wait: 0 }, values, work),
  )
