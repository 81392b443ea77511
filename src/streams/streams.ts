/** Frames → the public streams: events, UserEvents, devices, channels, mailboxes, digits, queues. */
import type { Decoder } from 'io-ts'
import { distinctUntilChanged, map, merge, type Observable, type OperatorFunction, pipe } from 'rxjs'
import { type Failure, type FailureReporter } from '../failure.js'
import { MODEL_BYTES } from '../model/budget.js'
import { CHANNELS, type ChannelChange } from '../model/channels.js'
import { type DeviceRecord, DEVICES } from '../model/devices.js'
import { type DeviceState, sameState } from '../model/deviceState.js'
import type { Engine } from '../model/engine.js'
import { MAILBOXES } from '../model/mailboxes.js'
import type { Asker } from '../model/model.js'
import { type LiveLists, liveLists } from '../model/ownList.js'
import { type Finish, NO_PARENT } from '../model/neighbours.js'
import type { Events } from '../protocol/catalog/events.js'
import type { Channel, Uniqueid } from '../protocol/channel.js'
import { CustomEventName } from '../protocol/custom.js'
import { keyOfDevice } from '../protocol/device.js'
import type { Event } from '../protocol/event.js'
import type { Frame } from '../protocol/frame.js'
import { type MailboxCount, mailboxName, sameCount } from '../protocol/mailbox.js'
import type { EventName } from '../protocol/typedEvent.js'
import type { UserEvent, UserEventHeaders } from '../protocol/userEvent.js'
import { inTurn } from '../rx/inTurn.js'
import { onSubscribe } from '../rx/onSubscribe.js'
import { acquiring, RefCount } from '../rx/refCount.js'
import { type CallStreams, callStreams } from './callStreams.js'
import { type QueueStreams, queueStreams } from './queueStreams.js'
import { type ReachabilityStreams, reachabilityStreams } from './reachabilityStreams.js'
import { type RoomStreams, roomStreams } from './roomStreams.js'
import { type Digit, router } from './router.js'
import { byCodec } from './userEvents.js'
import type { Watched } from './watched.js'

/** The ways to read frames. */
export interface StreamOptions {
  /**
   * `empty`: nothing exists before the first frame, as in recordings and marbles. `snapshot`: nothing is known before the first whole list
   * of channels, as on a live link. Default: 'empty'.
   */
  readonly start?: 'empty' | 'snapshot' | undefined
  /** The origin that events carry. Default: 'asterisk'. */
  readonly origin?: string | undefined
  /**
   * Receives a failure for each header or UserEvent that cannot be decoded, and one when more channels live than the memory budget allows.
   * Default: these failures are dropped.
   */
  readonly report?: FailureReporter | undefined
}

/** The streams that are derived from frames. All of them complete when the frames complete, and fail when the frames fail. */
export interface Streams extends CallStreams, QueueStreams, RoomStreams, ReachabilityStreams {
  /** Every event, without the items of our own lists. */
  readonly event$: Observable<Event>
  readonly event: EventsByName
  /** Every UserEvent, with source, value and channel. */
  readonly userEvent$: Observable<UserEvent>
  readonly userEvent: UserEventsByName
  /** True while the device has a channel (`2222`: in any technology; `PJSIP/2222`: in that one). The present value first, once it is known. */
  readonly device: (name: string) => Observable<boolean>
  /** The activity of a device, the other side, and its channels. The present state first, once it is known. */
  readonly deviceState: (name: string) => Observable<DeviceState>
  /**
   * All devices with a channel, by name without technology; idle ones too where this login may send `DeviceStateList`. Emits one map, which
   * changes.
   */
  readonly device$: Observable<ReadonlyMap<string, DeviceState>>
  /** All living channels, by Uniqueid: one map that changes, emitted at each change. */
  readonly channel$: Observable<ReadonlyMap<Uniqueid, Channel>>
  /** `Added` for each present channel first, then each change. */
  readonly channelChange$: Observable<ChannelChange>
  /** The messages of a mailbox, in context `default` unless another is given. The present count first, once it is known. */
  readonly mailbox: (mailbox: string, context?: string) => Observable<MailboxCount>
  /** The digits that the user of a device presses in a call. */
  readonly dtmf: (device: string) => Observable<Digit>
  readonly live: LiveLists
}

