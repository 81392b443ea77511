/** Login and logout, each login with a line of the audit. */
import { elapsed } from '../rx/clock.js'
import { answer, jsonAnswer, problemAnswer } from './answers.js'
import type { Identities } from './identity.js'
import type { Known, Parts, Visit } from './known.js'
import { describe, type Problem } from './problem.js'

export class LoginDesk {
  readonly #identities: Identities
  readonly #audit: Parts['audit']

  constructor(identities: Identities, audit: Parts['audit']) {
    this.#identities = identities
    this.#audit = audit
  }

  readonly login = async ({ body, url, context }: Visit): Promise<Response> => {
    const began = elapsed()
    const address = context.address ?? null
    const result = await this.#identities.login(body, url, address ?? '')
    const note = (user: string | null, status: number, outcome: string): void => {
      this.#audit({ user, address, action: 'login', target: null, status, outcome, ms: elapsed() - began })
    }
    if (result._tag === 'In') {
      note(result.user.name, 200, 'done')
      return jsonAnswer({ user: result.user.name }, 200, { 'Set-Cookie': result.cookie })
    }
    const problem: Problem =
      result._tag === 'Wrong' ? { _tag: 'WrongLogin' } : { _tag: 'TooMany', what: 'logins', after: result.after }
    note(null, describe(problem).status, problem._tag)
    return problemAnswer(problem)
  }

  readonly logout = ({ identity, url }: Known): Response => {
    if (identity.session !== undefined) this.#identities.sessions.end(identity.session)
    return answer(204, null, { 'Set-Cookie': this.#identities.noCookie(url) })
  }
}
