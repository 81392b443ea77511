/** The public streams of conferences and parked calls. */
import * as O from 'fp-ts/lib/Option.js'
import { defer, distinctUntilChanged, map, type Observable, type OperatorFunction, pipe } from 'rxjs'
import type { Conference } from '../model/conferences/conference.js'
import { CONFERENCES } from '../model/conferences/conferences.js'
import type { Engine } from '../model/engine.js'
import { NO_PARENT } from '../model/neighbours.js'
import { PARKED } from '../model/parked/parked.js'
import type { ParkedCall } from '../model/parked/parkedCall.js'
import { once } from '../rx/once.js'
import type { Watched } from './watched.js'

/** The places where calls meet or wait. */
export interface RoomStreams {
  /** A conference of ConfBridge with its users; none while nobody is in the room. The present value first, once it is known. */
  readonly conference: (room: string) => Observable<O.Option<Conference>>
  /** All conferences with their users, by room: one map that changes, emitted at each change. */
  readonly conference$: Observable<ReadonlyMap<string, Conference>>
  /** All parked calls, the one that waits longest first. */
  readonly parked$: Observable<readonly ParkedCall[]>
}

const orNone: OperatorFunction<Conference | undefined, O.Option<Conference>> = pipe(
  distinctUntilChanged(),
  map((conference) => O.fromNullable(conference)),
)

export const roomStreams = (models: Engine, watched: Watched): RoomStreams => {
  // most programs watch none of these
  const conferences = once(() => models.add(CONFERENCES, NO_PARENT))
  const parked = once(() => models.add(PARKED, NO_PARENT))
  return {
    conference: (room) => watched('conference', conferences().at(room).pipe(orNone)),
    conference$: watched('conference$', defer(() => conferences().all$).pipe(map(() => conferences().fold().values()))),
    parked$: watched('parked$', defer(() => parked().all$).pipe(map(() => parked().fold().calls()))),
  }
}
