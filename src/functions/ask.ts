/** The two ways to ask for any action: for its response, or for its list. */
import { map, type Observable } from 'rxjs'
import { listItems, oneResponse } from '../request/reply.js'
import type { Exchanger } from '../request/request.js'
import { type Action, Custom } from '../protocol/action.js'
import {
  type AnswerTo,
  type ItemOf,
  type ListName,
  isActionName,
  type Response,
  responseReader,
  type SentName,
} from '../protocol/answer.js'
import type { ListActions, SentActions } from '../protocol/catalog/actions.js'
import type { Event } from '../protocol/event.js'
import { anyEvent } from '../protocol/typedEvent.js'
import type { Frame } from '../protocol/frame.js'
import { remembering } from '../protocol/memo.js'
import type { Report } from '../protocol/view.js'

/** Sends any action that is answered by one response. */
export const send =
  (exchange: Exchanger) =>
  (action: Action): Observable<Response> =>
    exchange({ action, form: 'response', answer: oneResponse(action.Action) })

/** Sends any action that is answered by a list. */
export const list =
  (exchange: Exchanger) =>
  (action: Action): Observable<Frame> =>
    exchange({ action, form: 'list', answer: listItems(action.Action) })

/** What an action gives that is only done. */
export const done = map((): void => undefined)

/**
 * Any action that is answered by one response, typed by its name: a name or a header that Asterisk does not have, or one that is missing,
 * does not compile. `custom({ Action: … })` is the untyped way.
 *
 * @example
 * import { connect } from 'rx-asterisk'
 *
 * const asterisk = connect({ username: 'admin', password: 'secret' })
 * asterisk.perform(asterisk.send({ Action: 'QueueAdd', Queue: 'support', Interface: 'PJSIP/2222' }))
 */
export interface Send {
  // first, so that a mistake is told in the words of the other
  (action: Custom): Observable<Response>
  <Name extends SentName>(action: { readonly Action: Name } & SentActions[Name]): Observable<AnswerTo<Name>>
}

/**
 * Any action that is answered by a list: its items as they come, typed. A list cut short: items, then the error.
 *
 *     list(…)   --i-i-i-|    i: an item
 *
 * @example
 * import { connect } from 'rx-asterisk'
 *
 * const asterisk = connect({ username: 'admin', password: 'secret' })
 * asterisk.list({ Action: 'CoreShowChannels' }).subscribe({ next: ({ Channel }) => console.log(Channel), error: console.error })
 */
export interface List {
  (action: Custom): Observable<Event>
  <Name extends ListName>(action: { readonly Action: Name } & ListActions[Name]): Observable<ItemOf<Name>>
}

const plain = (given: Custom | { readonly Action: string }): Action =>
  given instanceof Custom ? given.action : { ...given }

export const typedSend = (exchange: Exchanger, report: Report): Send => {
  const answerTo = remembering(isActionName, (action: string) => oneResponse(action, responseReader(action, report)))
  function sent(action: Custom): Observable<Response>
  function sent<Name extends SentName>(
    action: { readonly Action: Name } & SentActions[Name],
  ): Observable<AnswerTo<Name>>
  function sent(given: Custom | { readonly Action: string }): Observable<Response> {
    const action = plain(given)
    return exchange({ action, form: 'response', answer: answerTo(action.Action) })
  }
  return sent
}

export const typedList = (exchange: Exchanger, origin: string, report: Report): List => {
  function listed(action: Custom): Observable<Event>
  function listed<Name extends ListName>(
    action: { readonly Action: Name } & ListActions[Name],
  ): Observable<ItemOf<Name>>
  function listed(given: Custom | { readonly Action: string }): Observable<Event> {
    return list(exchange)(plain(given)).pipe(map((item) => anyEvent(item.event ?? '', item, origin, report)))
  }
  return listed
}
