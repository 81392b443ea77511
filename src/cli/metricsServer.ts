/** `--metrics`: the metrics of a program over HTTP, for Prometheus. */
import { createServer } from 'node:http'
import { Observable } from 'rxjs'
import { type ListenOn, urlHost } from './address.js'

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
      subscriber.next(`http://${urlHost(host)}:${open}/metrics`)
    })
    return () => {
      server.close()
      server.closeAllConnections()
    }
  })
