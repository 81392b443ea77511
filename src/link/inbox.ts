/** The inbox of one link: bytes → frames → the request that expects them, and the streams. */
import { type Failure, malformed } from '../failure.js'
import { decoder, type Limits } from '../protocol/decoder.js'
import type { Frame } from '../protocol/frame.js'
import { meaningOf } from '../protocol/meaning.js'
import type { PendingRequests } from '../request/pending.js'

/** The receivers of decoded frames and of faults. */
export interface InboxSink {
  /** False once the link ends: its remaining frames are dropped. */
  readonly isOpen: () => boolean
  /** Every frame in wire order. `accepted`: an event, or a reply that a pending request expects. */
  readonly frame: (frame: Frame, accepted: boolean) => void
  readonly fault: (failure: Failure) => void
}

/** Leftovers are no fault: a request was given up. A response to no request of ours is a fault. */
const stray = ({ text, response }: Frame): Failure =>
  malformed(
    response === undefined ? 'a frame that is neither event nor response' : 'a response to none of our actions',
    text,
  )

export const inbox = (
  limits: Limits,
  pending: PendingRequests,
  { isOpen, frame, fault }: InboxSink,
): ((bytes: Uint8Array) => void) => {
  const accept = (each: Frame): void => {
    frame(each, true)
    pending.route(each)
  }
  const classify = (each: Frame): void => {
    const meaning = meaningOf(each, pending)
    if (meaning === 'event' || meaning === 'reply' || (meaning === 'leftover' && pending.isUnclaimed(each))) {
      accept(each)
      return
    }
    frame(each, false)
    if (meaning === 'stray') fault(stray(each))
  }
  return decoder(limits, {
    fault,
    frame: (each) => {
      if (!isOpen()) return
      // until a request is given up, every event is accepted, and its ActionID is not searched for (bench: flood)
      if (each.event !== undefined && !pending.gaveUp()) accept(each)
      else classify(each)
    },
  })
}
