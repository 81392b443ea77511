/** TCP and TLS: the only file that opens a real socket. */
import { connect as connectTcp, type Socket, type TcpNetConnectOpts } from 'node:net'
import { defer, Observable, switchMap } from 'rxjs'
import { AmiError, type Failure } from '../failure.js'
import { Hub } from '../rx/hub.js'
import type { Settings } from '../options.js'
import type { Transport, Wire } from '../transport.js'
import { hintFor } from './openingHint.js'

/** The size of one read. Faster than smaller buffers; larger ones gain nothing (bench: flood). */
const READ_BUFFER = 65_536

/** Read buffers of ended links, for later links. Fresh buffers would pile up outside the heap until a full garbage collection. */
const spare: Buffer[] = []
const MOST_SPARE = 4

const lost = (why: string): AmiError => new AmiError({ _tag: 'LinkLost', why })

const reasonOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : error.message

/** The failure of a link that could not be opened, with a hint about the port or its certificate. */
const unreachable = (peer: string, error: Error, tls: boolean): Failure => {
  const why = reasonOf(error)
  return { _tag: 'Unreachable', peer, why, hint: hintFor(why, tls) }
}

/** Waiting for this promise costs an action 6 µs less than `process.nextTick` or `queueMicrotask` (bench: cold). */
const DONE = Promise.resolve()

/** Sends the texts of one tick as one piece. */
const sending = (socket: Socket): Wire['send'] => {
  let unsent = ''
  const flush = (): void => {
    const text = unsent
    unsent = ''
    if (!socket.destroyed && !socket.writableEnded) socket.write(text)
  }
  return (text) => {
    if (unsent === '') void DONE.then(flush)
    unsent += text
  }
}

/** A socket as a wire. `connect` opens the socket and passes its bytes on. */
const opening = (
  peer: string,
  tls: boolean,
  connect: (bytes: (piece: Uint8Array) => void) => Socket,
): Observable<Wire> =>
  new Observable((subscriber) => {
    const bytes = new Hub<Uint8Array>()
    let open = false
    const socket = connect((piece) => {
      bytes.next(piece)
    })
    socket.setNoDelay(true)
    socket.once(tls ? 'secureConnect' : 'connect', () => {
      open = true
      subscriber.next({ byte$: bytes.stream$, send: sending(socket) })
    })
    // also after the teardown: an error without a listener would end the process
    socket.on('error', (error) => {
      if (open) bytes.error(lost(reasonOf(error)))
      else subscriber.error(new AmiError(unreachable(peer, error, tls)))
    })
    socket.once('close', () => {
      if (open) bytes.complete()
      else subscriber.error(new AmiError(unreachable(peer, new Error('it was closed at once'), tls)))
    })
    return () => socket.destroy()
  })

/**
 * Options that Node's `Socket` adds to a copy of the given ones. V8 adds properties to a copy slowly, and overwrites present ones fast: with
 * these options a socket takes 2 µs in place of 8 (bench: connecting).
 */
interface SocketOptions extends TcpNetConnectOpts {
  readonly emitClose: false
  readonly autoDestroy: true
  readonly decodeStrings: false
}

const overTcp = (host: string, port: number, bytes: (piece: Uint8Array) => void): Socket => {
  const readBuffer = spare.pop() ?? Buffer.allocUnsafe(READ_BUFFER)
  const options: SocketOptions = {
    host,
    port,
    // one buffer for all reads: a third of the cost of a fresh buffer for each (bench: flood)
    onread: {
      buffer: readBuffer,
      callback: (length, buffer) => {
        bytes(buffer.subarray(0, length))
        return true
      },
    },
    allowHalfOpen: false,
    emitClose: false,
    autoDestroy: true,
    decodeStrings: false,
  }
  // after `close` Node does not write into the buffer any more
  return connectTcp(options).once('close', () => {
    if (spare.length < MOST_SPARE) spare.push(readBuffer)
  })
}

/** TCP, or TLS with a verified certificate, to the address in the settings. */
export const tcp = ({ host, port, tls }: Settings): Transport => {
  const peer = `${host.includes(':') ? `[${host}]` : host}:${port}`
  return tls === false
    ? {
        peer,
        silence: 'a port that sends nothing may expect TLS: try tls: true',
        open: () => opening(peer, false, (bytes) => overTcp(host, port, bytes)),
      }
    : {
        peer,
        silence: 'is it AMI over TLS, usually on port 5039?',
        // loaded at the first use of TLS: most programs do not need this megabyte
        open: () =>
          defer(() => import('node:tls')).pipe(
            switchMap(({ connect }) =>
              opening(peer, true, (bytes) =>
                // verified also where NODE_TLS_REJECT_UNAUTHORIZED is 0: only the option `tls` can switch this off
                connect({ rejectUnauthorized: true, ...tls, host, port }).on('data', (piece: Buffer) => {
                  bytes(piece)
                }),
              ),
            ),
          ),
      }
}
