/** The sending side of an open link: bytes leave in order and never within the call that wrote them. Faults cut them or stop them. */
import { Subscription, asapScheduler } from 'rxjs'
import type { LinkEnd, FaultState } from './faultState.js'

/** The client's side of a link. */
export interface LinkClient {
  readonly bytes: (bytes: Uint8Array) => void
  readonly end: (how: LinkEnd) => void
}

export interface Outbox {
  readonly write: (bytes: string | Uint8Array) => void
  /** Ends the link after all bytes written so far. */
  readonly close: () => void
  /** Ends the link now; bytes that have not left are lost. */
  readonly cut: (how: LinkEnd) => void
  /** Sends what waits after a stall. */
  readonly wake: () => void
  readonly open: () => boolean
}

export const outbox = (faults: FaultState, client: LinkClient): Outbox => {
  const scheduled = new Subscription()
  const waiting: Buffer[] = []
  let flushing = false
  let closing = false

  const end = (how: LinkEnd): void => {
    if (scheduled.closed) return
    scheduled.unsubscribe()
    client.end(how)
  }

  const flush = (): void => {
    flushing = false
    if (faults.stalled) return
    const bytes = Buffer.concat(waiting.splice(0))
    for (let at = 0; at < bytes.length && !scheduled.closed; at += faults.piece) {
      client.bytes(bytes.subarray(at, at + faults.piece))
    }
    if (closing) end('closed')
  }

  const soon = (): void => {
    if (flushing || scheduled.closed) return
    flushing = true
    scheduled.add(asapScheduler.schedule(flush))
  }

  return {
    cut: end,
    wake: soon,
    open: () => !scheduled.closed && !closing,
    write: (bytes) => {
      if (scheduled.closed || closing) return
      waiting.push(Buffer.from(bytes))
      soon()
    },
    close: () => {
      closing = true
      soon()
    },
  }
}
