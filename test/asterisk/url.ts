/** Somebody's own Asterisk, named by a URL, for rows that only read. */
import type { Lab } from './lab.js'

const unavailable = (): Promise<never> => Promise.reject(new Error('rows that only read ask this of no Asterisk'))

/** `ami://user:secret@host:port` */
export const urlLab = (url: string): Lab => {
  const { hostname, port, username, password } = new URL(url)
  return {
    kind: 'real',
    version: 0,
    options: () => ({
      username: decodeURIComponent(username),
      password: decodeURIComponent(password),
      host: hostname.replace(/^\[|\]$/g, ''),
      ...(port === '' ? {} : { port: Number(port) }),
    }),
    phone: unavailable,
    dial: unavailable,
    blindTransfer: unavailable,
    attendedTransfer: unavailable,
    pickup: unavailable,
    run: unavailable,
    cli: unavailable,
    mailbox: unavailable,
    channels: unavailable,
    raw: unavailable,
    mute: unavailable,
    pieces: unavailable,
    warnings: unavailable,
    kill: unavailable,
    start: unavailable,
    quiet: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
}
