/** The server on a port, by @hono/node-server. */
import type { Server } from 'node:http'
import { Observable } from 'rxjs'
import type { HttpContext, HttpHandler } from '../../http/index.js'
import type { ListenOn } from '../address.js'

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

/** The address at the other end, where Node tells it. */
const peerOf = (env: object): string | undefined => {
  const incoming: unknown = 'incoming' in env ? env.incoming : undefined
  if (typeof incoming !== 'object' || incoming === null || !('socket' in incoming)) return undefined
  const { socket } = incoming
  if (typeof socket !== 'object' || socket === null || !('remoteAddress' in socket)) return undefined
  return typeof socket.remoteAddress === 'string' ? socket.remoteAddress : undefined
}

/** Listens while it is subscribed; emits the port once. Fails when the port is taken. */
export const listening = (
  serve: Serve,
  handler: HttpHandler,
  { host, port }: ListenOn,
  contextOf: (request: Request, peer: string | undefined) => HttpContext,
): Observable<number> =>
  new Observable((subscriber) => {
    const server = serve(
      {
        fetch: (request, env) => handler(request, contextOf(request, peerOf(env))),
        hostname: host,
        port,
        overrideGlobalObjects: false,
        serverOptions: PATIENCE,
      },
      (info) => {
        subscriber.next(info.port)
      },
    )
    server.on('error', (error) => {
      subscriber.error(new Error(`cannot listen on ${host}:${port}: ${error.message}`))
    })
    return () => {
      server.close()
      server.closeAllConnections()
    }
  })
