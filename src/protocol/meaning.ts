/** The one place that decides how a frame relates to the requests of this link. */
import { isForAll } from './event.js'
import type { Frame } from './frame.js'

/**
 * `event`: it belongs to everybody. `reply`: a pending request expects it. `leftover`: the rest of a reply that nobody waits for any more.
 * `stray`: a response to none of our requests, or a frame that is neither event nor response.
 */
export type Meaning = 'event' | 'reply' | 'leftover' | 'stray'

/** The ActionIDs of one link. */
export interface OwnIds {
  /** True for an ActionID that this link gave. */
  owns(frame: Frame): boolean
  /** True while a request with that ActionID is pending. */
  expects(frame: Frame): boolean
}

/** UserEvent and OriginateResponse are events for every session, even with our ActionID; a pending request may read them as well. */
export const meaningOf = (frame: Frame, ids: OwnIds): Meaning => {
  if (!ids.owns(frame)) return frame.event === undefined ? 'stray' : 'event'
  if (isForAll(frame.event)) return 'event'
  return ids.expects(frame) ? 'reply' : 'leftover'
}
