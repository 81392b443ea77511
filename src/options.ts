/** What `connect` accepts: a codec that names the wrong field, and the defaults. */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import type { ConnectionOptions } from 'node:tls'
import type { Transport } from './transport.js'
import { AUTHORIZATION_CLASSES, type AuthorizationClass } from './protocol/permission.js'

/** Options of `connect`; only `username` and `password` are required. Times in milliseconds. */
export interface ConnectOptions {
  /** The name of a section of manager.conf. */
  readonly username: string
  readonly password: string
  /** '127.0.0.1' */
  readonly host?: string
  /** 5038, or 5039 with `tls` */
  readonly port?: number
  /** true, or Node's TLS options (`ca`, `servername` …); the certificate is verified. Off. */
  readonly tls?: boolean | ConnectionOptions
  /** 'md5': the secret never crosses the wire; 'plain' sends it. 'md5' */
  readonly auth?: 'md5' | 'plain'
  /**
   * The event mask sent in Login: 'on', 'off', or the classes wanted. Devices, channels, mailboxes and calls need `call`, `userEvent`
   * needs `user`, `dtmf` needs `dtmf`; `fault$` says where it is missing. 'on'
   */
  readonly events?: 'on' | 'off' | readonly AuthorizationClass[]
  /** How long an action may take; in a list, the longest silence. 10 s */
  readonly timeout?: number
  /** A Ping leaves after `interval` without a byte; the link is given up when `deadline` more pass in silence. 10 s each */
  readonly keepAlive?: { readonly interval?: number; readonly deadline?: number }
  /** The wait before a new try doubles from `min` to `max`, times a random 0.5–1. 250 ms and 30 s */
  readonly backoff?: { readonly min?: number; readonly max?: number }
  /** How long the link stays open after the last subscriber left. 1 s */
  readonly linger?: number
  /** The origin that events carry, for programs with several servers. 'asterisk' */
  readonly name?: string
  /** What a server may make us hold: bytes and lines of one frame, characters of all items of one list. 8 MiB, 10,000 and 64 Mi */
  readonly limits?: { readonly frame?: number; readonly headers?: number; readonly list?: number }
  /** Replaces TCP and TLS: the simulated Asterisk, or your own. */
  readonly transport?: Transport
}

/** The options with every default filled in. */
export interface Settings {
  readonly username: string
  readonly password: string
  readonly host: string
  readonly port: number
  readonly tls: false | ConnectionOptions
  readonly auth: 'md5' | 'plain'
  readonly events: 'on' | 'off' | readonly AuthorizationClass[]
  readonly timeout: number
  readonly keepAlive: { readonly interval: number; readonly deadline: number }
  readonly backoff: { readonly min: number; readonly max: number }
  readonly linger: number
  readonly name: string
  readonly limits: { readonly frame: number; readonly headers: number; readonly list: number }
  readonly transport: Transport | undefined
}

const guarded = <A>(name: string, is: (u: unknown) => u is A): t.Type<A> =>
  new t.Type<A>(name, is, (u, context) => (is(u) ? t.success(u) : t.failure(u, context)), t.identity)

const where = <A>(name: string, codec: t.Type<A>, holds: (value: A) => boolean): t.Type<A> =>
  guarded(name, (u): u is A => codec.is(u) && holds(u))

const oneOf = <A extends string>(...names: readonly A[]): t.Type<A> =>
  guarded(names.map((name) => `'${name}'`).join(' or '), (u): u is A => names.some((name) => name === u))

/** What Node's timers can hold; beyond it they fire at once. */
const LONGEST_DELAY = 2_147_483_647

const fitsLine = (text: string): boolean => !/[\r\n\0]/.test(text)
const Line = where('a text without line breaks', t.string, fitsLine)
const Text = where('a text that is not empty', t.string, (text) => fitsLine(text) && text.trim() !== '')
const BLANK = 32
/** What a header of Login can carry: Asterisk drops leading blanks, and lines over 1,024 bytes whole. */
const fitsHeader = (text: string): boolean => {
  // the NaN of an empty text is no blank
  return !(text.charCodeAt(0) <= BLANK) && Buffer.byteLength(text) <= 1000
}
const Milliseconds = where('a positive number of milliseconds', t.number, (n) => n > 0 && n <= LONGEST_DELAY)
const Count = where('a positive whole number', t.number, (n) => Number.isInteger(n) && n > 0)
const Classes = t.readonlyArray(oneOf(...AUTHORIZATION_CLASSES))

const EventMask = guarded(
  `'on', 'off' or an array of ${AUTHORIZATION_CLASSES.join(', ')}`,
  (u): u is Settings['events'] => u === 'on' || u === 'off' || (Classes.is(u) && u.length > 0),
)
const Tls = guarded(
  "true, false or Node's TLS options",
  (u): u is boolean | ConnectionOptions => typeof u === 'boolean' || t.UnknownRecord.is(u),
)
const TransportLike = guarded(
  'a Transport: `peer` and `open`',
  (u): u is Transport => t.UnknownRecord.is(u) && t.string.is(u['peer']) && t.Function.is(u['open']),
)

