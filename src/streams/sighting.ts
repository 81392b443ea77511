/** A channel as frames showed it one after the other, worked out when somebody asks: most of a storm's channels end before. */
import * as O from 'fp-ts/lib/Option.js'
import { type Channel, channelOf, type Uniqueid } from '../protocol/channel.js'
import type { Frame } from '../protocol/frame.js'
import { keysOfChannel } from './devices.js'

/** No more are left to be worked out, so that a long call keeps few frames. */
const MOST_UNREAD = 8

/** A frame that shows a channel, as event of that name or, in a list, as `Status`; `at` as epoch milliseconds. */
export interface Sight {
  readonly event: string
  readonly frame: Frame
  readonly at: number
  /** The link on which an event shows it; none for a list's item, which may be older than what is known. */
  readonly link?: number
}

/** A sight that nobody has asked for yet. A class and no closure: a storm's channels hold many. */
class Unread {
  readonly sight: Sight
  readonly before: Sighting | undefined
  /** How many such there are in a row, and the characters of their frames. */
  readonly row: number
  readonly size: number

  constructor(sight: Sight, before: Sighting | undefined, earlier: Unread | undefined) {
    this.sight = sight
    this.before = before
    this.row = (earlier?.row ?? 0) + 1
    this.size = (earlier?.size ?? 0) + sight.frame.text.length
  }
}

/** What is known of a channel from its newest sight on. Never changes: the next sight makes the next one. */
export class Sighting {
  readonly uniqueid: Uniqueid
  readonly name: string
  /** The keys of its device. */
  readonly keys: readonly string[]
  /** Characters of the frames that it keeps, or that its texts are slices of: never less than those of the earlier ones. */
  readonly size: number
  /** The newest link on which an event has shown it. */
  readonly link: number | undefined
  #channel: Channel | Unread

  constructor(uniqueid: Uniqueid, name: string, sight: Sight, before: Sighting | undefined) {
    const same = before?.name === name
    const earlier = before === undefined ? undefined : before.#channel
    const unread = new Unread(sight, before, earlier instanceof Unread ? earlier : undefined)
    // a text keeps its frame in memory: those of the first sight do for all
    this.uniqueid = before?.uniqueid ?? uniqueid
    this.name = same ? before.name : name
    this.keys = same ? before.keys : keysOfChannel(name)
    this.size = Math.max(unread.size, before?.size ?? 0)
    this.link = sight.link ?? before?.link
    this.#channel = unread.row > MOST_UNREAD ? seen(this, unread) : unread
  }

  /** The channel; the same object as before where this sight told nothing new. */
  get channel(): Channel {
    const channel = this.#channel
    return channel instanceof Unread ? (this.#channel = seen(this, channel)) : channel
  }
}

const seen = ({ uniqueid, name }: Sighting, unread: Unread): Channel => {
  const { event, frame, at } = unread.sight
  const before = unread.before?.channel
  const after =
    event === 'Rename' && before !== undefined
      ? { ...before, name }
      : afterEvent(event, channelOf(frame, { uniqueid, name }, before, at))
  return before !== undefined && same(before, after) ? before : after
}

const afterEvent = (name: string, channel: Channel): Channel => {
  switch (name) {
    case 'Hold':
      return { ...channel, held: true }
    case 'Unhold':
      return { ...channel, held: false }
    case 'BridgeLeave':
      return { ...channel, bridge: O.none, held: false }
    default:
      return channel
  }
}

const same = (a: Channel, b: Channel): boolean =>
  a.state === b.state &&
  a.name === b.name &&
  a.linkedid === b.linkedid &&
  a.held === b.held &&
  a.context === b.context &&
  a.exten === b.exten &&
  sameText(a.bridge, b.bridge) &&
  sameText(a.callerId.number, b.callerId.number) &&
  sameText(a.callerId.name, b.callerId.name) &&
  sameText(a.connected.number, b.connected.number) &&
  sameText(a.connected.name, b.connected.name) &&
  O.isSome(a.placed) === O.isSome(b.placed)

const sameText = (a: O.Option<string>, b: O.Option<string>): boolean =>
  O.isSome(a) ? O.isSome(b) && a.value === b.value : O.isNone(b)
