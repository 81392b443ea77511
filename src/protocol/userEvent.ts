/** UserEvents: messages that a dialplan or another program sends through Asterisk. */
import * as O from 'fp-ts/lib/Option.js'
import type { Party } from './channel.js'
import { byName, type Header } from './header.js'
import { printable, type Printed, printedHeaders } from './print.js'
import { known, unescaped } from './value.js'
import type { Frame } from './frame.js'

/** The channel whose dialplan sent a UserEvent, as Asterisk itself wrote it: the part that a caller cannot forge by its headers. */
export interface CallerChannel {
  readonly channel: string
  readonly uniqueid: string
  readonly callerId: Party
  readonly context: string
  readonly exten: string
}

// by index and not by pattern: V8 takes a pair apart through its iterator (bench: flood)
const trimmed = (header: Header): Header => [header[0].trim(), header[1].trim()]
const valueOf = (headers: readonly Header[], wanted: string): string | undefined =>
  headers.find((header) => header[0] === wanted)?.[1]

/** Reads the headers before `UserEvent`: Asterisk's snapshot of the channel. The headers behind came from the dialplan (`app_userevent.c`). */
const callerOf = (before: readonly Header[]): O.Option<CallerChannel> => {
  const channel = valueOf(before, 'Channel')
  const uniqueid = valueOf(before, 'Uniqueid')
  return channel === undefined || uniqueid === undefined
    ? O.none
    : O.some({
        channel,
        uniqueid,
        callerId: {
          number: known(valueOf(before, 'CallerIDNum')),
          name: O.map(unescaped)(known(valueOf(before, 'CallerIDName'))),
        },
        context: valueOf(before, 'Context') ?? '',
        exten: valueOf(before, 'Exten') ?? '',
      })
}

/**
 * A UserEvent. A header that is missing is none, one that is empty is ''.
 *
 * @example
 * import { connect, type UserEvent } from 'rx-asterisk'
 *
 * const words = ({ name, source }: UserEvent): string => `${name} from ${source._tag === 'Some' ? source.value : 'nobody'}`
 * connect({ username: 'admin', password: 'secret' }).userEvent$.subscribe((event) => console.log(words(event)))
 */
export class UserEvent {
  readonly name: string
  /** The header `Source`, `Value`, `Destination`: the arguments of a smarthome.py logic. */
  readonly source: O.Option<string>
  readonly value: O.Option<string>
  readonly destination: O.Option<string>
  /** The event's own headers in order, names and values trimmed. A caller may have forged them: see docs/security.md. */
  readonly headers: readonly Header[]
  /** The channel of the dialplan; none when the event came from another program or an Asterisk before 12. */
  readonly channel: O.Option<CallerChannel>
  readonly frame: Frame
  /** The `name` option of the connection. */
  readonly origin: string

  constructor(frame: Frame, origin: string) {
    const all = frame.headers
    const at = all.findIndex((header) => header[0] === 'UserEvent')
    // the UserEvent action copies its sender's ActionID in; no event needs it
    const own = all
      .slice(at + 1)
      .map(trimmed)
      .filter((header) => header[0] !== 'ActionID')
    const header = (wanted: string): O.Option<string> =>
      O.fromNullable(own.find((each) => each[0].toLowerCase() === wanted)?.[1])
    this.name = frame.exact('UserEvent') ?? ''
    this.source = header('source')
    this.value = header('value')
    this.destination = header('destination')
    this.headers = own
    this.channel = callerOf(all.slice(0, Math.max(0, at)))
    this.frame = frame
    this.origin = origin
  }
}

/** Reads a frame whose event is `UserEvent`. */
export const userEventOf = (frame: Frame, origin: string): UserEvent => new UserEvent(frame, origin)

/** A UserEvent's own headers by trimmed name: text, or an array of texts where the name repeats. */
export type UserEventHeaders = Readonly<Record<string, string | readonly string[]>>

export const headersByName = ({ headers }: UserEvent): UserEventHeaders => byName(headers)

const present = (optional: Readonly<Record<string, O.Option<unknown>>>): Printed =>
  Object.fromEntries(
    Object.entries(optional).flatMap(([name, value]) => (O.isSome(value) ? [[name, value.value]] : [])),
  )

const printedCaller = ({ callerId, ...caller }: CallerChannel): Printed => ({
  ...caller,
  callerId: present({ number: callerId.number, name: callerId.name }),
})

printable(
  UserEvent.prototype,
  () => 'UserEvent',
  ({ name, origin, source, value, destination, headers, channel }) => ({
    name,
    origin,
    ...present({ source, value, destination }),
    headers: printedHeaders(headers),
    ...present({ channel: O.map(printedCaller)(channel) }),
  }),
)