const groups = {
  keepAlive: { interval: Milliseconds, deadline: Milliseconds },
  backoff: { min: Milliseconds, max: Milliseconds },
  limits: { frame: Count, headers: Count, list: Count },
}
const required = { username: Text, password: Line }
const optional = {
  host: Text,
  port: where('a whole number from 1 to 65535', Count, (n) => n < 65_536),
  tls: Tls,
  auth: oneOf('md5', 'plain'),
  events: EventMask,
  timeout: Milliseconds,
  keepAlive: t.partial(groups.keepAlive, 'an object of interval and deadline'),
  backoff: t.partial(groups.backoff, 'an object of min and max'),
  linger: where('a number of milliseconds, 0 or more', t.number, (n) => n >= 0 && n <= LONGEST_DELAY),
  name: Text,
  limits: t.partial(groups.limits, 'an object of frame, headers and list'),
  transport: TransportLike,
}
const Options = t.intersection([t.type(required), t.partial(optional)])
type Given = t.TypeOf<typeof Options>

const withDefaults = (given: Given): Settings => ({
  username: given.username,
  password: given.password,
  host: given.host ?? '127.0.0.1',
  port: given.port ?? (given.tls === undefined || given.tls === false ? 5038 : 5039),
  tls: given.tls === true ? {} : (given.tls ?? false),
  auth: given.auth ?? 'md5',
  events: given.events ?? 'on',
  timeout: given.timeout ?? 10_000,
  keepAlive: { interval: given.keepAlive?.interval ?? 10_000, deadline: given.keepAlive?.deadline ?? 10_000 },
  backoff: { min: given.backoff?.min ?? 250, max: given.backoff?.max ?? 30_000 },
  linger: given.linger ?? 1000,
  name: given.name ?? 'asterisk',
  limits: {
    frame: given.limits?.frame ?? 8_388_608,
    headers: given.limits?.headers ?? 10_000,
    list: given.limits?.list ?? 67_108_864,
  },
  transport: given.transport,
})

/** Names in a list too, as an engine walks that without making pairs. */
interface Codecs {
  readonly names: readonly string[]
  readonly of: ReadonlyMap<string, t.Mixed>
}
const codecsOf = (entries: Iterable<readonly [string, t.Mixed]>): Codecs => {
  const of = new Map(entries)
  return { names: [...of.keys()], of }
}

/** Whether every name is known, and every value what it should be; a name that is inherited, or hidden, is read as well as one that shows. */
const fits = ({ names, of }: Codecs, given: unknown): given is Readonly<Record<string, unknown>> => {
  if (!t.UnknownRecord.is(given)) return false
  for (const name of Object.keys(given)) if (!of.has(name)) return false
  for (const name of names) {
    const value = given[name]
    if (value !== undefined && of.get(name)?.is(value) === false) return false
  }
  return true
}

const strictly = (fields: t.Props): t.Mixed => {
  const codecs = codecsOf(Object.entries(fields))
  return guarded('a group', (u) => fits(codecs, u))
}
const strictGroups = Object.entries(groups).map(([group, fields]) => [group, strictly(fields)] as const)
const strict = codecsOf([...Object.entries({ ...required, ...optional }), ...strictGroups])

/** In one walk: what decoding collects is only needed to explain. */
const isGiven = (options: unknown): options is Given =>
  fits(strict, options) && options['username'] !== undefined && options['password'] !== undefined

const inGroup = (group: string, values: object = {}): readonly string[] =>
  Object.keys(values).map((name) => `${group}.${name}`)

const known: ReadonlySet<string> = new Set([
  ...strict.names,
  ...Object.entries(groups).flatMap(([group, fields]) => inGroup(group, fields)),
])

const namesIn = (given: Given): readonly string[] => [
  ...Object.keys(given),
  ...inGroup('keepAlive', given.keepAlive),
  ...inGroup('backoff', given.backoff),
  ...inGroup('limits', given.limits),
]

/** Says which field is wrong and what it should be; a value is shown only where it cannot be a secret. */
const explain = (options: unknown): string => {
  if (Options.is(options)) {
    const strange = namesIn(options).filter((name) => !known.has(name))
    return `unknown option ${strange.join(', ')}; the options are ${[...known].join(', ')}`
  }
  const decoded = Options.decode(options)
  const error = E.isLeft(decoded) ? decoded.left[0] : undefined
  const path = (error?.context ?? []).filter(({ key }) => Number.isNaN(Number(key)) && key !== '')
  const field = path.map(({ key }) => key).join('.')
  const expected = path.at(-1)?.type.name ?? 'an object with username and password'
  const value = error?.value
  const shown =
    value === undefined ? 'is missing' : field === 'port' || field === 'host' ? `got ${JSON.stringify(value)}` : ''
  return `${field === '' ? 'the options' : field} must be ${expected}${shown === '' ? '' : `; it ${shown}`}`
}

/** Why settings of the right kinds cannot be used together, or on the wire; undefined when they can. */
const objectionTo = ({ backoff, username, auth, password }: Settings): string | undefined => {
  if (backoff.min > backoff.max) return 'backoff.min must not be greater than backoff.max'
  if (!fitsHeader(username)) return 'username must begin with no blank and have at most 1000 bytes'
  if (auth === 'plain' && !fitsHeader(password))
    return "with auth 'plain' password must begin with no blank and have at most 1000 bytes"
  return undefined
}

/**
 * Fills in the defaults, or tells which field is wrong. Left: a sentence that names the field and the fix.
 */
export const settings = (options: unknown): E.Either<string, Settings> => {
  if (!isGiven(options)) return E.left(explain(options))
  const chosen = withDefaults(options)
  const why = objectionTo(chosen)
  return why === undefined ? E.right(chosen) : E.left(why)
}
