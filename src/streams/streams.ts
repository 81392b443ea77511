/** Frames → what one wants to watch: events, UserEvents, devices, channels, mailboxes, digits. Routed by key. */
import type { Decoder } from 'io-ts'
import { merge, type Observable } from 'rxjs'
import type { Failure } from '../failure.js'
import { Hub, keyedHub, type Slot, nextAll } from '../rx/hub.js'
import { RefCount, acquiring } from '../rx/refCount.js'
import type { Events } from '../protocol/catalog/events.js'
import type { Channel, Uniqueid } from '../protocol/channel.js'
import { type Event, isForAll } from '../protocol/event.js'
import type { Frame } from '../protocol/frame.js'
import type { MailboxCount } from '../protocol/mailbox.js'
import { remembering } from '../protocol/memo.js'
import { type EventName, eventOf, eventReading, isEventName } from '../protocol/typedEvent.js'
import { type UserEvent, type UserEventHeaders, userEventOf } from '../protocol/userEvent.js'
import type { Reading, Report } from '../protocol/view.js'
import { CHANNEL_EVENTS, type ChannelChange } from '../model/channels.js'
import { type DeviceState, keyOfDevice, keysOfChannel } from '../model/devices.js'
import { liveChannels } from '../model/live.js'
import { mailboxes } from '../model/mailboxes.js'
import { byCodec } from './userEvents.js'

/** The name of an event that no module of Asterisk's own sends: `event({ unlisted: 'MyModule' })`. */
export interface Unlisted {
  readonly unlisted: string
}

/** How frames are read. */
export interface StreamOptions {
  /**
   * `empty`: nothing lives before the first frame, as in recordings and marbles. `snapshot`: nothing is known before the first whole
   * list of channels, as on a live link.
   */
  readonly start?: 'empty' | 'snapshot'
  /** The origin that events carry. 'asterisk' */
  readonly origin?: string
  /**
   * Told when a header is read, or a UserEvent decoded, that is not what it should be, and when more channels live than can be held. Told to
   * nobody by default.
   */
  readonly report?: Report
}

/**
 * Events by name, typed by the catalog: each of their headers is an `Option` of what it means, read when it is asked for. One that is not
 * what it should be is none, and an `Undecodable` on `fault$`. A name that the catalog does not have does not compile; `{ unlisted }` takes it.
 *
 * @example
 * import { frame, streams } from 'rx-asterisk'
 * import { of } from 'rxjs'
 *
 * const { event } = streams(of(frame('Event: Hangup', 'Channel: PJSIP/2222-00000001', 'Cause: 16')))
 * event('Hangup').subscribe(({ Channel, Cause }) => console.log(Channel, Cause)) // some('PJSIP/2222-00000001'), some(16)
 */
export interface EventsByName {
  // first, so that a mistake is told in the words of the other
  (...names: readonly [Unlisted, ...Unlisted[]]): Observable<Event>
  <Name extends EventName>(...names: readonly [Name, ...Name[]]): Observable<Events[Name]>
}

/**
 * UserEvents of one name; with a codec of yours, what it makes of the event's headers: a record of trimmed names and text, or of an array
 * of texts where a name repeats. An event that the codec refuses is an `Undecodable` on `fault$`, and the stream goes on.
 *
 * @example
 * import { frame, streams } from 'rx-asterisk'
 * import * as t from 'io-ts'
 * import { of } from 'rxjs'
 *
 * const { userEvent } = streams(of(frame('Event: UserEvent', 'UserEvent: Door', 'Source: front')))
 * userEvent('Door', t.type({ Source: t.string })).subscribe(({ Source }) => console.log(Source)) // 'front'
 */
export interface UserEventsByName {
  (name: string): Observable<UserEvent>
  <A>(name: string, codec: Decoder<UserEventHeaders, A>): Observable<A>
}

