/** Typed views of frames: headers read as what they mean, each when it is asked for, by a line of the catalog. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import type * as t from 'io-ts'
import { type Failure, undecodable } from '../failure.js'
import { CODECS, readAs, Word } from './codec.js'
import type { Frame } from './frame.js'
import { remembering } from './memo.js'

/** Told of a header whose value is not what it should be; the value stays as text in the frame. */
export type Report = (failure: Failure) => void

/** The names of a channel's snapshot, as `manager_channels.c:ast_manager_build_channel_state_string_prefix` writes them. */
const CHANNEL_SNAPSHOT =
  'Channel;ChannelState:ChannelStateFromNumber;ChannelStateDesc:ChannelStateFromWord;CallerIDNum;CallerIDName:EscapedText;' +
  'ConnectedLineNum;ConnectedLineName:EscapedText;Language;AccountCode;Context;Exten;Priority:IntFromString;Uniqueid;' +
  'Linkedid;Tenantid;ChanVariable*:EscapedText'
/** The names of a bridge's snapshot, as `manager_bridges.c:ast_manager_build_bridge_state_string_prefix` writes them. */
const BRIDGE_SNAPSHOT =
  'BridgeUniqueid;BridgeType;BridgeTechnology;BridgeCreator;BridgeName;BridgeNumChannels:IntFromString;' +
  'BridgeVideoSourceMode=none|talker|single|sfu;BridgeVideoSource'

interface HeaderSpec {
  readonly name: string
  readonly repeats: boolean
  readonly codec: t.Decoder<unknown, unknown>
}

const KIND_OF: ReadonlyMap<string, t.Decoder<unknown, unknown>> = new Map(Object.entries(CODECS))

/** `Cause:CauseFromString`, `Disposition=NO ANSWER|BUSY`, `Output*`. One for all events that have it. */
const headerSpec = remembering(
  () => true,
  (text: string): HeaderSpec => {
    const [, name = '', star, kind, words] = /^([^:=*]+)(\*)?(?::(\w+)|=(.*))?$/.exec(text) ?? []
    const codec = words !== undefined ? Word(words.split('|')) : (KIND_OF.get(kind ?? 'Text') ?? CODECS.Text)
    return { name, repeats: star !== undefined, codec }
  },
)

/** A line of the catalog: headers by `;`, where `@Dest` is a channel's snapshot and `%Dest` a bridge's, with that prefix. */
const headerSpecs = (line: string): readonly HeaderSpec[] =>
  line
    .split(';')
    .filter((part) => part !== '')
    .flatMap((part) => {
      const sign = part[0]
      if (sign !== '@' && sign !== '%') return [headerSpec(part)]
      const prefix = part.slice(1)
      return (sign === '@' ? CHANNEL_SNAPSHOT : BRIDGE_SNAPSHOT).split(';').map((each) => headerSpec(prefix + each))
    })

/** The headers that a line of the catalog names, by name. */
export type Headers = ReadonlyMap<string, HeaderSpec>

/** How frames of one kind are read. Shared by their views, which are made for each frame of a flood. */
export interface Reading {
  /** What they are, for people. */
  readonly of: string
  readonly headers: Headers
  readonly report: Report
}

/** Headers that cannot be read, by the views that told so: who reads one twice is not told twice. */
const told = new WeakMap<View, Set<string>>()

const READING = Symbol('reading')

/** A frame and how it is read. */
interface View {
  readonly frame: Frame
  readonly [READING]: Reading
}

const firstOf = (view: View, { name, codec }: HeaderSpec): O.Option<unknown> => {
  const decoded = readAs(codec, view.frame.get(name))
  if (E.isRight(decoded)) return decoded.right
  const { of, report } = view[READING]
  const before = told.get(view) ?? new Set()
  if (!before.has(name)) {
    told.set(view, before.add(name))
    report(undecodable(of, name, decoded.left))
  }
  return O.none
}

const allOf = (view: View, { name, codec }: HeaderSpec): readonly unknown[] =>
  view.frame.all(name).flatMap((value) => {
    const decoded = readAs(codec, value)
    return E.isRight(decoded) && O.isSome(decoded.right) ? [decoded.right.value] : []
  })

/** What a header means; undefined where the view's kind has no such header. */
const meaning = (view: View, name: string): unknown => {
  const spec = view[READING].headers.get(name)
  if (spec === undefined) return undefined
  return spec.repeats ? allOf(view, spec) : firstOf(view, spec)
}

// two flat classes with all headers as getters: one that derives, or one for each name, costs an engine more than the frame does

export class EventView implements View {
  readonly frame: Frame
  readonly name: string
  readonly origin: string
  readonly #reading: Reading

  constructor(frame: Frame, name: string, origin: string, reading: Reading) {
    this.frame = frame
    this.name = name
    this.origin = origin
    this.#reading = reading
  }

  get [READING](): Reading {
    return this.#reading
  }
}

export class ResponseView implements View {
  readonly frame: Frame
  readonly message: string
  readonly #reading: Reading

  constructor(frame: Frame, message: string, reading: Reading) {
    this.frame = frame
    this.message = message
    this.#reading = reading
  }

  get [READING](): Reading {
    return this.#reading
  }
}

const getter = (name: string): PropertyDescriptor & ThisType<View> => ({
  get() {
    return meaning(this, name)
  },
  configurable: true,
})

/** The headers of a line; from now on views of that class have getters of these names. */
const headersOn =
  (prototype: View) =>
  (line: string): Headers => {
    const headers = new Map(headerSpecs(line).map((spec) => [spec.name, spec]))
    for (const name of headers.keys()) {
      if (!Object.hasOwn(prototype, name)) Object.defineProperty(prototype, name, getter(name))
    }
    return headers
  }

export const eventHeaders = headersOn(EventView.prototype)
export const responseHeaders = headersOn(ResponseView.prototype)

/** Every header that a line names, for tests that read them all. */
export const headerNames = (line: string): readonly string[] => headerSpecs(line).map(({ name }) => name)
