/** What answers an action: how, and what its response brings. */
import { ACTION_TABLE } from './catalog/actionTable.js'
import type { Answers, ListActions, ListItems, SentActions } from './catalog/actions.js'
import type { Frame } from './frame.js'
import { headersPart, lineOf } from './catalog/line.js'
import { remembering } from './memo.js'
import { type Report, responseHeaders, ResponseView } from './view.js'

/** Asterisk's answer to an action that it carried out. */
export interface Response {
  /** The `Message` header; '' where there is none. */
  readonly message: string
  readonly frame: Frame
}

/** An action of Asterisk's own modules that is answered by one response. */
export type SentName = keyof SentActions
/** An action of Asterisk's own modules that is answered by a list. */
export type ListName = keyof ListActions
/** What answers an action: its response, with the headers that the catalog knows of it. */
export type AnswerTo<Name extends SentName> = Name extends keyof Answers ? Response & Answers[Name] : Response
/** The items of a list. */
export type ItemOf<Name extends ListName> = ListItems[Name]

export const isActionName = (name: string): boolean => Object.hasOwn(ACTION_TABLE, name)

const headersTo = remembering(isActionName, (action: string) =>
  responseHeaders(headersPart(lineOf(ACTION_TABLE, action))),
)

/** How responses to that action become what is told of them: with the headers that the catalog knows, read when they are asked for. */
export const responseReader = (action: string, report: Report): ((frame: Frame) => Response) => {
  const reading = { of: `response to ${action}`, headers: headersTo(action), report }
  return (frame) => new ResponseView(frame, messageOf(frame), reading)
}

/** Whether a response is the beginning of a list (`manager.c:astman_send_listack`). */
export const beginsList = (frame: Frame): boolean => frame.exact('EventList')?.toLowerCase() === 'start'

/** The `Message` header of a response. */
export const messageOf = (frame: Frame): string => frame.exact('Message') ?? ''
