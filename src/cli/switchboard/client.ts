/** The client of a request: its address, and its user where a proxy in front of this server names them. */
import { isIP } from 'node:net'
import type { HttpContext, HttpOptions, HttpUser } from '../../http/index.js'

/** The proxies that are believed, and what they may say. */
export interface Fronting {
  /** The addresses of `--proxy`. */
  readonly proxies: readonly string[]
  /** The header of `--trust-user-header`. */
  readonly userHeader: string | undefined
  readonly users: HttpOptions['users']
}

/** IPv4 on a socket of IPv6 is IPv4. */
const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')

const isThisMachine = (address: string): boolean => address === '::1' || address.startsWith('127.')

/** The last entry is the one that the proxy itself has written. */
const forwardedFor = (headers: Headers): string | undefined => {
  const last = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? ''
  return isIP(last) === 0 ? undefined : last
}

/** A name of the file has the rights of the file; without users in the file every name has all rights. */
const userNamed = (name: string | null, users: HttpOptions['users'] = []): HttpUser | undefined => {
  // two headers of that name are one with a comma
  if (name === null || !/^[^\s,\x00-\x1f][^,\x00-\x1f]{0,255}$/.test(name)) return undefined
  return users.length === 0 ? { name } : users.find((each) => each.name === name)
}

/** `peer`: the address at the other end of the connection. Without `--proxy` the user header counts from this machine only. */
export const clientContext = (
  { headers }: Pick<Request, 'headers'>,
  peer: string | undefined,
  { proxies, userHeader, users }: Fronting,
): HttpContext => {
  const address = peer === undefined ? undefined : plainAddress(peer)
  const isProxy = address !== undefined && proxies.includes(address)
  const names = isProxy || (proxies.length === 0 && address !== undefined && isThisMachine(address))
  return {
    address: (isProxy ? forwardedFor(headers) : undefined) ?? address,
    user: names && userHeader !== undefined ? userNamed(headers.get(userHeader), users) : undefined,
  }
}
