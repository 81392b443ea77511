/** The words of `switchboard`: an address to listen on, and a list of actions. */
import * as E from 'fp-ts/lib/Either.js'
import type { HttpAction } from '../../http/index.js'
import type { ValueType } from '../word.js'

/** An address to listen on. */
export interface ListenOn {
  readonly host: string
  readonly port: number
  readonly toString: () => string
}

const ACTIONS: readonly HttpAction[] = ['call', 'hangup', 'transfer', 'park', 'pause', 'mute', 'kick', 'userEvent']

/** The ports of Asterisk's own web server. */
const OF_ASTERISK = [8088, 8089]

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)

export const address: ValueType<ListenOn> = {
  as: 'ADDRESS:PORT',
  must: 'an address and a port, such as 127.0.0.1:8080 or [::1]:8080; not 8088 or 8089',
  read: (given) => {
    const [, six, four = '', digits = ''] = /^(?:\[([\da-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(given) ?? []
    const host = six ?? four
    const port = Number(digits)
    const isRight = host !== '' && digits !== '' && port <= 65_535 && !OF_ASTERISK.includes(port)
    return isRight ? E.right({ host, port, toString: () => given }) : E.left(undefined)
  },
}

export const allowed: ValueType<readonly HttpAction[]> = {
  as: 'ACTIONS',
  must: `a list of ${ACTIONS.join(', ')}, with commas between them`,
  read: (given) => {
    const names = given.split(',').map((each) => each.trim())
    const actions = ACTIONS.filter((each) => names.includes(each))
    return actions.length === new Set(names).size ? E.right(actions) : E.left(undefined)
  },
}
