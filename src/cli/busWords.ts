/** The words of a bus on the command line, and the environment → the options of `bus`. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { BusOptions } from '../nats/index.js'
import type { Values } from './command.js'
import { type ReadFile, variable } from './connection.js'
import type { Terminal } from './terminal.js'
import { file, text } from './valueTypes.js'
import { option } from './word.js'

export const BUS = {
  bus: option(text('URL'), 'a NATS server in place of Asterisk, or several with commas; or RX_ASTERISK_BUS'),
  busCredentials: option(file, 'a credentials file of NATS (.creds), or RX_ASTERISK_BUS_CREDENTIALS'),
}

export const SERVER = { server: option(text('NAME'), 'which Asterisk on that bus, or RX_ASTERISK_SERVER') }

const NO_BUS = 'the bus is missing: --bus URL, such as nats://127.0.0.1:4222, or RX_ASTERISK_BUS'

/** The options of `bus`: none where no bus is named. User and password come from the environment alone. */
export const busOf = (
  { bus, busCredentials }: Values<typeof BUS>,
  env: Terminal['env'],
  read: ReadFile,
): E.Either<string, BusOptions | undefined> => {
  const servers = bus ?? variable(env, 'BUS')
  if (servers === undefined) return E.right(undefined)
  const credentials = busCredentials ?? variable(env, 'BUS_CREDENTIALS')
  const user = variable(env, 'BUS_USER')
  const content: E.Either<string, string | undefined> =
    credentials === undefined ? E.right(undefined) : read(credentials)
  return pipe(
    content,
    E.map((known) => ({
      servers: servers.split(',').map((each) => each.trim()),
      credentials: known,
      user,
      password: variable(env, 'BUS_PASSWORD'),
      inboxPrefix: user === undefined ? undefined : `_INBOX.${user}`,
    })),
  )
}

/** The options of `bus`. Left: no bus is named. */
export const neededBus = (
  values: Values<typeof BUS>,
  env: Terminal['env'],
  read: ReadFile,
): E.Either<string, BusOptions> => E.chain(E.fromNullable(NO_BUS))(busOf(values, env, read))

/** The name of the Asterisk on a bus. */
export const serverOf = ({ server }: Values<typeof SERVER>, env: Terminal['env']): E.Either<string, string> => {
  const name = server ?? variable(env, 'SERVER')
  if (name === undefined)
    return E.left('--server is missing: the name of an Asterisk on the bus, or RX_ASTERISK_SERVER')
  return /^[\w-]{1,32}$/.test(name)
    ? E.right(name)
    : E.left('--server must be 1 to 32 letters, digits, _ or -, as its gateways are started with')
}
