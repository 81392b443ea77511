/** The headers of an event: the kind of each value, its TypeScript type, and its part of the table. */
import type { EventFact, Facts, HeaderFact } from './model.js'

/** Headers that belong to the protocol, not to the event. */
const NOT_ITS_OWN = new Set(['ActionID', 'EventList', 'ListItems', 'Event', 'Privilege'])

const SNAPSHOT_ENDS = {
  channel_snapshot: 'Channel',
  bridge_snapshot: 'BridgeUniqueid',
} as const

/** A snapshot in an event: of a channel or a bridge, with a prefix that may be ''. */
export interface Snapshot {
  readonly of: 'Channel' | 'Bridge'
  readonly prefix: string
}

/** A header that belongs to no snapshot. */
export interface Own {
  readonly name: string
  readonly repeats: boolean
  /** The name of a codec of `src/protocol/codec.ts`. */
  readonly kind: string
  /** The words, if the value is one of a few words. */
  readonly words: readonly string[]
  /** True where Asterisk's source has no other words, in any version; see `closed` of kinds.json. */
  readonly closed: boolean
}

export interface Shape {
  readonly snapshots: readonly Snapshot[]
  readonly own: readonly Own[]
}

/** The TypeScript type of each kind and, for some numbers, the unit. */
const VALUES: Readonly<Record<string, readonly [type: string, unit?: string]>> = {
  Text: ['string'],
  EscapedText: ['string'],
  PartyText: ['string'],
  IntFromString: ['number'],
  NumberFromString: ['number'],
  CauseFromString: ['number', 'A Q.850 hangup cause.'],
  Seconds: ['number', 'Seconds.'],
  Milliseconds: ['number', 'Milliseconds.'],
  Microseconds: ['number', 'Microseconds.'],
  SecondsFromClock: ['number', 'Seconds.'],
  BooleanFromString: ['boolean'],
  DateFromEpoch: ['Date'],
  DateFromISOString: ['Date'],
  DateFromLocalTime: ['Date', "In the local time of Asterisk's machine."],
  ChannelStateFromNumber: ['ChannelState'],
  ChannelStateFromWord: ['ChannelState'],
  DeviceStateWord: ['DeviceStateWord'],
  DeviceStateFromNumber: ['DeviceStateWord'],
}

const YES_OR_NO = new Set(['yes', 'no', 'true', 'false', 'on', 'off', '0', '1', 'enabled', 'disabled'])

export const isYesOrNo = (words: readonly string[]): boolean =>
  words.length > 0 && words.every((word) => YES_OR_NO.has(word.toLowerCase()))

/** The snapshots in an event. The prefix stands before the key header: `DestChannel` → `Dest`. */
const snapshotsOf = (headers: readonly HeaderFact[]): readonly Snapshot[] =>
  headers.flatMap(({ name, from }): readonly Snapshot[] => {
    if (from !== 'channel_snapshot' && from !== 'bridge_snapshot') return []
    const key = SNAPSHOT_ENDS[from]
    return name.endsWith(key)
      ? [{ of: from === 'channel_snapshot' ? 'Channel' : 'Bridge', prefix: name.slice(0, -key.length) }]
      : []
  })

/** `Cdr.Disposition`, or `*.Severity` for the header of that name in all events. */
const isClosed = ({ kinds: { closed } }: Facts, path: string): boolean =>
  path in closed || path.replace(/^[^.]+/, '*') in closed

/** The documentation has an X for the number of a numbered header, the table `#`. */
const withNumber = (name: string): string => name.replace(/^([A-Z][a-z]+)X(?=[A-Z])/, '$1#')

const kindOf = (facts: Facts, event: string, { name, enum: words = [] }: HeaderFact): Own => {
  const { kinds, events } = facts.kinds
  const special = events[`${event}.${name}`]
  const named = special ?? Object.entries(kinds).find(([, names]) => names.includes(name))?.[0]
  const kind = named ?? (isYesOrNo(words) ? 'BooleanFromString' : 'Text')
  if (!(kind in VALUES)) throw new TypeError(`kinds.json: ${event}.${name} has the unknown kind ${kind}`)
  const more = facts.kinds.words[`${event}.${name}`] ?? []
  const known = (named === undefined || more.length > 0) && kind === 'Text' ? [...new Set([...words, ...more])] : []
  return { name, repeats: false, kind, words: known, closed: isClosed(facts, `${event}.${name}`) }
}

/** The shape of an event: its snapshots, and the headers outside of them. */
export const shapeOf = (all: Facts, event: EventFact): Shape => {
  const added = (all.kinds.missing[event.name] ?? []).map((name): HeaderFact => {
    const repeat = name.endsWith('*')
    return { name: repeat ? name.slice(0, -1) : name, repeat }
  })
  const known = new Set(event.headers.map(({ name }) => name))
  const headers = [...event.headers, ...added.filter(({ name }) => !known.has(name))].map((header) => ({
    ...header,
    name: withNumber(header.name),
  }))
  const inSnapshot = ({ from = '' }: HeaderFact): boolean => from in SNAPSHOT_ENDS
  const own = headers
    .filter(({ name }) => !NOT_ITS_OWN.has(name) && /^[\w#-]+$/.test(name))
    .filter((header) => !inSnapshot(header) || `${event.name}.${header.name}` in all.kinds.events)
    .map((header) => ({ ...kindOf(all, event.name, header), repeats: header.repeat === true }))
  return {
    snapshots: snapshotsOf(headers),
    own: own.filter(({ name }, at) => own.findIndex((one) => one.name === name) === at),
  }
}

/** The line of the table, for `src/protocol/headerSpec.ts`. */
export const lineOf = ({ snapshots, own }: Shape): string =>
  [
    ...snapshots.map(({ of, prefix }) => (of === 'Channel' ? '@' : '%') + prefix),
    ...own.map(({ name, repeats, kind, words, closed }) => {
      const meaning = words.length > 0 ? `${closed ? '=' : '~'}${words.join('|')}` : kind === 'Text' ? '' : `:${kind}`
      return `${name}${repeats ? '*' : ''}${meaning}`
    }),
  ].join(';')

const quoted = (text: string): string => `'${text.replaceAll("'", "\\'")}'`

/** A name as a key of an object or an interface. */
export const key = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : quoted(name))

/** The type of a header's value within its Option. */
export const typeOf = ({ kind, words, closed }: Pick<Own, 'kind' | 'words' | 'closed'>): string =>
  words.length > 0
    ? [...words.map(quoted), ...(closed ? [] : ['OtherWord'])].join(' | ')
    : (VALUES[kind]?.[0] ?? 'string')

export const property = (own: Own): string => {
  const unit = VALUES[own.kind]?.[1]
  const type = own.repeats ? `readonly ${typeOf(own)}[]` : `Option<${typeOf(own)}>`
  return `${unit === undefined ? '' : `  /** ${unit} */\n`}  readonly ${key(own.name)}: ${type}\n`
}
