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

/** The subject for an event of Asterisk; undefined for an event that is not published. One lookup for each frame. */
export const subjectFor = (
  published: readonly Published[],
  subjects: Subjects,
): ((frame: Frame) => string | undefined) => {
  const known = new Map<string, string>()
  for (const name of published) {
    const read = eventsOfModel(name)
    for (const event of read) known.set(event, subjects.state(event))
    if (read.length > 0) continue
    if (name === 'dtmf') known.set('DTMFEnd', subjects.state('DTMFEnd'))
    else if (name !== 'userEvents' && !known.has(name)) known.set(name, subjects.event(name))
  }
  known.set(ALWAYS, subjects.state(ALWAYS))
  const hasUserEvents = published.includes('userEvents')
  return (frame) => {
    const { event } = frame
    if (event === undefined) return undefined
    if (event !== 'UserEvent') return known.get(event)
    return hasUserEvents ? subjects.userEvent(frame.get('UserEvent') ?? '') : undefined
  }
}
