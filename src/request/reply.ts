/** What the frames of an answer come to: one response, or the items of a list. */
import type { Failure } from '../failure.js'
import { beginsList, messageOf, type Response } from '../protocol/answer.js'
import { writeClasses } from '../protocol/permission.js'
import type { Frame } from '../protocol/frame.js'
import type { Answer } from './request.js'

const DENIED = 'Permission denied'
/** An application that could run programs needs more than `originate` (`manager.c:is_originate_app_permitted`). */
const APPLICATION_DENIED = /^Originate Access Forbidden/

/** What a response other than success means. A bare LF ends some of Asterisk's texts. */
export const refusal = (action: string, frame: Frame): Failure => {
  const message = (frame.get('Message') ?? 'without a reason').trim()
  const needs =
    message === DENIED ? writeClasses(action) : APPLICATION_DENIED.test(message) ? (['system'] as const) : []
  return { _tag: 'Refused', action, message, needs }
}

const succeeded = (frame: Frame): boolean => frame.response !== undefined && frame.response !== 'Error'

const plainly = (frame: Frame): Response => ({ message: messageOf(frame), frame })

/** One response, and what `read` makes of it; `Error` is a failure. */
export const oneResponse =
  (action: string, read: (frame: Frame) => Response = plainly): Answer<Response> =>
  (frame, asker) => {
    if (frame.response === undefined) return 'more'
    if (!succeeded(frame)) return refusal(action, frame)
    asker.next(read(frame))
    return 'done'
  }

/**
 * The items of a list as they come. It ends at `EventList: Complete`; the counts that Asterisk adds are not to be trusted (16 writes
 * `ListItems: 1` for none and for four). A success without `EventList: start` is a list without items.
 */
export const listItems =
  (action: string): Answer<Frame> =>
  (frame, asker) => {
    if (frame.response !== undefined) {
      if (!succeeded(frame)) return refusal(action, frame)
      return beginsList(frame) ? 'more' : 'done'
    }
    const ending = frame.exact('EventList')?.toLowerCase()
    if (ending === 'complete') return 'done'
    if (ending === 'cancelled') return { _tag: 'Refused', action, message: 'the list was cancelled', needs: [] }
    asker.next(frame)
    return 'more'
  }
