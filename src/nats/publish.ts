/** The events that a gateway publishes: named by the models that read them, or one by one. */
import { eventsOfModel, type Frame, type Resyncable } from '../index.js'
import type { Subjects } from './subject.js'

/** A model, `userEvents`, `dtmf`, or the name of an event. */
export type Published = Resyncable | 'userEvents' | 'dtmf' | (string & Record<never, never>)

/** Everything that a member of `Asterisk` reads. */
export const EVERYTHING: readonly Published[] = [
  'channels',
  'devices',
  'mailboxes',
  'calls',
  'deviceCalls',
  'bridges',
  'queues',
  'queueCalls',
  'conferences',
  'parked',
  'endpoints',
  'registrations',
  'hints',
  'states',
  'presences',
  'agents',
  'userEvents',
  'dtmf',
]

/** A call learns its outcome by it alone, so it is always published. */
const ALWAYS = 'OriginateResponse'

/** The published events, and their kinds of subjects. UserEvents are named by `userEvents` only. */
const kindsIn = (published: readonly Published[]): ReadonlyMap<string, 'state' | 'event'> => {
  const kinds = new Map<string, 'state' | 'event'>()
  for (const name of published) {
    const read = name === 'dtmf' ? ['DTMFEnd'] : eventsOfModel(name)
    for (const event of read) kinds.set(event, 'state')
    if (read.length === 0 && !kinds.has(name)) kinds.set(name, 'event')
  }
  return kinds.set(ALWAYS, 'state')
}

/** True for the events that are published, by their names. */
export const isPublished = (published: readonly Published[]): ((event: string) => boolean) => {
  const kinds = kindsIn(published)
  return (event) => (event === 'UserEvent' ? published.includes('userEvents') : kinds.has(event))
}

/** The subject for an event of Asterisk; undefined for an event that is not published. One lookup for each frame. */
export const subjectFor = (
  published: readonly Published[],
  subjects: Subjects,
): ((frame: Frame) => string | undefined) => {
  const known = new Map(Array.from(kindsIn(published), ([event, kind]) => [event, subjects[kind](event)]))
  const hasUserEvents = published.includes('userEvents')
  return (frame) => {
    const { event } = frame
    if (event === undefined) return undefined
    if (event !== 'UserEvent') return known.get(event)
    return hasUserEvents ? subjects.userEvent(frame.get('UserEvent') ?? '') : undefined
  }
}
