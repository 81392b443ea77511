/** The options of `http`. */

export const ACTIONS = ['call', 'hangup', 'transfer', 'park', 'pause', 'mute', 'kick', 'userEvent'] as const
/** An action that a user may be allowed. `transfer` is also: pick up, and take. `mute` is also: unmute. */
export type HttpAction = (typeof ACTIONS)[number]

/** A person or a program, and its rights. */
export interface HttpUser {
  /** Stands in the audit lines, and is shown on the page. */
  readonly name: string
  /** The actions of this user: at most those of the option `allow`. Default: all of them. */
  readonly allow?: readonly HttpAction[] | undefined
  /** The groups of the option `groups` that are shown. Default: everything. */
  readonly groups?: readonly string[] | undefined
  /** `numbers`: the end of outside numbers is masked; `all`: outside names too. Default: 'none'. */
  readonly privacy?: 'none' | 'numbers' | 'all' | undefined
}

/** A user who logs in with a password. */
export interface HttpLogin extends HttpUser {
  /** Made by `passwordHash`. */
  readonly password: string
}

/** A program that sends `Authorization: Bearer …`. */
export interface HttpToken extends HttpUser {
  /** The SHA-256 of the token, in hexadecimal digits, so that the file of users has no token. */
  readonly sha256: string
}

/**
 * Keeps the settings of users, such as the favourites of the page. `text` is JSON of at most 16 KiB, with nothing secret in it.
 *
 * @example
 * import type { SettingsStore } from 'rx-asterisk/http'
 *
 * const kept = new Map<string, string>()
 * const store: SettingsStore = {
 *   read: (user) => Promise.resolve(kept.get(user)),
 *   write: (user, text) => Promise.resolve(void kept.set(user, text)),
 * }
 */
export interface SettingsStore {
  /** The newest text of a user; undefined before the first. */
  readonly read: (user: string) => Promise<string | undefined>
  /** Keeps a text in place of the one before. */
  readonly write: (user: string, text: string) => Promise<void>
}

/** Devices and queues that belong together. */
export interface HttpGroup {
  /** The names of devices without technology: `2222`. */
  readonly devices: readonly string[]
  readonly queues?: readonly string[] | undefined
}

/** One line of the audit: an action, or a login. It has no body, token, password or cookie. */
export interface AuditLine {
  /** ISO 8601. */
  readonly time: string
  readonly user: string | null
  readonly address: string | null
  readonly action: string
  /** The thing that it was done to, such as the id of a call. Masked as for the user. */
  readonly target: string | null
  /** The HTTP status, and the kind of the problem where there was one. */
  readonly status: number
  readonly outcome: string
  readonly ms: number
}

/**
 * The options of `http`. Nothing acts and nobody may read by default: `allow` names the actions, and `users`, `tokens`, `oneTimeToken` or the
 * context of a request names the user.
 */
export interface HttpOptions {
  /** The actions that are possible at all. Default: none. */
  readonly allow?: readonly HttpAction[] | undefined
  /** The dialplan contexts of `call`, `transfer` and `take`. The first one is the default of a request. Default: `['internal']`. */
  readonly contexts?: readonly string[] | undefined
  /** The numbers that `call` and `transfer` may dial. Default: 2 to 6 digits, as outside numbers cost money. */
  readonly numbers?: RegExp | undefined
  readonly users?: readonly HttpLogin[] | undefined
  readonly tokens?: readonly HttpToken[] | undefined
  /** A token that `POST /login` takes once. Its user may do all that `allow` names. */
  readonly oneTimeToken?: string | undefined
  /** The host names that are served, with or without a port. Default: `127.0.0.1`, `localhost`, `[::1]` with any port. */
  readonly hosts?: readonly string[] | undefined
  /** The path below which the handler is mounted, such as `/phones`. Default: ''. */
  readonly prefix?: string | undefined
  /** True where a proxy speaks https for this server: then cookies are for https only. Default: as the URL of the request. */
  readonly secure?: boolean | undefined
  /** The names of devices: `{ '2222': 'Reception' }`. */
  readonly names?: Readonly<Record<string, string>> | undefined
  readonly groups?: Readonly<Record<string, HttpGroup>> | undefined
  /** The registrations of PJSIP to show. Default: none. */
  readonly registrations?: readonly string[] | undefined
  /** The mailboxes to show: `2222`, `2222@office`. Default: none. */
  readonly mailboxes?: readonly string[] | undefined
  /** The title of the page. Default: 'Switchboard'. */
  readonly title?: string | undefined
  /** An https link that the page offers while a call rings; `{number}` stands for the caller's number. Default: none. */
  readonly popUrl?: string | undefined
  /** The folder with the files of the page. Default: the page of this package. */
  readonly pageFolder?: string | undefined
  /** Keeps the settings of each user, for all browsers of that user. Default: each browser keeps its own. */
  readonly settings?: SettingsStore | undefined
  /** Receives a line for each action and each login. Throws or rejects: a `HandlerFailed` on `fault$`. Default: nothing does. */
  readonly audit?: ((line: AuditLine) => void) | undefined
}

/** The context of a request: all that its Request does not have. */
export interface HttpContext {
  /** The user, where the program around the handler has checked who it is. */
  readonly user?: HttpUser | undefined
  /** The address of the client, for the audit and the limits. */
  readonly address?: string | undefined
  /**
   * Aborted once the client is seen to take nothing any more: its event stream is ended at once. Without it, a stream is ended 30 s after
   * the last read by Node, which comes minutes later. `rx-asterisk switchboard` sees it on Linux.
   */
  readonly stalled?: AbortSignal | undefined
}
