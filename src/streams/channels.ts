/** The truth about channels: a fold over frames that no lost link, late list or missed event can make wrong. */
import * as O from 'fp-ts/lib/Option.js'
import { type Channel, channelOf, type Uniqueid } from '../protocol/channel.js'
import { count } from '../protocol/field.js'
import type { Frame } from '../protocol/frame.js'
import { room } from './room.js'

/** What happened to one channel. `cause`: the Q.850 hangup cause, where Asterisk told one. */
export type ChannelChange =
  | { readonly _tag: 'Added'; readonly channel: Channel }
  | { readonly _tag: 'Changed'; readonly channel: Channel; readonly before: Channel }
  | { readonly _tag: 'Ended'; readonly channel: Channel; readonly cause: O.Option<number> }

/**
 * How much the fold knows: `nothing` until a whole list came, `seen` when lists are refused (what events show is true, what they do not
 * is unknown), `all` from the first whole list on.
 */
export type Knowledge = 'nothing' | 'seen' | 'all'

export interface Channels {
  readonly live: ReadonlyMap<Uniqueid, Channel>
  readonly knowledge: () => Knowledge
  /** A link that has not listed its channels yet: what began during the outage is unknown, so a device without channels may be busy. */
  readonly unlisted: () => boolean
  /** A link began: what lives keeps its value, what proved it is gone. */
  readonly newLink: () => void
  /** A live event. */
  readonly event: (name: string, frame: Frame, now: number) => readonly ChannelChange[]
  /** The response to the `Status` that resynchronises. */
  readonly listResponse: (frame: Frame) => void
  /** An item of that list, or its end. */
  readonly listEvent: (frame: Frame, now: number) => readonly ChannelChange[]
}

/** Events that show a channel alive, beside Newchannel; any of them heals a missed one. */
const SHOW_LIFE: ReadonlySet<string> = new Set([
  'Newchannel',
  'Newstate',
  'NewCallerid',
  'NewConnectedLine',
  'BridgeEnter',
  'BridgeLeave',
  'Hold',
  'Unhold',
])

/** The events that the fold wants. */
export const CHANNEL_EVENTS: readonly string[] = [...SHOW_LIFE, 'Rename', 'Hangup']

/**
 * Characters of frames that living channels may hold, some hundred thousand channels: nothing but Hangup ends a channel on a link, and a
 * server that never says it, or a filter that hides it, must not take all memory.
 */
const MOST = 134_217_728

interface List {
  readonly items: Map<Uniqueid, Frame>
  /** Channels that ended while it was under way: events may stand before items that are older. */
  readonly dead: Set<Uniqueid>
  /** Characters of the frames that it holds. */
  size: number
}

/** `leftOut` is called for a channel that found no room, once until one is let go. */
export const channels = (start: Knowledge, leftOut: () => void = () => undefined, most: number = MOST): Channels => {
  const live = new Map<Uniqueid, Channel>()
  const space = room(most, leftOut)
  /** Proven alive by an event of this link. */
  const fresh = new Set<Uniqueid>()
  /** Missing from one list of this link. */
  const absent = new Set<Uniqueid>()
  let list: List | undefined
  let knowledge = start
  let unlisted = false

  /** A list that grows beyond all bounds is discarded, as one that was cut short. */
  const intoList = ({ text }: Frame): void => {
    if (list === undefined) return
    list.size += text.length
    if (list.size > most) list = undefined
  }

  const put = (channel: Channel, frame: Frame): readonly ChannelChange[] => {
    const before = live.get(channel.uniqueid)
    if (before !== undefined && same(before, channel)) return []
    if (!space.take(channel.uniqueid, frame.text.length)) return []
    live.set(channel.uniqueid, channel)
    return before === undefined ? [{ _tag: 'Added', channel }] : [{ _tag: 'Changed', channel, before }]
  }

  const end = (uniqueid: Uniqueid, cause: O.Option<number>): readonly ChannelChange[] => {
    const channel = live.get(uniqueid)
    for (const set of [live, fresh, absent]) set.delete(uniqueid)
    space.letGo(uniqueid)
    return channel === undefined ? [] : [{ _tag: 'Ended', channel, cause }]
  }

  const alive = (name: string, frame: Frame, now: number): readonly ChannelChange[] => {
    const uniqueid = frame.exact('Uniqueid')
    const channel = channelOf(frame, uniqueid === undefined ? undefined : live.get(uniqueid), now)
    if (O.isNone(channel)) return []
    const changes = put(afterEvent(name, channel.value), frame)
    if (live.has(channel.value.uniqueid)) fresh.add(channel.value.uniqueid)
    absent.delete(channel.value.uniqueid)
    if (name === 'Newchannel') list?.dead.delete(channel.value.uniqueid)
    return changes
  }

  const rename = (frame: Frame): readonly ChannelChange[] => {
    const before = live.get(frame.exact('Uniqueid') ?? '')
    const name = frame.exact('Newname')
    return before === undefined || name === undefined ? [] : put({ ...before, name }, frame)
  }

  const hungUp = (frame: Frame): readonly ChannelChange[] => {
    const uniqueid = frame.exact('Uniqueid')
    if (uniqueid === undefined) return []
    list?.dead.add(uniqueid)
    intoList(frame)
    return end(uniqueid, count(frame.exact('Cause')))
  }

  const merge = ({ items, dead }: List, now: number): readonly ChannelChange[] => {
    const added = [...items].flatMap(([uniqueid, frame]) => {
      const channel = dead.has(uniqueid) ? O.none : channelOf(frame, live.get(uniqueid), now)
      return O.isSome(channel) ? put(channel.value, frame) : []
    })
    // `Status` can miss a channel that AMI Bridge is moving (0.4 % of lists in a storm): one absence is no proof
    const missing = [...live.keys()].filter((uniqueid) => !items.has(uniqueid) && !fresh.has(uniqueid))
    const ended = missing.filter((uniqueid) => absent.has(uniqueid)).flatMap((uniqueid) => end(uniqueid, O.none))
    absent.clear()
    for (const uniqueid of missing) if (live.has(uniqueid)) absent.add(uniqueid)
    knowledge = 'all'
    unlisted = false
    return [...added, ...ended]
  }

  return {
    live,
    knowledge: () => knowledge,
    unlisted: () => unlisted,
    newLink: () => {
      fresh.clear()
      absent.clear()
      list = undefined
      // where all is known from the start, as in a recording, no list need ever come
      unlisted = start === 'nothing'
    },
    event: (name, frame, now) => {
      if (SHOW_LIFE.has(name)) return alive(name, frame, now)
      return name === 'Hangup' ? hungUp(frame) : rename(frame)
    },
    listResponse: (frame) => {
      list = frame.response === 'Success' ? { items: new Map(), dead: new Set(), size: 0 } : undefined
      if (list !== undefined) return
      unlisted = false
      if (knowledge === 'nothing') knowledge = 'seen'
    },
    listEvent: (frame, now) => {
      const ending = frame.exact('EventList')
      const uniqueid = frame.exact('Uniqueid')
      if (list === undefined) return []
      if (ending === undefined) {
        if (uniqueid !== undefined) list.items.set(uniqueid, frame)
        intoList(frame)
        return []
      }
      const whole = list
      list = undefined
      return ending === 'Complete' ? merge(whole, now) : []
    },
  }
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