/** A connection around the streams: its asker, and the hooks of `asteriskOver`. */
export interface StreamSurroundings {
  readonly asker?: Asker | undefined
  /** False while no request is pending. */
  readonly isAsking?: (() => boolean) | undefined
  /** True while a request reads frames with the ActionID of this one. */
  readonly expects?: ((frame: Frame) => boolean) | undefined
  /** True while frames of the past are replayed. */
  readonly isReplaying?: (() => boolean) | undefined
  /** The bytes that one model may take. */
  readonly memory?: number | undefined
  /** Runs at each subscription to a member. */
  readonly onWatch?: ((member: string) => void) | undefined
}

const crowded = (row: string): Failure => ({
  _tag: 'Malformed',
  why: `${row} are left out`,
  text: `more ${row} live than the memory budget allows; does an eventfilter drop ${row === 'channels' ? 'Hangup' : 'the events of their end'}?`,
})

/**
 * Derives every stream from frames alone, without a socket. So it runs on marbles and recordings as on a link.
 *
 *     frame$            --N--------H--    N: Newchannel PJSIP/2222-1, H: its Hangup
 *     device('2222')    f-t--------f--
 *
 * Frames are subscribed once, while any stream is. A frame is read only where a subscriber needs it.
 *
 * @example
 * import { frame, streams } from 'rx-asterisk'
 * import { of } from 'rxjs'
 *
 * const { device } = streams(of(frame('Event: Newchannel', 'Channel: PJSIP/2222-00000001', 'Uniqueid: 1.1')))
 * device('2222').subscribe(console.log) // false, true
 */
export const streams = (frame$: Observable<Frame>, options: StreamOptions = {}): Streams =>
  streamsIn({}, frame$, options).streams

const busy: OperatorFunction<DeviceRecord, boolean> = pipe(
  map(({ isBusy }) => isBusy),
  distinctUntilChanged(),
)

const states: OperatorFunction<DeviceRecord, DeviceState> = pipe(
  map(({ state }) => state),
  distinctUntilChanged(sameState),
)

const eventName = (given: string | CustomEventName): string => (given instanceof CustomEventName ? given.event : given)

/** The streams, the events of one name, and the engine of the models for further rows. */
interface BuiltStreams {
  readonly streams: Streams
  /** The events of one name, while the frames are subscribed by `sourced`. */
  readonly named: (name: string) => Observable<Event>
  readonly sourced: (event$: Observable<Event>) => Observable<Event>
  readonly models: Engine
}

