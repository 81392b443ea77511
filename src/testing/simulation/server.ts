/** The simulation on a loopback port, by `node:net`. */
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { tap, type Subscription } from 'rxjs'
import type { AmiService } from './amiService.js'

/** Host and port of a simulation that listens. */
export interface ListenAddress {
  readonly host: string
  readonly port: number
}

export interface Loopback {
  /** The address; waits while the port opens again after a kill. */
  readonly address: () => Promise<ListenAddress>
  /** Stops to listen and closes the open links. */
  readonly close: () => Promise<void>
}

const HOST = '127.0.0.1'

const serve = (service: AmiService, socket: Socket): void => {
  socket.setNoDelay(true)
  const link = service.connect({
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

/** Listens on a port, by default on any free one. Like a real Asterisk, a killed one refuses connections. */
export const loopback = async (service: AmiService, wanted = 0): Promise<Loopback> => {
  const server = createServer((socket) => {
    serve(service, socket)
  })
  const port = await listening(server, wanted)
  const following: Subscription = service.running$
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
      service.drop('closed')
      await closed(server)
    },
  }
}
