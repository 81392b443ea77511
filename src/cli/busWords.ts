/** The words of a bus on the command line, and the environment → the options of `bus`. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { BusOptions } from '../nats/index.js'
import type { Values } from './command.js'
import { type ReadFile, variable } from './connection.js'
import type { Terminal } from './terminal.js'
import { file, text } from './valueTypes.js'
import { option, type ValueType } from './word.js'

export const BUS = {
  bus: option(text('URL'), 'a NATS server in place of Asterisk, or several with commas; or RX_ASTERISK_BUS'),
  busCredentials: option(file, 'a credentials file of NATS (.creds), or RX_ASTERISK_BUS_CREDENTIALS'),
  busCa: option(file, 'the authority (PEM) of a server tls://…, or RX_ASTERISK_BUS_CA'),
}

export const serverName: ValueType<string> = {
  as: 'NAME',
  must: '1 to 32 letters, digits, _ or -, as its gateways are started with',
  read: (given) => (/^[\w-]{1,32}$/.test(given) ? E.right(given) : E.left(undefined)),
}

export const SERVER = { server: option(serverName, 'which Asterisk on that bus, or RX_ASTERISK_SERVER') }

const NO_BUS = 'the bus is missing: --bus URL, such as nats://127.0.0.1:4222, or RX_ASTERISK_BUS'

const IN_URL =
  'the URL of the bus must have no user and no password: set RX_ASTERISK_BUS_USER and RX_ASTERISK_BUS_PASSWORD'

const contentOf = (name: string | undefined, read: ReadFile): E.Either<string, string | undefined> =>
  name === undefined ? E.right(undefined) : read(name)

/** The options of `bus`: none where no bus is named. User and password come from the environment alone. */
export const busOf = (
  { bus, busCredentials, busCa }: Values<typeof BUS>,
  env: Terminal['env'],
  read: ReadFile,
): E.Either<string, BusOptions | undefined> => {
  const servers = bus ?? variable(env, 'BUS')
  if (servers === undefined) return E.right(undefined)
  if (servers.includes('@')) return E.left(IN_URL)
  const user = variable(env, 'BUS_USER')
  return pipe(
    E.Do,
    E.apS('credentials', contentOf(busCredentials ?? variable(env, 'BUS_CREDENTIALS'), read)),
    E.apS('ca', contentOf(busCa ?? variable(env, 'BUS_CA'), read)),
    E.map(({ credentials, ca }) => ({
      servers: servers.split(',').map((each) => each.trim()),
      credentials,
      ...(ca === undefined ? {} : { tls: { ca } }),
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
  return E.mapLeft(() => `RX_ASTERISK_SERVER must be ${serverName.must}`)(serverName.read(name))
}
