/** Codecs of io-ts for the values of headers: one for each kind of value, with the name of the kind. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import * as t from 'io-ts'
import type { ChannelState } from './channelState.js'
import { CHANNEL_STATES, CHANNEL_STATE_WORDS } from './channelState.js'
import { known, unescaped } from './value.js'

/** A codec of text. `read` returns undefined for a text of another kind. */
const fromText = <A>(
  name: string,
  is: (u: unknown) => u is A,
  read: (text: string) => A | undefined,
  write: (value: A) => string,
): t.Type<A, string> =>
  new t.Type<A, string>(
    name,
    is,
    (u, context) => {
      const value = typeof u === 'string' ? read(u) : undefined
      return value === undefined ? t.failure(u, context) : t.success(value)
    },
    write,
  )

const matching = (pattern: RegExp) => (text: string) => (pattern.test(text) ? Number(text) : undefined)

/** Text as on the wire. */
const Text = fromText('Text', t.string.is, (text) => text, String)

/** A name or a variable with the escapes of C: `O\'Brien` is O'Brien. */
const EscapedText = fromText('EscapedText', t.string.is, unescaped, (text) => text.replace(/[\\'"?]/g, '\\$&'))

/** A number or a name of a caller in lists of `app_queue.c`: without brackets they write `unknown`, which `readAs` turns into none before. */
const PartyText = fromText('PartyText', t.string.is, (text) => text, String)

const IntFromString = fromText('IntFromString', t.number.is, matching(/^-?\d{1,15}$/), String)
const NumberFromString = fromText('NumberFromString', t.number.is, matching(/^-?\d{1,15}(?:\.\d+)?$/), String)

/** A Q.850 hangup cause (`causes.h`). */
const CauseFromString = fromText('CauseFromString', t.number.is, matching(/^\d{1,3}$/), String)

/** Durations, in the unit of their name. */
const Seconds = fromText('Seconds', t.number.is, matching(/^\d{1,15}(?:\.\d+)?$/), String)
const Milliseconds = fromText('Milliseconds', t.number.is, matching(/^\d{1,15}$/), String)
const Microseconds = fromText('Microseconds', t.number.is, matching(/^\d{1,15}$/), String)

const two = (value: number): string => String(value).padStart(2, '0')

/** `01:02:03`: the age of a channel in CoreShowChannels. */
const SecondsFromClock = fromText(
  'SecondsFromClock',
  t.number.is,
  (text) => {
    const [, hours, minutes, seconds] = /^(\d+):([0-5]\d):([0-5]\d)$/.exec(text) ?? []
    return hours === undefined ? undefined : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  },
  (value) => `${two(Math.floor(value / 3600))}:${two(Math.floor(value / 60) % 60)}:${two(value % 60)}`,
)

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ...['yes', 'true', 'on', '1', 'y', 't', 'enabled'].map((word) => [word, true] as const),
  ...['no', 'false', 'off', '0', 'n', 'f', 'disabled'].map((word) => [word, false] as const),
])

/** All spellings of yes and no in Asterisk. */
const BooleanFromString = fromText(
  'BooleanFromString',
  t.boolean.is,
  (text) => WORDS.get(text.toLowerCase()),
  (value) => (value ? 'yes' : 'no'),
)

const isDate = (u: unknown): u is Date => u instanceof Date
const valid = (date: Date): Date | undefined => (Number.isNaN(date.getTime()) ? undefined : date)

/** Seconds since 1970, with or without a fraction. Asterisk writes 0 for never; `readAs` turns 0 into none before. */
const DateFromEpoch = fromText(
  'DateFromEpoch',
  isDate,
  (text) => (/^\d{1,11}(?:\.\d+)?$/.test(text) ? new Date(Number(text) * 1000) : undefined),
  (date) => String(date.getTime() / 1000),
)

/** `2026-11-22T22:29:17.435+0000`, from security events: the offset has no colon. */
const DateFromISOString = fromText(
  'DateFromISOString',
  isDate,
  (text) =>
    /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)$/.test(text)
      ? valid(new Date(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')))
      : undefined,
  (date) => date.toISOString(),
)

/** `2026-11-22 22:28:54`: the local time of Asterisk's machine. It is read as local time of this machine, because the zone is missing. */
const DateFromLocalTime = fromText(
  'DateFromLocalTime',
  isDate,
  (text) => (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? valid(new Date(text.replace(' ', 'T'))) : undefined),
  (date) =>
    `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ` +
    `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`,
)

const MUTE = '65536'
const isChannelState = (u: unknown): u is ChannelState =>
  u === 'unknown' || u === 'mute' || CHANNEL_STATES.some((state) => state === u)

/** `ChannelState`: 0 to 9, and a separate bit for mute (`channelstate.h`). */
const ChannelStateFromNumber = fromText(
  'ChannelStateFromNumber',
  isChannelState,
  (text) => (text === MUTE ? 'mute' : /^\d{1,6}$/.test(text) ? (CHANNEL_STATES[Number(text)] ?? 'unknown') : undefined),
  (state) => (state === 'mute' ? MUTE : String(CHANNEL_STATES.indexOf(state))),
)

/** `ChannelStateDesc`: Down, Ring, Up … and `Unknown (42)` (`channel.c:ast_state2str`). */
const ChannelStateFromWord = fromText(
  'ChannelStateFromWord',
  isChannelState,
  (text) => CHANNEL_STATE_WORDS.get(text) ?? (text.startsWith('Unknown') ? 'unknown' : undefined),
  (state) => [...CHANNEL_STATE_WORDS].find(([, each]) => each === state)?.[0] ?? 'Unknown',
)

/** The states of a device, in the order of their numbers (`devicestate.h`). */
export const DEVICE_STATES = [
  'UNKNOWN',
  'NOT_INUSE',
  'INUSE',
  'BUSY',
  'INVALID',
  'UNAVAILABLE',
  'RINGING',
  'RINGINUSE',
  'ONHOLD',
] as const

/**
 * The state of a device in the words of Asterisk; the same word for all spellings in headers.
 *
 * @example
 * import type { DeviceStateWord } from 'rx-asterisk'
 *
 * const isBusy = (state: DeviceStateWord): boolean => state !== 'NOT_INUSE' && state !== 'UNAVAILABLE'
 */
export type DeviceStateWord = (typeof DEVICE_STATES)[number]

const isDeviceState = (u: unknown): u is DeviceStateWord => DEVICE_STATES.some((state) => state === u)

/**
 * One of these words in any spelling, also `Not in use`, `Ring+Inuse` and `On Hold` (`devicestate.c:devstatestring`).
 */
const DeviceStateWord = fromText(
  'DeviceStateWord',
  isDeviceState,
  (text) => DEVICE_STATES.find((state) => state.replace('_', '') === text.replace(/[^a-z]/gi, '').toUpperCase()),
  String,
)
const DeviceStateFromNumber = fromText(
  'DeviceStateFromNumber',
  isDeviceState,
  (text) => (/^\d$/.test(text) ? DEVICE_STATES[Number(text)] : undefined),
  (state) => String(DEVICE_STATES.indexOf(state)),
)

/** The state of a device in any spelling: `NOT_INUSE`, `Not in use` or 1. `UNKNOWN` for any other text. */
export const deviceStateIn = (text: string): DeviceStateWord => {
  const state = /^\d$/.test(text) ? DeviceStateFromNumber.decode(text) : DeviceStateWord.decode(text)
  return E.isRight(state) ? state.right : 'UNKNOWN'
}

const wordIn = <A extends string>(words: readonly A[], text: string): A | undefined =>
  words.find((word) => word === text) ?? words.find((word) => word.toLowerCase() === text.toLowerCase())

/** One of some words in any case; the result is spelled as listed. */
export const Word = <A extends string>(words: readonly A[]): t.Type<A, string> =>
  fromText(
    words.join(' | '),
    (u): u is A => words.some((word) => word === u),
    (text) => wordIn(words, text),
    String,
  )

/**
 * A word that another version, a module or a setting may add to the known words. An editor completes the known words all the same.
 *
 * @example
 * import { connect } from 'rx-asterisk'
 * import type { OtherWord } from 'rx-asterisk/catalog'
 *
 * const isBad = (status: 'Rejected' | 'Failed' | OtherWord): boolean => status === 'Rejected' || status === 'Failed'
 * connect({ username: 'admin', password: 'secret' }).event('Registry').subscribe(({ Status }) => Status._tag === 'Some' && isBad(Status.value))
 */
export type OtherWord = string & NonNullable<unknown>

/** Text that is often one of some words: a known word in any case is spelled as listed, any other text stays as it is. */
export const OpenWord = (words: readonly string[]): t.Type<string, string> =>
  fromText(`${words.join(' | ')} | …`, t.string.is, (text) => wordIn(words, text) ?? text, String)

/** The codecs by the names that the catalog uses. */
export const CODECS = {
  Text,
  EscapedText,
  PartyText,
  IntFromString,
  NumberFromString,
  CauseFromString,
  Seconds,
  Milliseconds,
  Microseconds,
  SecondsFromClock,
  BooleanFromString,
  DateFromEpoch,
  DateFromISOString,
  DateFromLocalTime,
  ChannelStateFromNumber,
  ChannelStateFromWord,
  DeviceStateWord,
  DeviceStateFromNumber,
} as const

/** Kinds of which Asterisk writes an unknown value as a number below 0: `Time: -1` in PeerStatus of a peer that does not answer. */
const NEVER_NEGATIVE: ReadonlySet<unknown> = new Set([Seconds, Milliseconds, Microseconds, DateFromEpoch])

/** True for a value that is none in some kinds only: a negative duration is unknown, and the zero of `DateFromEpoch` is "never". */
const isNothing = (codec: t.Decoder<unknown, unknown>, value: string): boolean =>
  (codec === PartyText && value === 'unknown') ||
  (NEVER_NEGATIVE.has(codec) && (/^-\d/.test(value) || (codec === DateFromEpoch && /^0(?:\.0*)?$/.test(value))))

/** An empty context for all readings: a failure names the event and the header, so a context of its own is not needed. */
const NO_CONTEXT: t.Context = []

/** Reads a value by a codec. None: the header is missing or empty. Left: the text, which is not of that kind. */
export const readAs = <A>(codec: t.Decoder<unknown, A>, value: string | undefined): E.Either<string, O.Option<A>> => {
  const text = known(value)
  if (O.isNone(text) || isNothing(codec, text.value)) return E.right(O.none)
  const decoded = codec.validate(text.value, NO_CONTEXT)
  return E.isRight(decoded) ? E.right(O.some(decoded.right)) : E.left(text.value)
}
