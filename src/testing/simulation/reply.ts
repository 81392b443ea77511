/** What a session answers to a request: frames, and what happens once they are on their way. */
import type { Request } from './input.js'

export interface Reply {
  readonly frames: readonly (readonly string[])[]
  /** Done after the frames are queued: whatever it causes comes behind them. */
  readonly then?: () => void
  /** The session ends behind the frames. */
  readonly close?: boolean
}

/** A response of one frame. */
export const success = (request: Request, ...lines: readonly string[]): Reply => ({
  frames: [['Response: Success', ...request.id, ...lines]],
})

export const refusal = (request: Request, message: string): Reply => ({
  frames: [['Response: Error', ...request.id, `Message: ${message}`]],
})

/** A list: a response that announces it, its items, and the event that completes it. */
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
