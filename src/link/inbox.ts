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
  return decoder(limits, {
    fault,
    frame: (each) => {
      if (!isOpen()) return
      // until a request is given up, every event is accepted, and its ActionID is not searched for (bench: flood)
      const meaning = each.event !== undefined && !pending.gaveUp() ? 'event' : meaningOf(each, pending)
      const accepted =
        meaning === 'event' || meaning === 'reply' || (meaning === 'leftover' && pending.isUnclaimed(each))
      frame(each, accepted)
      if (accepted) pending.route(each)
      else if (meaning === 'stray') fault(stray(each))
    },
  })
}
