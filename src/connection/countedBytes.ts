/** A transport whose bytes are counted. */
import { map, type Observable, tap } from 'rxjs'
import type { Transport, Wire } from '../transport.js'

interface Bytes {
  received: number
  sent: number
}

const encoder = new TextEncoder()

const counted =
  (bytes: Bytes) =>
  ({ byte$, send }: Wire): Wire => ({
    byte$: byte$.pipe(
      tap((chunk) => {
        bytes.received += chunk.byteLength
      }),
    ),
    send: (text) => {
      bytes.sent += encoder.encode(text).byteLength
      send(text)
    },
  })

/** The same transport; `bytes` grows with what it carries. */
export const countingBytes = (transport: Transport, bytes: Bytes): Transport => ({
  get peer() {
    return transport.peer
  },
  get silence() {
    return transport.silence
  },
  open: (): Observable<Wire> => transport.open().pipe(map(counted(bytes))),
})