/** The streams of a connection. */
export const streamsIn = (
  {
    asker,
    isAsking = () => true,
    expects = () => true,
    memory = MODEL_BYTES,
    isReplaying,
    onWatch,
  }: StreamSurroundings,
  frame$: Observable<Frame>,
  { start = 'empty', origin = 'asterisk', report = () => undefined }: StreamOptions,
): BuiltStreams => {
  const source = new RefCount(() => frame$.subscribe({ next: receive, error: fail, complete }))
  const full = (row: string): void => {
    report(crowded(row))
  }
  const surroundings = { startsEmpty: start === 'empty', source, asker, memory, isReplaying, full }
  const routes = router({ origin, report, isAsking, expects, isReplaying, surroundings })
  const { models } = routes
  const channels = models.add(CHANNELS, NO_PARENT)
  const devices = models.add(DEVICES, channels)
  const mailboxes = models.add(MAILBOXES, NO_PARENT)
  const watched: Watched = (member, source$) =>
    onWatch === undefined
      ? source$
      : onSubscribe(() => {
          onWatch(member)
        }, source$)
  const sourced = acquiring(source)

  /** A frame, or the end of the frames. A subscriber may cause the next frame at once, as by an action that is answered at once. */
  const receive = inTurn<Frame | Finish>((signal) => {
    if (typeof signal === 'function') {
      source.reset()
      routes.end(signal)
    } else routes.read(signal)
  })
  const fail = (error: unknown): void => {
    receive((hub) => {
      hub.error(error)
    })
  }
  const complete = (): void => {
    receive((hub) => {
      hub.complete()
    })
  }

  return {
    models,
    named: routes.byName.at,
    sourced,
    streams: {
      event$: sourced(routes.every.stream$),
      event: eventsByName(routes.byName.at, sourced),
      userEvent$: watched('userEvent$', sourced(routes.everyUserEvent.stream$)),
      userEvent: userEventsByName((name) => watched('userEvent', sourced(routes.userEvents.at(name))), report),
      device: (name) => watched('device', devices.at(keyOfDevice(name)).pipe(busy)),
      deviceState: (name) => watched('deviceState', devices.at(keyOfDevice(name)).pipe(states)),
      device$: watched('device$', devices.all$.pipe(map(() => devices.fold().states()))),
      channel$: watched('channel$', channels.all$),
      channelChange$: watched('channelChange$', channels.change$),
      mailbox: (mailbox, context) =>
        watched('mailbox', mailboxes.at(mailboxName(mailbox, context)).pipe(distinctUntilChanged(sameCount))),
      dtmf: (device) => watched('dtmf', sourced(routes.digits.at(keyOfDevice(device)))),
      ...callStreams(models, watched, channels),
      ...roomStreams(models, watched),
      ...reachabilityStreams(models, watched),
      live: liveLists(() => models, origin, report),
      ...queueStreams(models, watched),
    },
  }
}

/** One subscription to the frames for all names: each name once. */
export const eventsByName = (
  named: (name: string) => Observable<Event>,
  sourced: (event$: Observable<Event>) => Observable<Event>,
) => {
  // this overload is first, because TypeScript explains a mistake by the last one
  function event(...names: readonly [CustomEventName, ...CustomEventName[]]): Observable<Event>
  function event<Name extends EventName>(...names: readonly [Name, ...Name[]]): Observable<Events[Name]>
  function event(...names: readonly (string | CustomEventName)[]): Observable<Event> {
    return sourced(merge(...[...new Set(names.map(eventName))].map(named)))
  }
  return event
}

/**
 * Events by name, typed by the catalog. Each header is an `Option`, decoded when it is read. A header that cannot be decoded is none, and an
 * `Undecodable` on `fault$`. A name that the catalog lacks does not compile; `custom('DongleStatus')` takes it.
 *
 * @example
 * import { frame, streams } from 'rx-asterisk'
 * import { of } from 'rxjs'
 *
 * const { event } = streams(of(frame('Event: Hangup', 'Channel: PJSIP/2222-00000001', 'Cause: 16')))
 * event('Hangup').subscribe(({ Channel, Cause }) => console.log(Channel, Cause)) // some('PJSIP/2222-00000001'), some(16)
 */
export type EventsByName = ReturnType<typeof eventsByName>

export const userEventsByName = (named: (name: string) => Observable<UserEvent>, report: FailureReporter) => {
  function userEvent(name: string): Observable<UserEvent>
  function userEvent<A>(name: string, codec: Decoder<UserEventHeaders, A>): Observable<A>
  function userEvent<A>(name: string, codec?: Decoder<UserEventHeaders, A>): Observable<UserEvent | A> {
    return codec === undefined ? named(name) : named(name).pipe(byCodec(codec, report))
  }
  return userEvent
}

/**
 * UserEvents of one name. With a codec of yours: the decoded headers of the event, a record of trimmed names with text, or with an array of
 * texts where a name repeats. An event that the codec refuses is an `Undecodable` on `fault$`, and the stream goes on.
 *
 * @example
 * import { frame, streams } from 'rx-asterisk'
 * import * as t from 'io-ts'
 * import { of } from 'rxjs'
 *
 * const { userEvent } = streams(of(frame('Event: UserEvent', 'UserEvent: Door', 'Source: front')))
 * userEvent('Door', t.type({ Source: t.string })).subscribe(({ Source }) => console.log(Source)) // 'front'
 */
export type UserEventsByName = ReturnType<typeof userEventsByName>
