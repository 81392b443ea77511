/** The simulation on a loopback port, by `node:net`. */
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { tap, type Subscription } from 'rxjs'
import type { Exchange } from './exchange.js'

/** Where a simulation listens. */
export interface Address {
  readonly host: string
  readonly port: number
}

export interface Loopback {
  /** Where it listens; waits for that while the port opens again after a kill. */
  readonly address: () => Promise<Address>
  /** Stops listening; open links are closed. */
  readonly close: () => Promise<void>
}

const HOST = '127.0.0.1'

const serve = (exchange: Exchange, socket: Socket): void => {
  socket.setNoDelay(true)
  const link = exchange.connect({
    bytes: (bytes) => {
      socket.write(Buffer.from(bytes))
    },
    end: (how) => {
      if (how === 'reset') socket.resetAndDestroy()
      else socket.destroySoon()
    },
  })
  if (link === undefined) {
    socket.destroy()
    return
  }
  socket.on('data', link.send)
  socket.on('close', link.hangUp)
  socket.on('error', link.hangUp)
}

const listening = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, HOST, () => {
      const address = server.address()
      server.off('error', reject)
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    if (server.listening)
      server.close(() => {
        resolve()
      })
    else resolve()
  })

/** Listens on a port, any free one by default. While Asterisk is dead the port refuses, as a real one does. */
export const loopback = async (exchange: Exchange, wanted = 0): Promise<Loopback> => {
  const server = createServer((socket) => {
    serve(exchange, socket)
  })
  const port = await listening(server, wanted)
  const following: Subscription = exchange.running$
    .pipe(
      tap((runs) => {
        if (runs && !server.listening) server.listen(port, HOST)
        else if (!runs) server.close()
      }),
    )
    .subscribe()
  return {
    address: async () => {
      if (!server.listening) await once(server, 'listening')
      return { host: HOST, port }
    },
    close: async () => {
      following.unsubscribe()
      exchange.drop('closed')
      await closed(server)
    },
  }
}
