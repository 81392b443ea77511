/** Login and Challenge: who may come in, and what they may see and do from then on. */
import { delay, of, type Observable } from 'rxjs'
import { challengeKey } from '../../link/challenge.js'
import { granted, maskOf } from './classes.js'
import type { Faults } from './faults.js'
import type { Request } from './input.js'
import type { SimulatedUser } from './options.js'
import { refusal, success, type Reply } from './reply.js'

/** Rights as bits of classes; `mask` narrows what is seen. */
export interface Rights {
  readonly read: number
  readonly write: number
  readonly mask: number
}

export type Users = Readonly<Record<string, SimulatedUser>>

/** Asterisk thinks for a second before it refuses a login. */
const REFUSING = 1000

const refuse = (request: Request, message: string): Observable<Reply> =>
  of({ ...refusal(request, message), close: true }).pipe(delay(REFUSING))

export const answerChallenge = (request: Request, challenge: string): Reply =>
  request.get('AuthType').toUpperCase() === 'MD5'
    ? success(request, `Challenge: ${challenge}`)
    : refusal(request, 'Must specify AuthType')

/** The name is looked up in any case, the secret is not. */
const admitted = (users: Users, request: Request, challenge: string | undefined): SimulatedUser | undefined => {
  const name = request.get('Username').toLowerCase()
  const user = Object.entries(users).find(([known]) => known.toLowerCase() === name)?.[1]
  if (user === undefined) return undefined
  const byKey = request.get('AuthType').toUpperCase() === 'MD5'
  const fits = byKey
    ? challenge !== undefined && request.get('Key') === challengeKey(challenge, user.secret)
    : request.get('Secret') === user.secret
  return fits ? user : undefined
}

/** Answers a Login; `enter` is told the rights once the answer is on its way. */
export const answerLogin = (
  users: Users,
  faults: Faults,
  request: Request,
  challenge: string | undefined,
  enter: (rights: Rights) => void,
): Observable<Reply> => {
  const [refused, ...later] = faults.refusals
  if (refused !== undefined) {
    faults.refusals = later
    return refused === 'Asterisk is shutting down' ? of(refusal(request, refused)) : refuse(request, refused)
  }
  const user = admitted(users, request, challenge)
  if (user === undefined) return refuse(request, 'Authentication failed')
  const mask = maskOf(request.get('Events')) ?? granted('all')
  return of({
    ...success(request, 'Message: Authentication accepted'),
    then: () => {
      enter({ read: granted(user.read), write: granted(user.write), mask })
    },
  })
}
