/** Events by name: views of frames whose headers are read as what they mean, when they are asked for. */
import type { Events } from './catalog/events.js'
import { EVENT_TABLE } from './catalog/eventTable.js'
import type { Event } from './event.js'
import type { Frame } from './frame.js'
import { eventHeaders, EventView, type Headers, type Reading, type Report } from './view.js'
import { headersPart } from './catalog/line.js'

/** The name of an event of Asterisk's own modules. */
export type EventName = keyof Events

export const isEventName = (name: string): name is EventName => Object.hasOwn(EVENT_TABLE, name)

/** The headers that the catalog knows of an event, in the spelling of `view.ts`. */
export const eventLine = (name: EventName): string => headersPart(EVENT_TABLE[name])

const views = new Map<string, Headers>()

/** How many events' readers have been built. */
export const viewsBuilt = (): number => views.size

const build = (name: EventName): Headers => {
  const built = eventHeaders(eventLine(name))
  views.set(name, built)
  return built
}

/** How events of that name are read; undefined for names that the catalog does not have. What cannot be read is told to `report`. */
export const eventReading = (name: string, report: Report): Reading | undefined =>
  isEventName(name) ? { of: name, headers: views.get(name) ?? build(name), report } : undefined

/** A frame as the event that it is. */
export const eventOf = (name: string, frame: Frame, origin: string, reading: Reading | undefined): Event =>
  reading === undefined ? { name, frame, origin } : new EventView(frame, name, origin, reading)

/** An event whose name only the wire tells. */
export const anyEvent = (name: string, frame: Frame, origin: string, report: Report): Event =>
  eventOf(name, frame, origin, eventReading(name, report))

/** An event by its name in the catalog. */
export const typedEvent = <Name extends EventName>(
  name: Name,
  frame: Frame,
  origin: string,
  report: Report,
): Events[Name] => {
  const event: unknown = anyEvent(name, frame, origin, report)
  // the type and the table of getters are generated from one list
  return event as Events[Name]
}

/**
 * Whether an event has one of these names, and so their headers.
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
