/** Typed views of frames: headers read as what they mean, each when it is asked for, by a line of the catalog. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import type * as t from 'io-ts'
import type { Failure } from '../failure.js'
import { KINDS, readAs, Word } from './field.js'
import type { Frame } from './frame.js'

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

const KIND_OF: ReadonlyMap<string, t.Decoder<unknown, unknown>> = new Map(Object.entries(KINDS))

/** `Cause:CauseFromString`, `Disposition=NO ANSWER|BUSY`, `Output*`. */
const headerSpec = (text: string): HeaderSpec => {
  const [, name = '', star, kind, words] = /^([^:=*]+)(\*)?(?::(\w+)|=(.*))?$/.exec(text) ?? []
  const codec = words !== undefined ? Word(words.split('|')) : (KIND_OF.get(kind ?? 'Text') ?? KINDS.Text)
  return { name, repeats: star !== undefined, codec }
}

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

/** What a view holds of its own; the headers are getters. */
abstract class View {
  readonly frame: Frame
  readonly #of: string
  readonly #report: Report
  #told: Set<string> | undefined

  /** `of`: what it is a view of, for people. */
  constructor(of: string, frame: Frame, report: Report) {
    this.#of = of
    this.frame = frame
    this.#report = report
  }

  static read(view: View, { name, codec }: HeaderSpec): O.Option<unknown> {
    const value = view.frame.get(name)
    const decoded = readAs(codec, value)
    if (E.isRight(decoded)) return decoded.right
    // once for each view: who reads a header twice is not told twice
    view.#told ??= new Set()
    if (!view.#told.has(name)) {
      view.#told.add(name)
      view.#report({ _tag: 'Undecodable', event: view.#of, header: name, value: decoded.left.slice(0, EXCERPT) })
    }
    return O.none
  }

  static readAll(view: View, { name, codec }: HeaderSpec): readonly unknown[] {
    return view.frame.all(name).flatMap((value) => {
      const decoded = readAs(codec, value)
      return E.isRight(decoded) && O.isSome(decoded.right) ? [decoded.right.value] : []
    })
  }
}

const EXCERPT = 200

/** The headers of one kind of event, by name. */
export type EventHeaders = ReadonlyMap<string, HeaderSpec>

/**
 * An event with its headers as getters: those of all events, since a class for each name would cost an engine more than the frame does.
 * What is no header of this event is undefined.
 */
export class EventView extends View {
  readonly name: string
  readonly origin: string
  readonly #headers: EventHeaders

  constructor(name: string, frame: Frame, origin: string, headers: EventHeaders, report: Report) {
    super(name, frame, report)
    this.name = name
    this.origin = origin
    this.#headers = headers
  }

  static header(event: EventView, name: string): unknown {
    const spec = event.#headers.get(name)
    if (spec === undefined) return undefined
    return spec.repeats ? View.readAll(event, spec) : View.read(event, spec)
  }
}

/** The headers that a line names; from now on events have getters of these names. */
export const eventHeaders = (line: string): EventHeaders => {
  const headers = new Map(headerSpecs(line).map((spec) => [spec.name, spec]))
  for (const name of headers.keys()) {
    if (Object.hasOwn(EventView.prototype, name)) continue
    const get = function (this: EventView): unknown {
      return EventView.header(this, name)
    }
    Object.defineProperty(EventView.prototype, name, { get, configurable: true })
  }
  return headers
}

class ResponseView extends View {
  readonly message: string

  constructor(action: string, frame: Frame, report: Report) {
    super(`response to ${action}`, frame, report)
    this.message = frame.get('Message') ?? ''
  }
}

const withGetters = (prototype: object, line: string): void => {
  for (const spec of headerSpecs(line)) {
    const get = spec.repeats
      ? function (this: View): readonly unknown[] {
          return View.readAll(this, spec)
        }
      : function (this: View): O.Option<unknown> {
          return View.read(this, spec)
        }
    Object.defineProperty(prototype, spec.name, { get, enumerable: true, configurable: true })
  }
}

/** A class of response views with the getters of one line. */
export const responseView = (line: string): typeof ResponseView => {
  const Typed = class extends ResponseView {}
  withGetters(Typed.prototype, line)
  return Typed
}

/** Every header that a line names, for tests that read them all. */
export const headerNames = (line: string): readonly string[] => headerSpecs(line).map(({ name }) => name)
