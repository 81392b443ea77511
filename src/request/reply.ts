/** The two readers of replies: one response, or the items of a list. */
import type { Failure } from '../failure.js'
import { beginsList, messageOf, type Response } from '../protocol/answer.js'
import { writeClasses } from '../protocol/permission.js'
import type { Frame } from '../protocol/frame.js'
import type { ReadReply } from './request.js'

/** The message of an action whose write class the login lacks (`manager.c:process_message`). */
export const DENIED = 'Permission denied'
/** An application that could run programs needs more than `originate` (`manager.c:is_originate_app_permitted`). */
const APPLICATION_DENIED = /^Originate Access Forbidden/

/** The failure of a response that is no success. Some of Asterisk's texts end with a bare LF. */
export const refusal = (action: string, frame: Frame): Failure => {
  const message = (frame.get('Message') ?? 'without a reason').trim()
  const needs =
    message === DENIED ? writeClasses(action) : APPLICATION_DENIED.test(message) ? (['system'] as const) : []
  return { _tag: 'Refused', action, message, needs }
}

const succeeded = (frame: Frame): boolean => frame.response !== undefined && frame.response !== 'Error'

const plainly = (frame: Frame): Response => ({ message: messageOf(frame), frame })

/** Reads one response by `read`. `Error` is a failure. */
export const oneResponse =
  (action: string, read: (frame: Frame) => Response = plainly): ReadReply<Response> =>
  (frame, observer) => {
    if (frame.response === undefined) return 'more'
    if (!succeeded(frame)) return refusal(action, frame)
    observer.next(read(frame))
    return 'done'
  }

/**
 * Reads the items of a list as they come. The list ends at `EventList: Complete`. The counts that Asterisk adds are wrong (16 writes
 * `ListItems: 1` for none and for four). A success without `EventList: start` is a list without items.
 */
export const listItems =
  (action: string): ReadReply<Frame> =>
  (frame, observer) => {
    if (frame.response !== undefined) {
      if (!succeeded(frame)) return refusal(action, frame)
      return beginsList(frame) ? 'more' : 'done'
    }
    const ending = frame.exact('EventList')?.toLowerCase()
    if (ending === 'complete') return 'done'
    if (ending === 'cancelled') return { _tag: 'Refused', action, message: 'the list was cancelled', needs: [] }
    observer.next(frame)
    return 'more'
  }
