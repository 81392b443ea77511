/** The reply of a session to a request: frames, and an effect after they are sent. */
import type { Request } from './input.js'

export interface Reply {
  readonly frames: readonly (readonly string[])[]
  /** Milliseconds for which the action holds up the whole session, before its frames. */
  readonly after?: number
  /** Runs after the frames are written: whatever it emits is sent behind them. */
  readonly then?: () => void
  /** True to end the session after the frames. */
  readonly close?: boolean
}

/** A response of one frame. */
export const success = (request: Request, ...lines: readonly string[]): Reply => ({
  frames: [['Response: Success', ...request.id, ...lines]],
})

export const refusal = (request: Request, message: string): Reply => ({
  frames: [['Response: Error', ...request.id, `Message: ${message}`]],
})

/** A list: the response that announces it, its items, and the event that completes it. */
export const list = (
  request: Request,
  message: string,
  items: readonly (readonly string[])[],
  complete: string,
  ...totals: readonly string[]
): Reply => ({
  frames: [
    ['Response: Success', ...request.id, 'EventList: start', `Message: ${message}`],
    ...items,
    [`Event: ${complete}`, ...request.id, 'EventList: Complete', `ListItems: ${items.length}`, ...totals],
  ],
})
