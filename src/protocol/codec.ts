/** Values of headers, read as what they mean: one io-ts codec for each kind, named after it. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import * as t from 'io-ts'
import type { ChannelState } from './channelState.js'
import { CHANNEL_STATES, CHANNEL_STATE_WORDS } from './channelState.js'
import { known, unescaped } from './value.js'

/** A codec of text: `read` gives undefined for what is not of its kind. */
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

/** As it stands on the wire. */
const Text = fromText('Text', t.string.is, (text) => text, String)

/** A name or a variable that Asterisk escaped as in C: `O\'Brien` is O'Brien. */
const EscapedText = fromText('EscapedText', t.string.is, unescaped, (text) => text.replace(/[\\'"?]/g, '\\$&'))

const IntFromString = fromText('IntFromString', t.number.is, matching(/^-?\d{1,15}$/), String)
const NumberFromString = fromText('NumberFromString', t.number.is, matching(/^-?\d{1,15}(?:\.\d+)?$/), String)

/** A Q.850 hangup cause (`causes.h`). */
const CauseFromString = fromText('CauseFromString', t.number.is, matching(/^\d{1,3}$/), String)

/** Durations, in the unit of their name. */
const Seconds = fromText('Seconds', t.number.is, matching(/^\d{1,15}(?:\.\d+)?$/), String)
const Milliseconds = fromText('Milliseconds', t.number.is, matching(/^\d{1,15}$/), String)
const Microseconds = fromText('Microseconds', t.number.is, matching(/^\d{1,15}$/), String)

const two = (value: number): string => String(value).padStart(2, '0')

/** `01:02:03`, as CoreShowChannels writes how long a channel lives. */
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

/** Every way in which Asterisk says yes and no. */
const BooleanFromString = fromText(
  'BooleanFromString',
  t.boolean.is,
  (text) => WORDS.get(text.toLowerCase()),
  (value) => (value ? 'yes' : 'no'),
)

const isDate = (u: unknown): u is Date => u instanceof Date
const valid = (date: Date): Date | undefined => (Number.isNaN(date.getTime()) ? undefined : date)

/** Seconds since 1970, with or without a fraction. Asterisk writes 0 for never, which is none before it comes here. */
const DateFromEpoch = fromText(
  'DateFromEpoch',
  isDate,
  (text) => (/^\d{1,11}(?:\.\d+)?$/.test(text) ? new Date(Number(text) * 1000) : undefined),
  (date) => String(date.getTime() / 1000),
)

/** `2026-11-22T22:29:17.435+0000`, as security events have it: an offset without a colon. */
const DateFromISOString = fromText(
  'DateFromISOString',
  isDate,
  (text) =>
    /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)$/.test(text)
      ? valid(new Date(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')))
      : undefined,
  (date) => date.toISOString(),
)

/** `2026-11-22 22:28:54`: the local time of Asterisk's machine, read as that of this one, since no zone is given. */
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

/** `ChannelState`: 0 to 9, and a bit of its own for mute (`channelstate.h`). */
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
const DEVICE_STATES = [
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
 * A device's state in Asterisk's words, however a header spells it.
 *
 * @example
 * import type { DeviceStateWord } from 'rx-asterisk'
 *
 * const isBusy = (state: DeviceStateWord): boolean => state !== 'NOT_INUSE' && state !== 'UNAVAILABLE'
 */
export type DeviceStateWord = (typeof DEVICE_STATES)[number]

const isDeviceState = (u: unknown): u is DeviceStateWord => DEVICE_STATES.some((state) => state === u)

/**
 * One of these words in any spelling: `Not in use`, `Ring+Inuse` and `On Hold` (`devicestate.c:devstatestring`) mean the same.
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

/** One of some words, spelled as listed, whatever case the wire has. */
export const Word = <A extends string>(words: readonly A[]): t.Type<A, string> =>
  fromText(
    words.join(' | '),
    (u): u is A => words.some((word) => word === u),
    (text) => words.find((word) => word === text) ?? words.find((word) => word.toLowerCase() === text.toLowerCase()),
    String,
  )

/** The kinds that the catalog names. */
export const CODECS = {
  Text,
  EscapedText,
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

/** Whether a value is nothing to its kind, beyond what is nothing to all: the epoch's zero is "never". */
const isNothing = (codec: t.Decoder<unknown, unknown>, value: string): boolean =>
  codec === DateFromEpoch && /^0(?:\.0*)?$/.test(value)

/** Why a value is refused is told by its event and header, so no context is built for each reading. */
const NOWHERE: t.Context = []

/** None: nothing is said. Left: what is said is not of that kind. */
export const readAs = <A>(codec: t.Decoder<unknown, A>, value: string | undefined): E.Either<string, O.Option<A>> => {
  const said = known(value)
  if (O.isNone(said) || isNothing(codec, said.value)) return E.right(O.none)
  const decoded = codec.validate(said.value, NOWHERE)
  return E.isRight(decoded) ? E.right(O.some(decoded.right)) : E.left(said.value)
}
