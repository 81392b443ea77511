/** Frames of a link's own answers, for tests of what streams make of them. */
import { frame, type Frame } from '../../src/index.js'
import { frames } from '../../src/testing/index.js'
import type { ChannelHeaders, StateName } from '../../src/testing/frames.js'

export const { digit, hangup, messageWaiting, newchannel, newstate, userEvent } = frames

/** The answer to the Login of a link whose ActionIDs begin with `prefix`. */
export const login = (prefix = 'rx'): Frame =>
  frame('Response: Success', `ActionID: ${prefix}-1-login`, 'Message: Authentication accepted')

const listId = (prefix: string): string => `ActionID: ${prefix}-2-snapshot`

export const listStarts = (prefix = 'rx'): Frame =>
  frame('Response: Success', listId(prefix), 'EventList: start', 'Message: Channel status will follow')

export const listRefused = (prefix = 'rx'): Frame =>
  frame('Response: Error', listId(prefix), 'Message: Permission denied')

export const listEnds = (prefix = 'rx', ending = 'Complete'): Frame =>
  frame('Event: StatusComplete', listId(prefix), `EventList: ${ending}`, 'ListItems: 1')

/** An event's frame with more headers at its end. */
export const and = (event: Frame, ...lines: readonly string[]): Frame => frame(event.text, ...lines)

/** The snapshot of a channel under another event's name. */
export const eventOf = (event: string, name: string, about: ChannelHeaders = {}, state: StateName = 'Up'): Frame =>
  frame(newstate(name, state, about).text.replace(/^Event: Newstate/, `Event: ${event}`))

/** An item of the list: the snapshot of an event under another name, with the list's ActionID. */
export const listItem = (name: string, state: StateName = 'Up', about: ChannelHeaders = {}, prefix = 'rx'): Frame =>
  and(eventOf('Status', name, about, state), listId(prefix))
