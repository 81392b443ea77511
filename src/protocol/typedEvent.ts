/** Events by name: views of frames that decode a header when it is read. */
import type { FailureReporter } from '../failure.js'
import type { Events } from './catalog/events.js'
import { EVENT_TABLE } from './catalog/eventTable.js'
import { headersOf } from './catalog/line.js'
import type { Event } from './event.js'
import type { Frame } from './frame.js'
import { memoizeKnown } from './memo.js'
import { eventHeaders, EventView, PlainEvent, type Reading } from './view.js'

/** The name of an event of Asterisk's own modules. */
export type EventName = keyof Events

export const isEventName = (name: string): name is EventName => Object.hasOwn(EVENT_TABLE, name)

const headersIn = memoizeKnown(isEventName, (event) => eventHeaders(headersOf(EVENT_TABLE, event)))

/** The way to read events of that name; undefined for names that the catalog lacks. Values that cannot be decoded go to `report`. */
export const eventReading = (name: string, report: FailureReporter): Reading | undefined =>
  isEventName(name) ? { of: name, headers: headersIn(name), report } : undefined

/** A frame as an event. */
export const eventOf = (name: string, frame: Frame, origin: string, reading: Reading | undefined): Event =>
  reading === undefined ? new PlainEvent(frame, name, origin) : new EventView(frame, name, origin, reading)

/** A frame as an event of any name. */
export const anyEvent = (name: string, frame: Frame, origin: string, report: FailureReporter): Event =>
  eventOf(name, frame, origin, eventReading(name, report))

/**
 * True for events with one of these names; their headers are typed then.
 *
 * @example
 * import { connect, isEvent } from 'rx-asterisk'
 * import { filter } from 'rxjs'
 *
 * const asterisk = connect({ username: 'admin', password: 'secret' })
 * asterisk.event$.pipe(filter(isEvent('Hangup', 'Newchannel'))).subscribe(({ Channel }) => console.log(Channel))
 */
export const isEvent =
  <Name extends EventName>(...names: readonly [Name, ...Name[]]) =>
  (event: Event): event is Events[Name] =>
    names.some((name) => name === event.name)
