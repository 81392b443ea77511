/** `--metrics`: the metrics of a program over HTTP, for Prometheus. */
import { createServer } from 'node:http'
import * as E from 'fp-ts/lib/Either.js'
import { Observable } from 'rxjs'
import type { ValueType } from './word.js'

/** An address to listen on. */
export interface ListenOn {
  readonly host: string
  readonly port: number
}

export const address: ValueType<ListenOn> = {
  as: 'ADDRESS:PORT',
  must: 'an address and a port, such as 127.0.0.1:9090 or [::1]:9090',
  read: (given) => {
    const [, six, four = '', digits = ''] = /^(?:\[([\da-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(given) ?? []
    const host = six ?? four
    return host !== '' && Number(digits) <= 65_535 ? E.right({ host, port: Number(digits) }) : E.left(undefined)
  },
}

/** Answers `/metrics` while it is subscribed; emits the URL once. Fails when it cannot listen. */
export const metricsServer = ({ host, port }: ListenOn, text: () => string): Observable<string> =>
  new Observable((subscriber) => {
    const server = createServer(({ method, url }, response) => {
      if (url !== '/metrics') response.writeHead(404).end()
      else if (method !== 'GET') response.writeHead(405, { allow: 'GET' }).end()
      else response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text())
    })
    server.on('error', (error) => {
      subscriber.error(new Error(`--metrics: cannot listen on ${host}:${port}: ${error.message}`))
    })
    server.listen(port, host, () => {
      const known = server.address()
      const open = typeof known === 'object' && known !== null ? known.port : port
      subscriber.next(`http://${host.includes(':') ? `[${host}]` : host}:${open}/metrics`)
    })
    return () => {
      server.close()
      server.closeAllConnections()
    }
  })
