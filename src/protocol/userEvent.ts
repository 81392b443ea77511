/** UserEvents: what a dialplan or another program says through Asterisk. */
import * as O from 'fp-ts/lib/Option.js'
import type { Party } from './channel.js'
import { known, unescaped } from './value.js'
import type { Frame, Header } from './frame.js'

/** The channel whose dialplan sent a UserEvent, as Asterisk itself wrote it: the part that a caller cannot forge by its headers. */
export interface Caller {
  readonly channel: string
  readonly uniqueid: string
  readonly callerId: Party
  readonly context: string
  readonly exten: string
}

/** A UserEvent. A header that is missing is none, one that is empty is ''. */
export interface UserEvent {
  readonly name: string
  /** The header `Source`, `Value`, `Destination`: what a smarthome.py logic gets. */
  readonly source: O.Option<string>
  readonly value: O.Option<string>
  readonly destination: O.Option<string>
  /** The event's own headers in order, names and values trimmed. A caller may have forged them: see docs/security.md. */
  readonly headers: readonly Header[]
  /** Who was calling; none when the event came from another program or an Asterisk before 12. */
  readonly channel: O.Option<Caller>
  readonly frame: Frame
  /** The `name` option of the connection. */
  readonly origin: string
}

const trimmed = ([name, value]: Header): Header => [name.trim(), value.trim()]

/** The headers before `UserEvent` are Asterisk's snapshot of the channel; what follows came from the dialplan (`app_userevent.c`). */
const callerOf = (before: readonly Header[]): O.Option<Caller> => {
  // reversed, so that of several headers with one name the first wins, as everywhere
  const snapshot = new Map([...before].reverse())
  const channel = snapshot.get('Channel')
  const uniqueid = snapshot.get('Uniqueid')
  return channel === undefined || uniqueid === undefined
    ? O.none
    : O.some({
        channel,
        uniqueid,
        callerId: {
          number: known(snapshot.get('CallerIDNum')),
          name: O.map(unescaped)(known(snapshot.get('CallerIDName'))),
        },
        context: snapshot.get('Context') ?? '',
        exten: snapshot.get('Exten') ?? '',
      })
}

/** Reads a frame whose event is `UserEvent`. */
export const userEventOf = (frame: Frame, origin: string): UserEvent => {
  const at = frame.headers.findIndex(([name]) => name === 'UserEvent')
  const headers = frame.headers.slice(at + 1).map(trimmed)
  // the UserEvent action copies its sender's ActionID in; no event needs it
  const own = headers.filter(([name]) => name !== 'ActionID')
  const header = (wanted: string): O.Option<string> =>
    O.fromNullable(own.find(([name]) => name.toLowerCase() === wanted)?.[1])
  return {
    name: frame.exact('UserEvent') ?? '',
    source: header('source'),
    value: header('value'),
    destination: header('destination'),
    headers: own,
    channel: callerOf(frame.headers.slice(0, Math.max(0, at))),
    frame,
    origin,
  }
}

/** A UserEvent's own headers by trimmed name: text, or an array of texts where the name repeats. */
export type UserEventHeaders = Readonly<Record<string, string | readonly string[]>>

export const headersByName = ({ headers }: UserEvent): UserEventHeaders => {
  const grouped = new Map<string, readonly string[]>()
  for (const [name, value] of headers) grouped.set(name, [...(grouped.get(name) ?? []), value])
  // from entries, so that a header named __proto__ is a header
  return Object.fromEntries(
    [...grouped].map(([name, values]) => [name, values.length > 1 ? values : (values[0] ?? '')]),
  )
}
