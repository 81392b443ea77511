/** The two ways to ask for any action: for its response, or for its list. */
import { map, type Observable } from 'rxjs'
import { listItems, oneResponse, type Response } from '../connection/answers.js'
import type { Exchanger } from '../connection/requests.js'
import type { Action } from '../protocol/action.js'
import type { Frame } from '../protocol/frame.js'

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
