/** Addresses to listen on. */
import * as E from 'fp-ts/lib/Either.js'
import type { ValueType } from './word.js'

export interface ListenOn {
  readonly host: string
  readonly port: number
  readonly toString: () => string
}

/** `ADDRESS:PORT`. `example`: a port for the sentence about a mistake; `refused`: ports that are taken by others. */
export const address = (example: number, refused: readonly number[] = []): ValueType<ListenOn> => ({
  as: 'ADDRESS:PORT',
  must: `an address and a port, such as 127.0.0.1:${example} or [::1]:${example}${refused.length === 0 ? '' : `; not ${refused.join(' or ')}`}`,
  read: (given) => {
    const [, six, four = '', digits = ''] = /^(?:\[([\da-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(given) ?? []
    const host = six ?? four
    const port = Number(digits)
    const isRight = host !== '' && port <= 65_535 && !refused.includes(port)
    return isRight ? E.right({ host, port, toString: () => given }) : E.left(undefined)
  },
})

/** A host as a URL has it. */
export const urlHost = (host: string): string => (host.includes(':') ? `[${host}]` : host)
