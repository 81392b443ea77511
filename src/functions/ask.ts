/** The two ways to send any action: for its response, or for its list. */
import { map, type Observable } from 'rxjs'
import type { FailureReporter } from '../failure.js'
import type { Action } from '../protocol/action.js'
import {
  type AnswerTo,
  isActionName,
  type ItemOf,
  type ListName,
  type Response,
  responseReader,
  type SentName,
} from '../protocol/answer.js'
import type { ListActions, SentActions } from '../protocol/catalog/actions.js'
import { CustomAction } from '../protocol/custom.js'
import type { Event } from '../protocol/event.js'
import type { Frame } from '../protocol/frame.js'
import { memoizeKnown } from '../protocol/memo.js'
import { anyEvent } from '../protocol/typedEvent.js'
import { listItems, oneResponse } from '../request/reply.js'
import type { Ask } from '../request/request.js'

/** Sends any action whose answer is one response. */
export const send =
  (ask: Ask) =>
  (action: Action): Observable<Response> =>
    ask({ action, form: 'response', reply: oneResponse(action.Action) })

/** Sends any action whose answer is a list. */
export const list =
  (ask: Ask) =>
  (action: Action): Observable<Frame> =>
    ask({ action, form: 'list', reply: listItems(action.Action) })

/** The value of an action that brings none. */
export const done = map((): void => undefined)

/** Without `Async` every other action of this login would wait for the phone. */
interface Needed {
  readonly Originate: { readonly Async: true | 'true' | 'yes' | '1' }
}

/** The needs of an action beyond Asterisk's own definition of it. */
type NeededBy<Name> = Name extends keyof Needed ? Needed[Name] : unknown

const plain = (given: CustomAction | { readonly Action: string }): Action =>
  given instanceof CustomAction ? given.action : { ...given }

export const typedSend = (ask: Ask, report: FailureReporter) => {
  const replyTo = memoizeKnown(isActionName, (action: string) => oneResponse(action, responseReader(action, report)))
  // first, so that a mistake is explained in the words of the other overload
  function sent(action: CustomAction): Observable<Response>
  function sent<Name extends SentName>(
    action: { readonly Action: Name } & SentActions[Name] & NeededBy<Name>,
  ): Observable<AnswerTo<Name>>
  function sent(given: CustomAction | { readonly Action: string }): Observable<Response> {
    const action = plain(given)
    return ask({ action, form: 'response', reply: replyTo(action.Action) })
  }
  return sent
}

/**
 * Sends any action that is answered by one response, typed by its name: an unknown name, an unknown header or a missing header does not
 * compile. `custom({ Action: … })` is the untyped way.
 *
 * @example
 * import { connect } from 'rx-asterisk'
 *
 * const asterisk = connect({ username: 'admin', password: 'secret' })
 * asterisk.perform(asterisk.send({ Action: 'QueueAdd', Queue: 'support', Interface: 'PJSIP/2222' }))
 */
export type SendAction = ReturnType<typeof typedSend>

export const typedList = (ask: Ask, origin: string, report: FailureReporter) => {
  function listed(action: CustomAction): Observable<Event>
  function listed<Name extends ListName>(
    action: { readonly Action: Name } & ListActions[Name],
  ): Observable<ItemOf<Name>>
  function listed(given: CustomAction | { readonly Action: string }): Observable<Event> {
    return list(ask)(plain(given)).pipe(map((item) => anyEvent(item.event ?? '', item, origin, report)))
  }
  return listed
}

/**
 * Sends any action that is answered by a list, and emits its items as they come, typed. A list that is cut short: its items, then the error.
 *
 *     list(…)   --i-i-i-|    i: an item
 *
 * @example
 * import { connect } from 'rx-asterisk'
 *
 * const asterisk = connect({ username: 'admin', password: 'secret' })
 * asterisk.list({ Action: 'CoreShowChannels' }).subscribe({ next: ({ Channel }) => console.log(Channel), error: console.error })
 */
export type ListAction = ReturnType<typeof typedList>
