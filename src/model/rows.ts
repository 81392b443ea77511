/** All live models. A new one is a file beside this, and a line here; a parent stands before its rows. */
import { BRIDGES } from './bridges/bridges.js'
import { CALLS } from './calls/calls.js'
import { DEVICE_CALLS } from './calls/deviceCalls.js'
import { CHANNELS } from './channels.js'
import { DEVICES } from './devices.js'
import { MAILBOXES } from './mailboxes.js'
import type { Needs, RowNeeds } from './model.js'

export const ROWS = [CHANNELS, DEVICES, MAILBOXES, CALLS, DEVICE_CALLS, BRIDGES] as const satisfies readonly RowNeeds[]

/** The streams that are no model: they keep no state, so nothing can be listed again. */
export const STREAM_NEEDS = [
  { members: ['userEvent', 'userEvent$'], events: ['UserEvent'], lost: ['userEvents'] },
  { members: ['dtmf'], events: ['DTMFEnd'], lost: ['dtmf'] },
] as const satisfies readonly Needs[]

/** A model that is read again after an outage. `live`: a list of your own, see `live`. */
export type Resyncable = (typeof ROWS)[number]['name'] | 'live'

/** Events of an outage that no list can show. */
export type LostByOutage = (typeof STREAM_NEEDS)[number]['lost'][number] | (typeof CHANNELS)['lost'][number]

/** The order in which models are named. */
export const RESYNCABLE: readonly Resyncable[] = [...ROWS.map(({ name }) => name), 'live']

export const LOST_BY_OUTAGE: readonly LostByOutage[] = [...STREAM_NEEDS.flatMap(({ lost }) => lost), ...CHANNELS.lost]
