/** `connect`: an Asterisk over AMI links. */
import { isLeft } from 'fp-ts/lib/Either.js'
import { type Asterisk, asteriskOver } from './asterisk.js'
import { connection } from './connection/connection.js'
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
export const connect = (options: ConnectOptions): Asterisk => {
  const decoded = settings(options)
  if (isLeft(decoded)) throw new TypeError(`connect: ${decoded.left}`)
  const chosen = decoded.right
  return asteriskOver(connection(chosen, chosen.transport ?? tcp(chosen)))
}
