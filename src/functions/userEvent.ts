/** Says something through Asterisk to everybody who listens. */
import { type Observable, throwError } from 'rxjs'
import type { Exchanger } from '../request/request.js'
import { AmiError } from '../failure.js'
import type { HeaderValue } from '../protocol/action.js'
import { done, send } from './ask.js'

/** Headers that would make another action, or another event, of it. */
const NOT_YOURS = /^(?:action|userevent)$/i

/** Sends a UserEvent; one emission when Asterisk has passed it on. */
export const sendUserEvent =
  (exchange: Exchanger) =>
  (name: string, headers: Readonly<Record<string, HeaderValue>> = {}): Observable<void> => {
    const taken = Object.keys(headers).find((header) => NOT_YOURS.test(header))
    return taken === undefined
      ? send(exchange)({ Action: 'UserEvent', UserEvent: name, ...headers }).pipe(done)
      : throwError(
          () => new AmiError({ _tag: 'InvalidAction', action: 'UserEvent', why: `the header ${taken} is taken` }),
        )
  }
