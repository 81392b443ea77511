/** `connect`: an Asterisk over AMI links. */
import { isLeft } from 'fp-ts/lib/Either.js'
import { type Asterisk, asteriskOver } from './asterisk.js'
import { type Connection, connection } from './connection/connection.js'
import { tcp } from './link/tcp.js'
import { type ConnectOptions, settings } from './options.js'

/**
 * An Asterisk by its AMI. Throws a `TypeError` that names the field when an option is wrong. Opens nothing yet.
 *
 *     status$   Idle ── Connecting ── Authenticating ── Ready ── …
 *
 * @example
 * import { connect } from 'rx-asterisk'
 *
 * const asterisk = connect({ username: 'admin', password: 'secret' })
 * asterisk.device('2222').subscribe((busy) => console.log(busy ? 'in a call' : 'idle'))
 */
export const connect = (options: ConnectOptions): Asterisk => asteriskOver(connectionTo(options))

/**
 * The connection of `connect` without the streams and functions: frames and requests, for programs that pass frames on. Throws a `TypeError`
 * that names the field when an option is wrong. Opens nothing yet.
 *
 * @example
 * import { asteriskOver, connectionTo } from 'rx-asterisk'
 *
 * const connection = connectionTo({ username: 'admin', password: 'secret' })
 * connection.frame$.subscribe(({ text }) => console.log(text))
 * asteriskOver(connection).device('2222').subscribe(console.log) // over the same link
 */
export const connectionTo = (options: ConnectOptions): Connection => {
  const decoded = settings(options)
  if (isLeft(decoded)) throw new TypeError(`connect: ${decoded.left}`)
  const chosen = decoded.right
  return connection(chosen, chosen.transport ?? tcp(chosen))
}
