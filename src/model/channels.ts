/** The truth about channels: a fold over frames that no lost link, late list or missed event can make wrong. */
import * as O from 'fp-ts/lib/Option.js'
import { type Channel, sameChannel, type Uniqueid } from '../protocol/channel.js'
import { count } from '../protocol/value.js'
import type { Frame } from '../protocol/frame.js'
import { room } from './budget.js'
import { type Sight, Sighting } from './channelRecord.js'

/** What happened to one channel. `cause`: the Q.850 hangup cause, where Asterisk told one. */
export type ChannelChange =
  | { readonly _tag: 'Added'; readonly channel: Channel }
  | { readonly _tag: 'Changed'; readonly channel: Channel; readonly before: Channel }
  | { readonly _tag: 'Ended'; readonly channel: Channel; readonly cause: O.Option<number> }

/** A step of the fold: a channel that was seen for the first time, seen again, which need not have changed it, or that ended. */
export type Step =
  | { readonly _tag: 'First'; readonly after: Sighting }
  | { readonly _tag: 'Again'; readonly after: Sighting; readonly before: Sighting }
  | { readonly _tag: 'Last'; readonly before: Sighting; readonly cause: O.Option<number> }

/** What steps changed: channels are worked out for it. */
export const changesOf = (steps: readonly Step[]): readonly ChannelChange[] => steps.flatMap(changeOf)

const changeOf = (step: Step): ChannelChange | readonly [] => {
  switch (step._tag) {
    case 'First':
      return { _tag: 'Added', channel: step.after.channel }
    case 'Again': {
      const { channel } = step.after
      const before = step.before.channel
      return sameChannel(channel, before) ? [] : { _tag: 'Changed', channel, before }
    }
    case 'Last':
      return { _tag: 'Ended', channel: step.before.channel, cause: step.cause }
  }
}

/**
 * How much the fold knows: `nothing` until a whole list came, `seen` when lists are refused (what events show is true, what they do not
 * is unknown), `all` from the first whole list on.
 */
export type Knowledge = 'nothing' | 'seen' | 'all'

export interface Channels {
  readonly live: ReadonlyMap<Uniqueid, Sighting>
  readonly knowledge: () => Knowledge
  /** A link that has not listed its channels yet: what began during the outage is unknown, so a device without channels may be busy. */
  readonly unlisted: () => boolean
  /** A link began: what lives keeps its value, what proved it is gone. */
  readonly newLink: () => void
  /** A live event. */
  readonly event: (name: string, frame: Frame, at: number) => readonly Step[]
  /** The response to the `Status` that resynchronises. */
  readonly listResponse: (frame: Frame) => void
  /** An item of that list, or its end. */
  readonly listEvent: (frame: Frame, at: number) => readonly Step[]
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
  const live = new Map<Uniqueid, Sighting>()
  const space = room(most, leftOut)
  /** Missing from one list of this link. */
  const absent = new Set<Uniqueid>()
  let link = 0
  let list: List | undefined
  let knowledge = start
  let unlisted = false

  /** A list that grows beyond all bounds is discarded, as one that was cut short. */
  const intoList = ({ text }: Frame): void => {
    if (list === undefined) return
    list.size += text.length
    if (list.size > most) list = undefined
  }

  /** `name`: of the channel, which one event tells under another header. */
  const see = (uniqueid: Uniqueid, name: string, sight: Sight): readonly Step[] => {
    const before = live.get(uniqueid)
    const after = new Sighting(uniqueid, name, sight, before)
    if (!space.take(after.size - (before?.size ?? 0))) return []
    live.set(after.uniqueid, after)
    return [before === undefined ? { _tag: 'First', after } : { _tag: 'Again', after, before }]
  }

  const end = (uniqueid: Uniqueid, cause: O.Option<number>): readonly Step[] => {
    const before = live.get(uniqueid)
    if (before === undefined) return []
    live.delete(uniqueid)
    absent.delete(uniqueid)
    space.letGo(before.size)
    return [{ _tag: 'Last', before, cause }]
  }

  const alive = (event: string, frame: Frame, at: number): readonly Step[] => {
    const uniqueid = frame.exact('Uniqueid')
    const name = frame.exact('Channel')
    if (uniqueid === undefined || name === undefined) return []
    const steps = see(uniqueid, name, { event, frame, at, link })
    absent.delete(uniqueid)
    if (event === 'Newchannel') list?.dead.delete(uniqueid)
    return steps
  }

  const rename = (event: string, frame: Frame, at: number): readonly Step[] => {
    const uniqueid = frame.exact('Uniqueid') ?? ''
    const name = frame.exact('Newname')
    return name !== undefined && live.has(uniqueid) ? see(uniqueid, name, { event, frame, at, link: undefined }) : []
  }

  const hungUp = (frame: Frame): readonly Step[] => {
    const uniqueid = frame.exact('Uniqueid')
    if (uniqueid === undefined) return []
    list?.dead.add(uniqueid)
    intoList(frame)
    return end(uniqueid, count(frame.exact('Cause')))
  }

  const merge = ({ items, dead }: List, at: number): readonly Step[] => {
    const seen = [...items].flatMap(([uniqueid, frame]) => {
      const name = frame.exact('Channel')
      return name === undefined || dead.has(uniqueid)
        ? []
        : see(uniqueid, name, { event: 'Status', frame, at, link: undefined })
    })
    // `Status` can miss a channel that AMI Bridge is moving (0.4 % of lists in a storm): one absence is no proof
    // an event of this link is proof of life, however old the list
    const missing = [...live.values()]
      .filter((each) => !items.has(each.uniqueid) && each.link !== link)
      .map(({ uniqueid }) => uniqueid)
    const ended = missing.filter((uniqueid) => absent.has(uniqueid)).flatMap((uniqueid) => end(uniqueid, O.none))
    absent.clear()
    for (const uniqueid of missing) if (live.has(uniqueid)) absent.add(uniqueid)
    knowledge = 'all'
    unlisted = false
    return [...seen, ...ended]
  }

  return {
    live,
    knowledge: () => knowledge,
    unlisted: () => unlisted,
    newLink: () => {
      link += 1
      absent.clear()
      list = undefined
      // where all is known from the start, as in a recording, no list need ever come
      unlisted = start === 'nothing'
    },
    event: (name, frame, at) => {
      if (SHOW_LIFE.has(name)) return alive(name, frame, at)
      return name === 'Hangup' ? hungUp(frame) : rename(name, frame, at)
    },
    listResponse: (frame) => {
      list = frame.response === 'Success' ? { items: new Map(), dead: new Set(), size: 0 } : undefined
      if (list !== undefined) return
      unlisted = false
      if (knowledge === 'nothing') knowledge = 'seen'
    },
    listEvent: (frame, at) => {
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
      return ending === 'Complete' ? merge(whole, at) : []
    },
  }
}
