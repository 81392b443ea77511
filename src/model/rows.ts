/** All live models. A new one is a file beside this, and a line here; a parent stands before its rows. */
import { BRIDGES } from './bridges/bridges.js'
import { CALLS } from './calls/calls.js'
import { DEVICE_CALLS } from './calls/deviceCalls.js'
import { CHANNELS } from './channels.js'
import { CONFERENCES } from './conferences/conferences.js'
import { DEVICES } from './devices.js'
import { PJSIP_ENDPOINTS } from './endpoints/endpoints.js'
import { PJSIP_REGISTRATIONS } from './endpoints/registrations.js'
import { MAILBOXES } from './mailboxes.js'
import type { Needs, RowNeeds } from './model.js'
import { PARKED } from './parked/parked.js'
import { QUEUE_CALLS, QUEUES } from './queues/queues.js'
import { AGENT_POOL } from './states/agents.js'
import { STATES } from './states/deviceStates.js'
import { EXTENSION_STATES } from './states/hints.js'
import { PRESENCES } from './states/presences.js'

export const ROWS = [
  CHANNELS,
  DEVICES,
  MAILBOXES,
  CALLS,
  DEVICE_CALLS,
  BRIDGES,
  QUEUES,
  QUEUE_CALLS,
  CONFERENCES,
  PARKED,
  PJSIP_ENDPOINTS,
  PJSIP_REGISTRATIONS,
  EXTENSION_STATES,
  STATES,
  PRESENCES,
  AGENT_POOL,
] as const satisfies readonly RowNeeds[]

/** The streams that are no model: they keep no state, so nothing can be listed again. */
export const STREAM_NEEDS = [
  { members: ['userEvent', 'userEvent$'], events: ['UserEvent'], lost: ['userEvents'] },
  { members: ['dtmf'], events: ['DTMFEnd'], lost: ['dtmf'] },
] as const satisfies readonly Needs[]

/** A model that is read again after an outage. `live`: a list of your own, see `live`. */
export type Resyncable = (typeof ROWS)[number]['name'] | 'live'

/** Events of an outage that no list can show. */
export type LostByOutage =
  | (typeof STREAM_NEEDS)[number]['lost'][number]
  | (typeof CHANNELS)['lost'][number]
  | (typeof QUEUE_CALLS)['lost'][number]

/**
 * The events that a live model reads, by their names on the wire: those of its row, and those that make its values better. `live`, and a name of no model, has none.
 *
 * @example
 * import { eventsOfModel } from 'rx-asterisk'
 *
 * eventsOfModel('mailboxes') // ['MessageWaiting']
 */
export const eventsOfModel = (model: string): readonly string[] => {
  const rows: readonly RowEvents[] = ROWS
  return rows.filter(({ name }) => name === model).flatMap(({ events = [], helped = [] }) => [...events, ...helped])
}

interface RowEvents {
  readonly name: string
  readonly events?: readonly string[]
  readonly helped?: readonly string[]
}

/** The order in which models are named. */
export const RESYNCABLE: readonly Resyncable[] = [...ROWS.map(({ name }) => name), 'live']

/** Lost by every outage. */
export const LOST_BY_OUTAGE: readonly LostByOutage[] = [...STREAM_NEEDS.flatMap(({ lost }) => lost), ...CHANNELS.lost]

/** Lost as well where a model is watched, by its name. */
export const LOST_WITH_MODEL: Readonly<Record<string, readonly LostByOutage[]>> = {
  [QUEUE_CALLS.name]: QUEUE_CALLS.lost,
}
