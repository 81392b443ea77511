/** What answers an action: how, and what its response brings. */
import { ACTION_TABLE } from './catalog/actionTable.js'
import type { Answers, ListActions, ListItems, SentActions } from './catalog/actions.js'
import type { Frame } from './frame.js'
import { type Report, responseView } from './view.js'

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

/** How an action is answered; undefined for one that the catalog does not know. */
export const answeredBy = (action: string): 'response' | 'list' | 'both' | undefined => {
  const form = Object.hasOwn(ACTION_TABLE, action) ? ACTION_TABLE[action]?.split(' ')[0] : undefined
  return form === 'response' || form === 'list' || form === 'both' ? form : undefined
}

/** By the line of the table, which most actions leave empty. */
const views = new Map<string, ReturnType<typeof responseView>>()

const viewOf = (action: string): ReturnType<typeof responseView> => {
  const line = Object.hasOwn(ACTION_TABLE, action) ? (ACTION_TABLE[action]?.split(' ')[2] ?? '') : ''
  const built = views.get(line) ?? responseView(line)
  views.set(line, built)
  return built
}

/** A response with the headers that the catalog knows of it, read when they are asked for. */
export const typedResponse = (action: string, frame: Frame, report: Report): Response =>
  new (viewOf(action))(action, frame, report)
