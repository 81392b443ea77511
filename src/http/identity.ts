/** The user of a request: by the program around the handler, by a bearer token, or by the cookie of a session. */
import { timer, firstValueFrom } from 'rxjs'
import { Limit } from './limits.js'
import type { HttpContext, HttpOptions, HttpUser } from './options.js'
import { isPassword, isSameSecret, sha256 } from './secrets.js'
import { type Session, SESSION_AGE, Sessions } from './sessions.js'

/** A user, and the way in which it is known. */
export interface Identity {
  readonly user: HttpUser
  /** The key of its limits and of its streams: one session, or one program. */
  readonly key: string
  /** The key of its calls and of its requests: a person who logs in again repeats no call. */
  readonly owner: string
  readonly session: Session | undefined
  /** True where a browser sends the login by itself. */
  readonly ambient: boolean
}

/** Milliseconds that a wrong password takes at least. */
const WRONG_TIME = 250

const cookieName = (secure: boolean): string => (secure ? '__Host-rx-asterisk' : 'rx-asterisk')

const cookieOf = (request: Request, secure: boolean): string | undefined => {
  const name = cookieName(secure)
  for (const each of (request.headers.get('cookie') ?? '').split(';')) {
    const at = each.indexOf('=')
    if (at > 0 && each.slice(0, at).trim() === name) return each.slice(at + 1).trim()
  }
  return undefined
}

export type LoginAnswer =
  | { readonly _tag: 'In'; readonly user: HttpUser; readonly cookie: string }
  | { readonly _tag: 'Wrong' }
  | { readonly _tag: 'TooMany'; readonly after: number }

export class Identities {
  readonly sessions = new Sessions()
  readonly #options: HttpOptions
  /** Wrong logins: 5 a minute for a name, and for an address. */
  readonly #tries = new Limit(5, 5, 60_000)
  #oneTimeToken: string | undefined

  constructor(options: HttpOptions) {
    this.#options = options
    this.#oneTimeToken = options.oneTimeToken
  }

  /** True where cookies are for https only. */
  isSecure(url: URL): boolean {
    return this.#options.secure ?? url.protocol === 'https:'
  }

  of(request: Request, url: URL, context: HttpContext): Identity | undefined {
    if (context.user !== undefined) {
      const ambient = request.headers.has('cookie') && !request.headers.has('authorization')
      return {
        user: context.user,
        key: `user ${context.user.name}`,
        owner: context.user.name,
        session: undefined,
        ambient,
      }
    }
    const bearer = /^Bearer ([\x21-\x7e]{8,512})$/i.exec(request.headers.get('authorization') ?? '')?.[1]
    if (bearer !== undefined) return this.#bearer(bearer)
    const secret = cookieOf(request, this.isSecure(url))
    const session = secret === undefined ? undefined : this.sessions.of(secret)
    if (session === undefined) return undefined
    return { user: session.user, key: session.id, owner: session.user.name, session, ambient: true }
  }

  /** Takes the one-time token, or a name and a password. */
  async login(body: Readonly<Record<string, unknown>>, url: URL, address: string): Promise<LoginAnswer> {
    const { token, name, password } = body
    const who = typeof name === 'string' ? name.slice(0, 256) : ''
    const keys = [`address ${address}`, ...(who === '' ? [] : [`name ${who}`])]
    const after = Math.max(...keys.map((key) => this.#tries.take(key) ?? 0))
    if (after > 0) return { _tag: 'TooMany', after }
    const slow = firstValueFrom(timer(WRONG_TIME), { defaultValue: 0 })
    const user = typeof token === 'string' ? this.#byToken(token) : await this.#byPassword(who, password)
    if (user !== undefined) {
      for (const key of keys) this.#tries.give(key)
      return { _tag: 'In', user, cookie: this.#cookie(this.sessions.begin(user), url) }
    }
    await slow
    return { _tag: 'Wrong' }
  }

  /** The cookie that ends the session in the browser. */
  noCookie(url: URL): string {
    return this.#cookie('', url, 0)
  }

  #cookie(secret: string, url: URL, age = SESSION_AGE / 1000): string {
    const secure = this.isSecure(url)
    return `${cookieName(secure)}=${secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${age}${secure ? '; Secure' : ''}`
  }

  #bearer(token: string): Identity | undefined {
    const hash = sha256(token)
    const found = (this.#options.tokens ?? []).filter((each) => isSameSecret(each.sha256.toLowerCase(), hash))
    const [user] = found
    if (user === undefined) return undefined
    return { user, key: `token ${user.sha256}`, owner: user.name, session: undefined, ambient: false }
  }

  #byToken(token: string): HttpUser | undefined {
    if (this.#oneTimeToken === undefined || !isSameSecret(token, this.#oneTimeToken)) return undefined
    this.#oneTimeToken = undefined
    return { name: 'operator' }
  }

  /** An unknown name takes as long as a wrong password. */
  async #byPassword(name: string, password: unknown): Promise<HttpUser | undefined> {
    const user = (this.#options.users ?? []).find((each) => each.name === name)
    const isRight = await isPassword(typeof password === 'string' ? password.slice(0, 1024) : '', user?.password)
    return isRight ? user : undefined
  }
}
