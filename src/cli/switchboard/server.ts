/** The server on a port, by @hono/node-server. */
import { IncomingMessage, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { Observable } from 'rxjs'
import type { HttpContext, HttpHandler } from '../../http/index.js'
import type { ListenOn } from '../address.js'
import { Stalls } from './stalls.js'
import { tcpQueues } from './tcpQueues.js'

/** The limits of Node for a client that sends slowly, in milliseconds. */
const PATIENCE = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 2000 } as const

/** The part of @hono/node-server that is used. Its own types need those of a browser. */
export type Serve = (
  options: {
    readonly fetch: (request: Request, env: object) => Promise<Response>
    readonly hostname: string
    readonly port: number
    readonly overrideGlobalObjects: false
    readonly serverOptions: typeof PATIENCE
  },
  listening: (info: { readonly port: number }) => void,
) => Server

const NODE_SERVER: string = '@hono/node-server'

const hasServe = (module: unknown): module is { readonly serve: Serve } =>
  typeof module === 'object' && module !== null && 'serve' in module && typeof module.serve === 'function'

export const loadServer = async (): Promise<Serve> => {
  try {
    await import('hono/router/pattern-router')
    const module: unknown = await import(NODE_SERVER)
    if (hasServe(module)) return module.serve
    throw new TypeError('it has no function serve')
  } catch (cause) {
    throw new Error('the switchboard needs two packages: npm install hono @hono/node-server', { cause })
  }
}

/** The socket of a request, as @hono/node-server hands it over. */
const socketOf = (env: object): Socket | undefined => {
  const incoming: unknown = 'incoming' in env ? env.incoming : undefined
  return incoming instanceof IncomingMessage ? incoming.socket : undefined
}

/** Listens while it is subscribed; emits the port once. Fails when the port is taken. Clients that take nothing any more are cut. */
export const listening = (
  serve: Serve,
  handler: HttpHandler,
  { host, port }: ListenOn,
  contextOf: (request: Request, peer: string | undefined) => HttpContext,
): Observable<number> =>
  new Observable((subscriber) => {
    const stalls = new Stalls()
    const server = serve(
      {
        fetch: (request, env) => {
          const socket = socketOf(env)
          const context = contextOf(request, socket?.remoteAddress)
          return handler(request, { ...context, stalled: socket === undefined ? undefined : stalls.signalOf(socket) })
        },
        hostname: host,
        port,
        overrideGlobalObjects: false,
        serverOptions: PATIENCE,
      },
      (info) => {
        subscriber.next(info.port)
      },
    )
    server.on('connection', stalls.add)
    const watching = stalls.watch(tcpQueues).subscribe()
    server.on('error', (error) => {
      subscriber.error(new Error(`cannot listen on ${host}:${port}: ${error.message}`))
    })
    return () => {
      watching.unsubscribe()
      server.close()
      server.closeAllConnections()
    }
  })
