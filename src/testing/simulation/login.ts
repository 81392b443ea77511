/** Login and Challenge: checks who logs in, and the rights of the session. */
import { createHash } from 'node:crypto'
import { delay, of, type Observable } from 'rxjs'
import { granted, maskOf } from './classes.js'
import type { FaultState } from './faultState.js'
import type { Request } from './input.js'
import type { SimulatedUser } from './options.js'
import { refusal, success, type Reply } from './reply.js'

/** Rights as bits of classes; `mask` is the login's event mask. */
export interface Rights {
  readonly read: number
  readonly write: number
  readonly mask: number
}

export type Users = Readonly<Record<string, SimulatedUser>>

/** Asterisk waits a second before it refuses a login. */
const REFUSING = 1000

const refuse = (request: Request, message: string): Observable<Reply> =>
  of({ ...refusal(request, message), close: true }).pipe(delay(REFUSING))

export const answerChallenge = (request: Request, challenge: string): Reply =>
  request.get('AuthType').toUpperCase() === 'MD5'
    ? success(request, `Challenge: ${challenge}`)
    : refusal(request, 'Must specify AuthType')

/** The key of an MD5 login (`manager.c:authenticate`). Computed here once more, so that the simulation checks the client's own. */
const keyFor = (challenge: string, secret: string): string =>
  createHash('md5').update(`${challenge}${secret}`).digest('hex')

/** Finds the user of a login: upper and lower case of the name do not matter, those of the secret do. */
const admitted = (users: Users, request: Request, challenge: string | undefined): SimulatedUser | undefined => {
  const name = request.get('Username').toLowerCase()
  const user = Object.entries(users).find(([known]) => known.toLowerCase() === name)?.[1]
  if (user === undefined) return undefined
  const byKey = request.get('AuthType').toUpperCase() === 'MD5'
  const fits = byKey
    ? challenge !== undefined && request.get('Key') === keyFor(challenge, user.secret)
    : request.get('Secret') === user.secret
  return fits ? user : undefined
}

/** Answers a Login; calls `onLogin` with the rights once the reply is sent. */
export const answerLogin = (
  users: Users,
  faults: FaultState,
  request: Request,
  challenge: string | undefined,
  onLogin: (rights: Rights) => void,
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
      onLogin({ read: granted(user.read), write: granted(user.write), mask })
    },
  })
}
