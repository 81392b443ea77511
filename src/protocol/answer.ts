/** The answers to actions: their form, and the headers of a response. */
import { ACTION_TABLE } from './catalog/actionTable.js'
import type { Answers, ListActions, ListItems, SentActions } from './catalog/actions.js'
import { headersOf } from './catalog/line.js'
import type { FailureReporter } from '../failure.js'
import type { Frame } from './frame.js'
import { memoizeKnown } from './memo.js'
import { responseHeaders, ResponseView } from './view.js'

/** The response to an action that Asterisk carried out. */
export interface Response {
  /** The `Message` header; '' where there is none. */
  readonly message: string
  readonly frame: Frame
}

/** An action of Asterisk's own modules whose answer is one response. */
export type SentName = keyof SentActions
/** An action of Asterisk's own modules whose answer is a list. */
export type ListName = keyof ListActions
/** The response to an action, with the headers that the catalog knows. */
export type AnswerTo<Name extends SentName> = Name extends keyof Answers ? Response & Answers[Name] : Response
/** The items of a list. */
export type ItemOf<Name extends ListName> = ListItems[Name]

export const isActionName = (name: string): boolean => Object.hasOwn(ACTION_TABLE, name)

const headersTo = memoizeKnown(isActionName, (action) => responseHeaders(headersOf(ACTION_TABLE, action)))

/** Turns the frames that answer this action into responses. Each header that the catalog knows is decoded when it is read. */
export const responseReader = (action: string, report: FailureReporter): ((frame: Frame) => Response) => {
  const reading = { of: `response to ${action}`, headers: headersTo(action), report }
  return (frame) => new ResponseView(frame, messageOf(frame), reading)
}

/** True if a response begins a list (`manager.c:astman_send_listack`). */
export const beginsList = (frame: Frame): boolean => frame.exact('EventList')?.toLowerCase() === 'start'

/** The `Message` header of a response. */
export const messageOf = (frame: Frame): string => frame.exact('Message') ?? ''