/** What `streams` derives from frames. All of it ends when the frames do, and fails when they fail. */
export interface Streams {
  readonly event$: Observable<Event>
  readonly event: EventsByName
  readonly userEvent: UserEventsByName
  readonly device: (name: string) => Observable<boolean>
  readonly deviceState: (name: string) => Observable<DeviceState>
  readonly channel$: Observable<ReadonlyMap<Uniqueid, Channel>>
  readonly channelChange$: Observable<ChannelChange>
  readonly mailbox: (mailbox: string, context?: string) => Observable<MailboxCount>
  readonly dtmf: (device: string) => Observable<string>
}

/** What the drivers of a live connection need beside; events by any names. */
export interface LiveStreams extends Omit<Streams, 'event'> {
  readonly event: (...names: readonly (string | Unlisted)[]) => Observable<Event>
  readonly announced: (mailbox: string) => Observable<Frame>
}

/** What is done with the events of one name. */
interface Kind {
  /** One text for all of them, so that an event that is kept keeps no other. */
  readonly name: string
  /** Who listens for that name. */
  readonly named: Slot<Event>
  readonly reading: Reading | undefined
  readonly route: ((frame: Frame, name: string) => void) | undefined
  readonly listsChannels: boolean
  readonly isForAll: boolean
}

/** The items and the end of the list that resynchronises channels. */
const LISTS_CHANNELS: ReadonlySet<string> = new Set(['Status', 'StatusComplete'])

const CROWDED: Failure = {
  _tag: 'Malformed',
  why: 'channels are left out',
  text: 'more live than can be held; does an eventfilter hide Hangup?',
}

/** For names that only the wire tells, and nobody asked for. */
const NOBODY: Slot<Event> = { subscribers: [] }

/**
 * Derives every stream from frames alone: no socket, no time of its own, so it runs on marbles and recordings as on a link.
 *
 *     frame$            --N--------H--    N: Newchannel PJSIP/2222-1, H: its Hangup
 *     device('2222')    f-t--------f--
 *
 * Frames are subscribed once, while anything is. A frame is looked at when somebody listens for what it brings.
 *
 * @example
 * import { frame, streams } from 'rx-asterisk'
 * import { of } from 'rxjs'
 *
 * const { device } = streams(of(frame('Event: Newchannel', 'Channel: PJSIP/2222-00000001', 'Uniqueid: 1.1')))
 * device('2222').subscribe(console.log) // false, true
 */
export const streams = (frame$: Observable<Frame>, options: StreamOptions = {}): Streams => liveStreams(frame$, options)

