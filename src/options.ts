/** The options of `connect`: one table of fields, from which defaults, checks and error messages are derived. */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import type { ConnectionOptions } from 'node:tls'
import { group, optional, required } from './optionCodecs.js'
import { AUTHORIZATION_CLASSES, type AuthorizationClass } from './protocol/permission.js'
import { suggestion } from './suggestion.js'
import type { Transport } from './transport.js'

/** Options of `connect`; only `username` and `password` are required. All times are in milliseconds. */
export interface ConnectOptions {
  /** The name of a section of manager.conf. */
  readonly username: string
  /** The `secret` of that section. */
  readonly password: string
  /** The name or the address of Asterisk. Default: '127.0.0.1'. */
  readonly host?: string | undefined
  /** The TCP port. Default: 5038, or 5039 with `tls`. */
  readonly port?: number | undefined
  /** true, or Node's TLS options (`ca`, `servername` …); the certificate is verified. Default: false. */
  readonly tls?: boolean | ConnectionOptions | undefined
  /** The login. 'md5' sends a digest of the secret; 'plain' sends the secret. Default: 'md5'. */
  readonly auth?: 'md5' | 'plain' | undefined
  /**
   * The event mask of the login: 'on', 'off', or a list of classes. Devices, channels, mailboxes and calls need `call`, `userEvent` needs
   * `user`, `dtmf` needs `dtmf`; `fault$` reports a class that is missing. Default: 'on'.
   */
  readonly events?: 'on' | 'off' | readonly AuthorizationClass[] | undefined
  /** The time for an action; in a list, the longest silence. Default: 10,000 ms. */
  readonly timeout?: number | undefined
  /**
   * A Ping is sent when no byte came for `interval`. The link is closed when no byte comes for `deadline` after this Ping. Default:
   * 10,000 ms each.
   */
  readonly keepAlive?: { readonly interval?: number | undefined; readonly deadline?: number | undefined } | undefined
  /** The wait before a new try doubles from `min` to `max`, times a random 0.5–1. Default: 250 ms and 30,000 ms. */
  readonly backoff?: { readonly min?: number | undefined; readonly max?: number | undefined } | undefined
  /** The time for which the link stays open after the last subscriber left. Default: 1000 ms. */
  readonly linger?: number | undefined
  /** The origin that events carry, for programs with several servers. Default: 'asterisk'. */
  readonly name?: string | undefined
  /**
   * Memory limits: `frame` bytes and `headers` lines of one frame, and `list` for all frames of one list: their characters, and 300 for each
   * frame. Default: 8,388,608 bytes, 10,000 lines and 67,108,864.
   */
  readonly limits?:
    | { readonly frame?: number | undefined; readonly headers?: number | undefined; readonly list?: number | undefined }
    | undefined
  /** Replaces TCP and TLS: the simulated Asterisk, or a transport of yours. Default: TCP or TLS to `host` and `port`. */
  readonly transport?: Transport | undefined
}

const guarded = <A>(name: string, is: (u: unknown) => u is A): t.Type<A> =>
  new t.Type(name, is, (u, context) => (is(u) ? t.success(u) : t.failure(u, context)), t.identity)

const where = <A>(name: string, codec: t.Type<A>, fits: (value: A) => boolean): t.Type<A> =>
  guarded(name, (u): u is A => codec.is(u) && fits(u))

const oneOf = <A extends string>(...names: readonly A[]): t.Type<A> =>
  guarded(names.map((name) => `'${name}'`).join(' or '), (u): u is A => names.some((name) => name === u))

/** The longest delay of Node's timers; a longer one fires at once. */
const LONGEST_DELAY = 2_147_483_647

const fitsLine = (text: string): boolean => !/[\r\n\0]/.test(text)
const Line = where('a text without line breaks', t.string, fitsLine)
const Text = where('a text that is not empty', t.string, (text) => fitsLine(text) && text.trim() !== '')
/** A name or an address alone. Common mistakes are refused: `http://…`, `[::1]`, `pbx:5038`, and blanks. */
const Host = where(
  'a name or an IP address alone, without scheme, port, brackets or blanks',
  Text,
  (text) => !/[\s/[\]@]/.test(text) && !/^[^:]*:\d*$/.test(text),
)
const LIMIT = LONGEST_DELAY.toLocaleString('en')
const Milliseconds = where(
  `a positive number of milliseconds, at most ${LIMIT}`,
  t.number,
  (n) => n > 0 && n <= LONGEST_DELAY,
)
const Linger = where(
  `a number of milliseconds, 0 or more, at most ${LIMIT}`,
  t.number,
  (n) => n >= 0 && n <= LONGEST_DELAY,
)
const Count = where('a positive whole number', t.number, (n) => Number.isInteger(n) && n > 0)
const Port = where('a whole number from 1 to 65535', Count, (n) => n < 65_536)
const Classes = t.readonlyArray(oneOf(...AUTHORIZATION_CLASSES))

const EventMask = guarded(
  `'on', 'off' or an array of ${AUTHORIZATION_CLASSES.join(', ')}`,
  (u): u is 'on' | 'off' | readonly AuthorizationClass[] =>
    u === 'on' || u === 'off' || (Classes.is(u) && u.length > 0),
)
const Tls = guarded(
  "true, false or Node's TLS options",
  (u): u is boolean | ConnectionOptions => typeof u === 'boolean' || t.UnknownRecord.is(u),
)
const TransportLike = guarded(
  'a Transport: `peer` and `open`',
  (u): u is Transport => t.UnknownRecord.is(u) && t.string.is(u['peer']) && t.Function.is(u['open']),
)

