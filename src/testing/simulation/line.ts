/** An open link: bytes leave it in order and always later than they were said, whole, in pieces, or not at all. */
import { Subscription, asapScheduler } from 'rxjs'
import type { Ending, Faults } from './faults.js'

/** The client's end of a link. */
export interface Client {
  readonly bytes: (bytes: Uint8Array) => void
  readonly end: (how: Ending) => void
}

export interface Line {
  readonly write: (bytes: string | Uint8Array) => void
  /** Ends the link behind all that was written. */
  readonly close: () => void
  /** Ends the link now; what was written and has not left is lost. */
  readonly cut: (how: Ending) => void
  /** Tells that a stall is over. */
  readonly wake: () => void
  readonly open: () => boolean
}

export const line = (faults: Faults, client: Client): Line => {
  const scheduled = new Subscription()
  const waiting: Buffer[] = []
  let flushing = false
  let closing = false

  const end = (how: Ending): void => {
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
