/** The router: each frame goes to what its event name, its device or its reply concerns. */
import type { FailureReporter } from '../failure.js'
import { Engine, type RowRoute } from '../model/engine.js'
import type { Finish, Surroundings } from '../model/neighbours.js'
import { isSnapshotId, markOf, prefixOf } from '../protocol/actionId.js'
import { keysOfChannel } from '../protocol/device.js'
import { type Event, isForAll } from '../protocol/event.js'
import type { Frame } from '../protocol/frame.js'
import { meaningOf, type OwnIds } from '../protocol/meaning.js'
import { memoizeKnown } from '../protocol/memo.js'
import { eventOf, eventReading, isEventName } from '../protocol/typedEvent.js'
import { type UserEvent, userEventOf } from '../protocol/userEvent.js'
import type { Reading } from '../protocol/view.js'
import { Hub, keyedHub, nextAll, type Slot } from '../rx/hub.js'

/** A digit that was pressed, and the call in which it was pressed. */
export interface Digit {
  /** `0` to `9`, `*`, `#`, `A` to `D`. */
  readonly digit: string
  readonly channel: string
  readonly uniqueid: string
}

/** The receivers of the events of one name. */
interface EventRoute {
  /** One text for all events of this name, so that an event that stays in memory keeps no other text. */
  readonly name: string
  readonly named: Slot<Event>
  readonly reading: Reading | undefined
  readonly rows: RowRoute
  readonly stream: ((frame: Frame) => void) | undefined
  readonly mayList: boolean
  readonly isForAll: boolean
}

/** For names that come from the wire and have no subscriber. */
const NOBODY: Slot<Event> = { subscribers: [] }

export interface RouterOptions {
  readonly origin: string
  readonly report: FailureReporter
  /** False while no request is pending. After the login, no event is then searched for our ActionIDs. */
  readonly isAsking: () => boolean
  /** True while a pending request reads frames with the ActionID of this frame. */
  readonly expects: (frame: Frame) => boolean
  /** True while frames of the past are replayed: only models read them. */
  readonly isReplaying: (() => boolean) | undefined
  readonly surroundings: Surroundings
}

export const router = ({ origin, report, isAsking, expects, isReplaying, surroundings }: RouterOptions) => {
  const every = new Hub<Event>()
  const byName = keyedHub<Event>()
  const everyUserEvent = new Hub<UserEvent>()
  const userEvents = keyedHub<UserEvent>()
  const digits = keyedHub<Digit>()
  const models = new Engine(surroundings)
  let prefix: string | undefined
  /** True while frames of the past are replayed. */
  let isPast = false

  const emitUserEvent = (frame: Frame): void => {
    const subscribers = userEvents.subscribers(frame.exact('UserEvent') ?? '')
    if (subscribers === undefined && !everyUserEvent.observed()) return
    const event = userEventOf(frame, origin)
    if (subscribers !== undefined) nextAll(subscribers, event)
    everyUserEvent.next(event)
  }
  const emitDigit = (frame: Frame): void => {
    if (frame.exact('Direction') !== 'Received') return
    const channel = frame.exact('Channel') ?? ''
    const digit = { digit: frame.exact('Digit') ?? '', channel, uniqueid: frame.exact('Uniqueid') ?? '' }
    for (const key of keysOfChannel(channel)) digits.next(key, digit)
  }
  const streamOf = (name: string): EventRoute['stream'] => {
    if (name === 'UserEvent') return emitUserEvent
    return name === 'DTMFEnd' ? emitDigit : undefined
  }

  /** A recording may lack the login, which shows our prefix. Its lists are known by their marks all the same. */
  const own: OwnIds = {
    owns: ({ actionId }) =>
      actionId !== undefined && (prefix === undefined ? isSnapshotId(actionId) : actionId.startsWith(prefix)),
    expects,
  }
  /** One search, which mostly finds nothing, before the ActionID is looked for. */
  const mayBeOurs = ({ mayList }: EventRoute, { text }: Frame): boolean =>
    prefix === undefined ? mayList || models.isListOpen() : isAsking() && text.includes(prefix)

  const isKept = (name: string): boolean => isEventName(name) || byName.observed(name)
  const routeOf = memoizeKnown(isKept, (name: string, kept: boolean): EventRoute => ({
    name,
    named: kept ? byName.slot(name) : NOBODY,
    reading: eventReading(name, report),
    rows: models.routeOf(name, kept),
    stream: streamOf(name),
    mayList: models.mayList(name),
    isForAll: isForAll(name),
  }))
  const isWanted = ({ named, rows, stream, mayList }: EventRoute): boolean =>
    named.subscribers.length > 0 ||
    rows.runners.length > 0 ||
    stream !== undefined ||
    every.observed() ||
    mayList ||
    models.isListOpen()
  const emit = ({ name, named, reading, rows, stream }: EventRoute, frame: Frame): void => {
    if (!isPast) stream?.(frame)
    models.event(rows, name, frame)
    if (isPast) return
    if (named.subscribers.length === 0 && !every.observed()) return
    const event = eventOf(name, frame, origin, reading)
    nextAll(named.subscribers, event)
    every.next(event)
  }
  /** A replay of the past goes on, or has reached the present. */
  const follow = (isReplayed: boolean): void => {
    const wasPast = isPast
    isPast = isReplayed
    if (wasPast && !isPast) models.caughtUp()
  }
  const readReply = (frame: Frame): void => {
    const mark = frame.actionId === undefined ? undefined : markOf(frame.actionId)
    if (mark?._tag === 'Login' && frame.response === 'Success') {
      prefix = prefixOf(frame.actionId ?? '')
      models.newLink()
    } else if (mark?._tag === 'Snapshot' && own.owns(frame)) models.response(mark, frame)
    else models.unmarked(frame)
  }

  return {
    every,
    byName,
    everyUserEvent,
    userEvents,
    digits,
    models,
    /** Routes one frame. */
    read: (frame: Frame): void => {
      if (isReplaying !== undefined) follow(isReplaying())
      const name = frame.event
      if (name === undefined) {
        readReply(frame)
        return
      }
      const route = routeOf(name)
      // most events of a busy Asterisk have no subscriber: their ActionID is then not searched for
      if (!isWanted(route)) return
      // a leftover that comes here is an event for all, as its request could not read it
      if (mayBeOurs(route, frame) && meaningOf(frame, own) === 'reply') models.item(name, frame)
      else emit(route, frame)
    },
    /** The frames have ended. */
    end: (finish: Finish): void => {
      prefix = undefined
      for (const each of [every, byName, everyUserEvent, userEvents, digits]) finish(each)
      models.end(finish)
    },
  }
}
