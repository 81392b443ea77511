/** The conversation that opens a link: a challenge where the secret shall not cross the wire, then Login with the event mask. */
import { concatMap, type Observable } from 'rxjs'
import { AmiError, type Failure } from '../failure.js'
import { type Action } from '../protocol/action.js'
import type { Frame } from '../protocol/frame.js'
import type { Settings } from '../options.js'
import { challengeKey } from './challenge.js'
import type { Answer, Exchanger } from '../request/request.js'

const WRONG_PASSWORD = 'Authentication failed'

/** Asterisk gives the same text for an unknown user, a wrong secret and a refused address; trying again cannot help. */
export const isFinal = (failure: Failure): boolean =>
  failure._tag === 'LoginRefused' && failure.message === WRONG_PASSWORD

const answered: Answer<Frame> = (frame, asker) => {
  if (frame.response !== 'Success') return { _tag: 'LoginRefused', message: frame.get('Message') ?? 'without a reason' }
  asker.next(frame)
  return 'done'
}

const eventMask = (events: Settings['events']): string => (typeof events === 'string' ? events : events.join(','))

// each whole, as an engine adds slowly to what is spread
const plainly = ({ username, password, events }: Settings): Action => ({
  Action: 'Login',
  Username: username,
  Secret: password,
  Events: eventMask(events),
})

const byChallenge = ({ username, password, events }: Settings, challenge: string): Action => ({
  Action: 'Login',
  Username: username,
  AuthType: 'MD5',
  Key: challengeKey(challenge, password),
  Events: eventMask(events),
})

/**
 * Logs in; one value when Asterisk has let us in. Errors with `LoginRefused` when it has not.
 *
 * FullyBooted is not awaited: a login without read class `system` never gets it (`manager.c:action_login`).
 */
export const login = (exchange: Exchanger, settings: Settings): Observable<unknown> => {
  const enter = (action: Action) => exchange({ action, form: 'response', mark: 'login', answer: answered })
  return settings.auth === 'plain'
    ? enter(plainly(settings))
    : exchange({ action: { Action: 'Challenge', AuthType: 'MD5' }, form: 'response', answer: answered }).pipe(
        concatMap((frame) => {
          const challenge = frame.get('Challenge')
          if (challenge === undefined) throw new AmiError({ _tag: 'LoginRefused', message: 'the challenge is missing' })
          return enter(byChallenge(settings, challenge))
        }),
      )
}