/** The options that are groups. */
const GROUPS = {
  keepAlive: { interval: optional(Milliseconds, 10_000), deadline: optional(Milliseconds, 10_000) },
  backoff: { min: optional(Milliseconds, 250), max: optional(Milliseconds, 30_000) },
  limits: {
    frame: optional(Count, 8_388_608),
    headers: optional(Count, 10_000),
    list: optional(Count, 67_108_864),
  },
}

/** The table: each option with its codec and its default. */
const OPTIONS = {
  username: required(Text),
  password: required(Line),
  host: optional(Host, '127.0.0.1'),
  port: optional(Port, undefined),
  tls: optional(Tls, false),
  auth: optional(oneOf('md5', 'plain'), 'md5'),
  events: optional(EventMask, 'on'),
  timeout: optional(Milliseconds, 10_000),
  keepAlive: group(GROUPS.keepAlive),
  backoff: group(GROUPS.backoff),
  linger: optional(Linger, 1000),
  name: optional(Text, 'asterisk'),
  limits: group(GROUPS.limits),
  transport: optional(TransportLike, undefined),
}
const Options = group(OPTIONS)
type Chosen = t.TypeOf<typeof Options>

/** The options with every default filled in. */
export interface Settings extends Omit<Chosen, 'port' | 'tls'> {
  readonly port: number
  readonly tls: false | ConnectionOptions
}

const NAMES: ReadonlySet<string> = new Set(Object.keys(OPTIONS))
const IN_GROUPS = Object.entries(GROUPS).map(([name, fields]) => ({ name, fields: new Set(Object.keys(fields)) }))
/** `keepAlive.interval` … : the names in the groups, as people write them. */
const KNOWN = [...NAMES].flatMap((name) => {
  const inGroup = IN_GROUPS.find((each) => each.name === name)
  return inGroup === undefined ? [name] : [...inGroup.fields].map((field) => `${name}.${field}`)
})

const unknownIn = (given: Readonly<Record<string, unknown>>): readonly string[] => {
  const strange = Object.keys(given).filter((name) => !NAMES.has(name))
  for (const { name, fields } of IN_GROUPS) {
    const inside = given[name]
    if (!t.UnknownRecord.is(inside)) continue
    for (const field of Object.keys(inside)) if (!fields.has(field)) strange.push(`${name}.${field}`)
  }
  return strange
}

/** `; did you mean host?` for a single unknown option that is close to one. */
const meant = (strange: readonly string[]): string =>
  strange.length === 1 ? suggestion(strange[0] ?? '', KNOWN).replace(/\?$/, '') : ''

/** A wrong value as it is written in a program; JSON has no NaN and no Infinity. */
const shownValue = (value: unknown): string => (typeof value === 'number' ? String(value) : JSON.stringify(value))

/** Names the wrong field and the right kind of value; shows a value only where it cannot be a secret. */
const explain = ([error]: t.Errors): string => {
  const path = (error?.context ?? []).filter(({ key }) => Number.isNaN(Number(key)) && key !== '')
  const name = path.map(({ key }) => key).join('.')
  const expected = path.at(-1)?.type.name ?? 'an object with username and password'
  const value = error?.value
  const shown =
    value === undefined ? 'is missing' : name === 'port' || name === 'host' ? `got ${shownValue(value)}` : ''
  return `${name === '' ? 'the options' : name} must be ${expected}${shown === '' ? '' : `; it ${shown}`}`
}

const BLANK = 32
/** True for a value that a header of Login can carry: Asterisk drops leading blanks, and lines over 1,024 bytes. */
const fitsHeader = (text: string): boolean =>
  // NaN, the code of an empty text, is no blank
  !(text.charCodeAt(0) <= BLANK) && Buffer.byteLength(text) <= 1000

/** The reason why settings of the right kinds do not fit together, or do not fit the wire; undefined when they do. */
const objectionTo = ({ backoff, username, auth, password }: Settings): string | undefined => {
  if (backoff.min > backoff.max) return 'backoff.min must not be greater than backoff.max'
  if (!fitsHeader(username)) return 'username must begin with no blank and have at most 1000 bytes'
  if (auth === 'plain' && !fitsHeader(password))
    return "with auth 'plain' password must begin with no blank and have at most 1000 bytes"
  return undefined
}

const settingsOf = (chosen: Chosen): Settings => {
  const { port, tls } = chosen
  return { ...chosen, port: port ?? (tls === false ? 5038 : 5039), tls: tls === true ? {} : tls }
}

/** Fills in the defaults. Left: a sentence that names the wrong field and the fix. */
export const settings = (options: unknown): E.Either<string, Settings> => {
  if (!t.UnknownRecord.is(options)) return E.left(explain([]))
  const strange = unknownIn(options)
  const decoded = Options.decode(options)
  if (E.isLeft(decoded)) return E.left(explain(decoded.left))
  if (strange.length > 0)
    return E.left(`unknown option ${strange.join(', ')}${meant(strange)}; the options are ${KNOWN.join(', ')}`)
  const chosen = settingsOf(decoded.right)
  const why = objectionTo(chosen)
  return why === undefined ? E.right(chosen) : E.left(why)
}
