/** Commands that work with an Asterisk: a function from their words to what they say. */
import { readFileSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import type * as t from 'io-ts'
import { firstValueFrom, type Observable, tap } from 'rxjs'
import type { Asterisk, ConnectOptions } from '../index.js'
import { type About, type Command, commandWith, type Values, type Words } from './command.js'
import { CONNECTION, connectionOf, type ReadFile } from './connection.js'
import { directory } from './directory.js'
import { EXIT, type Exit } from './exit.js'
import { seconds } from './meanings.js'
import { printer, type Said } from './output.js'
import { type Manner, session } from './session.js'
import type { Terminal } from './terminal.js'
import { defaulted, flag } from './word.js'

const JSON_OUTPUT = { json: flag('print one JSON object a line, for programs') }
const QUIET = { quiet: flag('do not tell how the link fares', 'q') }
const WAIT = { wait: defaulted(seconds, 'keep trying for a link for so long', 0) }

/** The words of commands that ask one thing, and of those that run until they are stopped. */
export const ASKING = { ...CONNECTION, ...WAIT, ...JSON_OUTPUT, ...QUIET }
export const ENDLESS = { ...CONNECTION, ...JSON_OUTPUT, ...QUIET }

const readText: ReadFile = (name) =>
  E.tryCatch(
    () => readFileSync(name, 'utf8'),
    (error) => `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
  )

type Connecting = Values<typeof ENDLESS>

/** Which Asterisk, and as whom. The disk is read for `--dir`, `--password-file` and `--tls-ca`. */
export const optionsOf = async (
  values: Values<typeof CONNECTION>,
  env: Terminal['env'],
): Promise<E.Either<string, ConnectOptions>> => {
  const connections =
    values.dir === undefined ? [] : (await firstValueFrom(directory(values.dir))).configuration.connections
  return connectionOf(values, env, readText, connections)
}

/** Connects as the words and the environment say, and works. */
export const connected = async (
  terminal: Terminal,
  values: Connecting,
  manner: Pick<Manner, 'endless' | 'wait'>,
  work: (asterisk: Asterisk) => Observable<unknown>,
): Promise<Exit> => {
  const options = await optionsOf(values, terminal.env)
  if (E.isLeft(options)) {
    terminal.err(options.left)
    return EXIT.usage
  }
  return session(terminal, options.right, { ...manner, quiet: values.quiet }, work)
}

/** What a command does with an Asterisk. What it tells on stderr goes through `note`. */
export type Work<V> = (values: V, note: (line: string) => void) => (asterisk: Asterisk) => Observable<Said>

/** A command that asks for something and ends; it fails when there is no link within `--wait`. */
export const asking = <W extends t.Props & Words>(about: About<W>, work: Work<Values<W>>): Command =>
  commandWith(about, ASKING, (values, common, terminal) => {
    const note = common.quiet ? () => undefined : terminal.err
    const print = printer(terminal, common.json)
    return connected(terminal, common, { endless: false, wait: common.wait * 1000 }, (asterisk) =>
      work(values, note)(asterisk).pipe(tap(print)),
    )
  })

/** A command that runs through every outage until it is stopped, which is its normal end. */
export const lasting = <W extends t.Props & Words>(about: About<W>, work: Work<Values<W>>): Command =>
  commandWith(about, ENDLESS, (values, common, terminal) => {
    const note = common.quiet ? () => undefined : terminal.err
    const print = printer(terminal, common.json)
    return connected(terminal, common, { endless: true, wait: 0 }, (asterisk) =>
      work(values, note)(asterisk).pipe(tap(print)),
    )
  })
