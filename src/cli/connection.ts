/** Options and environment → the options of `connect`. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { ConnectOptions } from '../index.js'
import type { ConnectionSettings } from '../smarthome/index.js'
import type { Values } from './command.js'
import { file, folder, port, text } from './valueTypes.js'
import type { Terminal } from './terminal.js'
import { flag, option } from './word.js'

/** The options that all commands with a connection share. */
export const CONNECTION = {
  host: option(text('HOST'), 'address of Asterisk, or RX_ASTERISK_HOST', '127.0.0.1'),
  port: option(port, 'its port, or RX_ASTERISK_PORT', '5038; 5039 with TLS'),
  username: option(text('NAME'), 'a section of manager.conf, or RX_ASTERISK_USERNAME'),
  passwordFile: option(file, 'a file with the password; or set RX_ASTERISK_PASSWORD'),
  tls: flag('use TLS; the certificate is verified'),
  tlsCa: option(file, 'use TLS with this authority (PEM), or RX_ASTERISK_TLS_CA'),
  dir: option(folder, 'take address and login from plugin.conf of this smarthome directory, not from the environment'),
  connection: option(text('SECTION'), 'which section of that plugin.conf', 'the first'),
}

export type ReadFile = (name: string) => E.Either<string, string>

export const NO_PASSWORD = 'the password is missing: set RX_ASTERISK_PASSWORD, or give --password-file FILE'
const NO_USERNAME =
  'the user is missing: --username NAME, the name of a section of manager.conf, or RX_ASTERISK_USERNAME'

/** A variable of the environment; an empty one counts as absent, as containers often set empty ones. */
export const variable = (env: Terminal['env'], name: string): string | undefined => {
  const value = env[`RX_ASTERISK_${name}`]
  return value === '' ? undefined : value
}

const portOf = (env: Terminal['env']): E.Either<string, number | undefined> => {
  const given = variable(env, 'PORT')
  if (given === undefined) return E.right(undefined)
  return E.mapLeft(() => `RX_ASTERISK_PORT must be ${port.must}`)(port.read(given))
}

/** The password in a file, without its line end. */
export const oneLine = (file: string, content: string): E.Either<string, string> =>
  pipe(
    E.right<string, string>(content.replace(/\r?\n$/, '')),
    E.filterOrElse(
      (password) => password !== '' && !/[\r\n]/.test(password),
      () => `${file} must contain one line, the password`,
    ),
  )

const passwordOf = (
  passwordFile: string | undefined,
  below: string | undefined,
  read: ReadFile,
): E.Either<string, string | undefined> =>
  passwordFile === undefined
    ? E.right(below)
    : pipe(
        read(passwordFile),
        E.chain((content) => oneLine(passwordFile, content)),
      )

const caOf = (file: string, read: ReadFile): E.Either<string, ConnectOptions['tls']> =>
  E.map((ca: string) => ({ ca }))(read(file))

/** The options of the command line over those of the environment or of the directory. */
const given = (
  { host, port, username, passwordFile, tls, tlsCa }: Values<typeof CONNECTION>,
  below: Partial<ConnectOptions>,
  read: ReadFile,
): E.Either<string, ConnectOptions> =>
  pipe(
    E.Do,
    E.apS('username', E.fromNullable(NO_USERNAME)(username ?? below.username)),
    E.apS('password', E.chain(E.fromNullable(NO_PASSWORD))(passwordOf(passwordFile, below.password, read))),
    E.apS('tls', tlsCa === undefined ? E.right(tls || below.tls) : caOf(tlsCa, read)),
    E.map((known) => ({
      ...below,
      username: known.username,
      password: known.password,
      ...(host === undefined ? {} : { host }),
      ...(port === undefined ? {} : { port }),
      ...(known.tls === undefined ? {} : { tls: known.tls }),
    })),
  )

const fromEnvironment = (env: Terminal['env'], read: ReadFile): E.Either<string, Partial<ConnectOptions>> => {
  const [host, username, password, ca] = ['HOST', 'USERNAME', 'PASSWORD', 'TLS_CA'].map((name) => variable(env, name))
  return pipe(
    E.Do,
    E.apS('port', portOf(env)),
    E.apS('tls', ca === undefined ? E.right(undefined) : caOf(ca, read)),
    E.map(({ port, tls }) => ({
      ...(host === undefined ? {} : { host }),
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      ...(port === undefined ? {} : { port }),
      ...(tls === undefined ? {} : { tls }),
    })),
  )
}

const fromDirectory = (
  dir: string,
  section: string | undefined,
  connections: readonly ConnectionSettings[],
): E.Either<string, Partial<ConnectOptions>> =>
  pipe(
    connections.find(({ name }) => section === undefined || name === section),
    E.fromNullable(
      connections.length === 0
        ? `${dir} has no connection; rx-asterisk check ${dir} shows the mistakes`
        : `plugin.conf has no connection ${section ?? ''}; there are ${connections.map(({ name }) => name).join(', ')}`,
    ),
    E.map(({ host, port, tls, username, password }) => ({ host, port, tls, username, password: password.reveal() })),
  )

/** The options of `connect`. `connections`: those of `--dir`. Left: names what is missing, and the way to give it. */
export const connectionOf = (
  values: Values<typeof CONNECTION>,
  env: Terminal['env'],
  read: ReadFile,
  connections: readonly ConnectionSettings[],
): E.Either<string, ConnectOptions> =>
  pipe(
    values.dir === undefined ? fromEnvironment(env, read) : fromDirectory(values.dir, values.connection, connections),
    E.chain((below) => given(values, below, read)),
  )