/** `asking`: whether an action of ours may still get items of a list; while none does, no event is searched for our ids. */
export const liveStreams = (
  frame$: Observable<Frame>,
  { start = 'empty', origin = 'asterisk', report = () => undefined }: StreamOptions,
  asking: () => boolean = () => true,
): LiveStreams => {
  const every = new Hub<Event>()
  const byName = keyedHub<Event>()
  const userEvents = keyedHub<UserEvent>()
  const digits = keyedHub<string>()
  let prefix: string | undefined

  const source = new RefCount(() => frame$.subscribe({ next: read, error: fail, complete }))
  const live = liveChannels(start === 'empty' ? 'all' : 'nothing', source, () => {
    report(CROWDED)
  })
  const boxes = mailboxes(source)

  const tellUserEvent = (frame: Frame): void => {
    const subscribers = userEvents.subscribers(frame.exact('UserEvent') ?? '')
    if (subscribers !== undefined) nextAll(subscribers, userEventOf(frame, origin))
  }
  const tellDigit = (frame: Frame): void => {
    if (frame.exact('Direction') !== 'Received') return
    const digit = frame.exact('Digit') ?? ''
    for (const key of keysOfChannel(frame.exact('Channel') ?? '')) digits.next(key, digit)
  }
  const routeOf = (name: string): Kind['route'] => {
    switch (name) {
      case 'UserEvent':
        return tellUserEvent
      case 'DTMFEnd':
        return tellDigit
      case 'MessageWaiting':
        return boxes.announcement
      default:
        return CHANNEL_EVENTS.includes(name) ? live.event : undefined
    }
  }

  /** A recording may lack the login that tells our prefix; its lists of channels are marked all the same. */
  const isOurs = (id: string): boolean => (prefix === undefined ? id.endsWith('-snapshot') : id.startsWith(prefix))
  /** One search that mostly finds nothing, before the header is looked for. */
  const mayBeOurs = ({ listsChannels }: Kind, { text }: Frame): boolean =>
    prefix === undefined ? listsChannels : asking() && text.includes(prefix)
  /** The id of an event that is ours. */
  const ourId = (kind: Kind, frame: Frame): string | undefined =>
    mayBeOurs(kind, frame) && frame.actionId !== undefined && isOurs(frame.actionId) ? frame.actionId : undefined

  const read = (frame: Frame): void => {
    const name = frame.event
    if (name === undefined) {
      answer(frame)
      return
    }
    const kind = kindOf(name)
    // most events of a busy Asterisk concern nobody: whose they are is then not searched for
    if (!isWanted(kind)) return
    const id = ourId(kind, frame)
    if (id === undefined || kind.isForAll) happen(kind, frame)
    else if (id.endsWith('-snapshot')) live.listEvent(frame)
  }
  const answer = (frame: Frame): void => {
    const id = frame.actionId
    if (id?.endsWith('-login') === true && frame.response === 'Success') {
      prefix = id.slice(0, id.indexOf('-') + 1)
      live.newLink()
      boxes.newLink()
    } else if (id?.endsWith('-snapshot') === true && isOurs(id)) live.listResponse(frame)
    else boxes.answer(frame)
  }
  const isKept = (name: string): boolean => isEventName(name) || byName.observed(name)
  const kindOf = remembering(isKept, (name: string, kept: boolean): Kind => ({
    name,
    named: kept ? byName.slot(name) : NOBODY,
    reading: eventReading(name, report),
    route: routeOf(name),
    listsChannels: LISTS_CHANNELS.has(name),
    isForAll: isForAll(name),
  }))
  const isWanted = ({ named, route, listsChannels }: Kind): boolean =>
    named.subscribers.length > 0 || route !== undefined || every.observed() || listsChannels
  const happen = ({ name, named, reading, route }: Kind, frame: Frame): void => {
    route?.(frame, name)
    if (named.subscribers.length === 0 && !every.observed()) return
    const event = eventOf(name, frame, origin, reading)
    nextAll(named.subscribers, event)
    every.next(event)
  }

  const end = (finish: (hub: Pick<Hub<never>, 'error' | 'complete'>) => void): void => {
    source.reset()
    prefix = undefined
    for (const each of [every, byName, userEvents, digits]) finish(each)
    live.end(finish)
    boxes.end(finish)
  }
  const fail = (error: unknown): void => {
    end((each) => {
      each.error(error)
    })
  }
  const complete = (): void => {
    end((each) => {
      each.complete()
    })
  }

  function event(...names: readonly (string | Unlisted)[]): Observable<Event> {
    const wanted = new Set(names.map((name) => (typeof name === 'string' ? name : name.unlisted)))
    return merge(...[...wanted].map((name) => byName.at(name))).pipe(acquiring(source))
  }
  function userEvent(name: string): Observable<UserEvent>
  function userEvent<A>(name: string, codec: Decoder<UserEventHeaders, A>): Observable<A>
  function userEvent<A>(name: string, codec?: Decoder<UserEventHeaders, A>): Observable<UserEvent | A> {
    const named$ = userEvents.at(name).pipe(acquiring(source))
    return codec === undefined ? named$ : named$.pipe(byCodec(codec, report))
  }

  return {
    event$: acquiring(source)(every.stream$),
    event,
    userEvent,
    device: live.device,
    deviceState: live.deviceState,
    channel$: live.channel$,
    channelChange$: live.channelChange$,
    mailbox: boxes.mailbox,
    dtmf: (device) => digits.at(keyOfDevice(device)).pipe(acquiring(source)),
    announced: boxes.announced,
  }
}
