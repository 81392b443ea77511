/** Sessions in memory: a restart ends them all, and each can be ended at once, with its streams. */
import { elapsed } from '../rx/clock.js'
import type { HttpUser } from './options.js'
import { randomSecret, sha256 } from './secrets.js'

export interface Session {
  readonly id: string
  readonly user: HttpUser
  readonly began: number
  /** Ends the streams of this session. */
  readonly ends: Set<() => void>
}

const MOST = 1000
/** Milliseconds: 12 hours. */
export const SESSION_AGE = 43_200_000

/** Milliseconds until a session is too old. */
export const timeLeft = ({ began }: Session): number => Math.max(0, began + SESSION_AGE - elapsed())

export class Sessions {
  readonly #sessions = new Map<string, Session>()

  /** A new session, and its secret, which only the cookie has. */
  begin(user: HttpUser): string {
    const secret = randomSecret()
    const id = sha256(secret)
    this.#sessions.set(id, { id, user, began: elapsed(), ends: new Set() })
    if (this.#sessions.size > MOST) this.#endOldest()
    return secret
  }

  of(secret: string): Session | undefined {
    const session = this.#sessions.get(sha256(secret))
    if (session === undefined) return undefined
    if (timeLeft(session) > 0) return session
    this.end(session)
    return undefined
  }

  end(session: Session): void {
    this.#sessions.delete(session.id)
    for (const end of [...session.ends]) end()
  }

  endAll(): void {
    for (const session of [...this.#sessions.values()]) this.end(session)
  }

  #endOldest(): void {
    const [oldest] = this.#sessions.values()
    if (oldest !== undefined) this.end(oldest)
  }
}
