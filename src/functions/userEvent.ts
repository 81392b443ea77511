/** Sends a UserEvent through Asterisk to all sessions. */
import { type Observable, throwError } from 'rxjs'
import type { Ask } from '../request/request.js'
import { AmiError } from '../failure.js'
import type { HeaderValue } from '../protocol/action.js'
import { done, send } from './ask.js'

/** Headers that would change the action, or the event. */
const RESERVED = /^(?:action|userevent)$/i

const isName = (name: unknown): boolean => typeof name === 'string' && name !== ''

/** Sends a UserEvent; emits once when Asterisk has passed it on. */
export const sendUserEvent =
  (ask: Ask) =>
  (name: string, headers: Readonly<Record<string, HeaderValue>> = {}): Observable<void> => {
    const reserved = Object.keys(headers).find((header) => RESERVED.test(header))
    const why =
      reserved === undefined ? (isName(name) ? undefined : 'it needs a name') : `the header ${reserved} is reserved`
    return why === undefined
      ? send(ask)({ Action: 'UserEvent', UserEvent: name, ...headers }).pipe(done)
      : throwError(() => new AmiError({ _tag: 'InvalidAction', action: 'UserEvent', why }))
  }
