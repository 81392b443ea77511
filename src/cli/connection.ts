/** Which Asterisk, and as whom: options and environment → what `connect` accepts. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { ConnectOptions } from '../index.js'
import type { Values } from './command.js'
import { file, port, text } from './meanings.js'
import type { Terminal } from './terminal.js'
import { flag, option } from './word.js'

/** The words that every command that connects shares. */
export const CONNECTION = {
  host: option(text('HOST'), 'address of Asterisk, or RX_ASTERISK_HOST', '127.0.0.1'),
  port: option(port, 'its port, or RX_ASTERISK_PORT', '5038; 5039 with TLS'),
  username: option(text('NAME'), 'a section of manager.conf, or RX_ASTERISK_USERNAME'),
  passwordFile: option(file, 'a file that holds the password, or RX_ASTERISK_PASSWORD itself'),
  tls: flag('speak TLS; the certificate is verified'),
  tlsCa: option(file, 'speak TLS with this authority (PEM), or RX_ASTERISK_TLS_CA'),
}

export type ReadFile = (name: string) => E.Either<string, string>

const NO_PASSWORD = 'the password is missing: set RX_ASTERISK_PASSWORD, or give --password-file FILE'
const NO_USERNAME =
  'the user is missing: --username NAME, the name of a section of manager.conf, or RX_ASTERISK_USERNAME'

/** An empty variable is none, as containers like to set them. */
export const variable = (env: Terminal['env'], name: string): string | undefined => {
  const value = env[`RX_ASTERISK_${name}`]
  return value === '' ? undefined : value
}

const portOf = (env: Terminal['env']): E.Either<string, number | undefined> => {
  const given = variable(env, 'PORT')
  if (given === undefined) return E.right(undefined)
  return E.mapLeft(() => `RX_ASTERISK_PORT must be ${port.must}`)(port.read(given))
}

/** The password alone; a file's line end is not part of it. */
const passwordOf = (
  passwordFile: string | undefined,
  env: Terminal['env'],
  read: ReadFile,
): E.Either<string, string | undefined> => {
  if (passwordFile === undefined) return E.right(variable(env, 'PASSWORD'))
  return pipe(
    read(passwordFile),
    E.map((content) => content.replace(/\r?\n$/, '')),
    E.filterOrElse(
      (password) => password !== '' && !/[\r\n]/.test(password),
      () => `${passwordFile} must hold one line, the password`,
    ),
  )
}

const tlsOf = (tls: boolean, ca: string | undefined, read: ReadFile): E.Either<string, ConnectOptions['tls']> =>
  ca === undefined ? E.right(tls) : E.map((pem: string) => ({ ca: pem }))(read(ca))

/** What `connect` accepts. Left: what is missing, and how to give it. */
export const connectionOf = (
  { host, port, username, passwordFile, tls, tlsCa }: Values<typeof CONNECTION>,
  env: Terminal['env'],
  read: ReadFile,
): E.Either<string, ConnectOptions> =>
  pipe(
    E.Do,
    E.apS('username', E.fromNullable(NO_USERNAME)(username ?? variable(env, 'USERNAME'))),
    E.apS('password', E.chain(E.fromNullable(NO_PASSWORD))(passwordOf(passwordFile, env, read))),
    E.apS('port', port === undefined ? portOf(env) : E.right(port)),
    E.apS('tls', tlsOf(tls, tlsCa ?? variable(env, 'TLS_CA'), read)),
    E.map((known) => {
      const where = host ?? variable(env, 'HOST')
      return {
        username: known.username,
        password: known.password,
        ...(where === undefined ? {} : { host: where }),
        ...(known.port === undefined ? {} : { port: known.port }),
        ...(known.tls === undefined ? {} : { tls: known.tls }),
      }
    }),
  )
