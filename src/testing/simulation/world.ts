/** The simulated PBX itself: channels, bridges, devices, database and mailboxes, and the events that they cause. */
import { Subject, Subscription, asyncScheduler, identity, type Observable } from 'rxjs'
import { channels, type Channels } from './channels.js'
import { database, type Database } from './database.js'
import { devices, type Devices } from './devices.js'
import { asGiven, event, stamping, type Emit, type SimulatedEvent } from './event.js'
import type { PhoneBehaviour, SimulatedMailbox, SimulateOptions } from './options.js'
import type { Parked } from './state/parked.js'
import type { SimulatedRecording } from './state/recording.js'
import { type QueueState, queuesOf, restartQueue } from './state/queueStore.js'
import type { Room } from './state/room.js'
import { type Stations, stations } from './state/stations.js'

export interface World {
  readonly options: SimulateOptions
  readonly event$: Observable<SimulatedEvent>
  readonly emit: Emit
  /** Sends lines unchanged to all sessions that have the classes of their `Privilege`. */
  readonly broadcast: (lines: readonly string[]) => void
  readonly channels: Channels
  readonly database: Database
  readonly mailboxes: Map<string, SimulatedMailbox>
  readonly phones: Map<string, PhoneBehaviour>
  readonly queues: Map<string, QueueState>
  /** Calls that were picked up: the channel that rang, and the one that took the call. */
  readonly pickup$: Subject<{ readonly target: string; readonly picker: string }>
  /** Open conferences, by name. */
  readonly rooms: Map<string, Room>
  /** Parked calls, by lot and space. */
  readonly parked: Map<string, Parked>
  /** All recordings by their ids, the oldest first. */
  readonly recordings: Map<string, SimulatedRecording>
  readonly stations: Stations
  readonly devices: Devices
  /** True for an endpoint that is unknown, or that no phone has registered: calls to it fail at once. */
  readonly isAway: (endpoint: string) => boolean
  /** Sets how an endpoint handles its calls. A phone that goes away or comes back has the events of its contact. */
  readonly setPhone: (endpoint: string, behaviour: PhoneBehaviour) => void
  /** Records the From header of an INVITE that a phone got. */
  readonly recordInvite: (endpoint: string, from: string) => void
  /** The From headers of the INVITEs that a phone got, oldest first. */
  readonly callers: (endpoint: string) => readonly string[]
  /** Subscribes to some work until it completes or Asterisk is killed. */
  readonly spawn: (work$: Observable<unknown>) => void
  /**
   * Removes all calls, channels, callers, rooms and parked calls without events, and begins the counters anew. Database, mailboxes and
   * contacts stay, as they are on disk.
   */
  readonly kill: () => void
  /** Milliseconds since the start. */
  readonly uptime: () => number
}

const isUnregistered = ({ _tag }: PhoneBehaviour): boolean => _tag === 'Unregistered'

/** True for a phone whose behaviour says so, or all of whose contacts are gone or do not answer. */
const awayOf =
  (phones: ReadonlyMap<string, PhoneBehaviour>, { isLost }: Stations) =>
  (endpoint: string): boolean => {
    const behaviour = phones.get(endpoint)
    if (behaviour === undefined || isUnregistered(behaviour)) return true
    return endpoint.startsWith('PJSIP/') && isLost(endpoint.slice('PJSIP/'.length))
  }

/** Starts a world without calls. */
export const world = (options: SimulateOptions): World => {
  const event$ = new Subject<SimulatedEvent>()
  const stamped = options.timestampEvents === true ? stamping() : identity
  const emit: Emit = (name, ...lines) => {
    event$.next(stamped(event(name, ...lines)))
  }
  const phones = new Map(Object.entries(options.endpoints ?? {}))
  const stationStore: Stations = stations(emit, (aor) => {
    if (phones.has(`PJSIP/${aor}`)) states.refresh(`PJSIP/${aor}`)
  })
  const isAway = awayOf(phones, stationStore)
  const channelStore: Channels = channels(emit, (device) => {
    states.refresh(device)
  })
  const states = devices(emit, channelStore.all, (device) => phones.has(device) && isAway(device))
  const noteAll = (): void => {
    for (const phone of phones.keys()) states.note(phone)
  }
  noteAll()
  const invites = new Map<string, readonly string[]>()
  const queues = queuesOf(options.queues ?? {})
  const rooms = new Map<string, Room>()
  const parked = new Map<string, Parked>()
  const recordings = new Map<string, SimulatedRecording>()
  let running = new Subscription()
  let started = asyncScheduler.now()

  return {
    options,
    event$,
    emit,
    broadcast: (lines) => {
      event$.next(asGiven(lines))
    },
    channels: channelStore,
    database: database(options.database ?? {}),
    mailboxes: new Map(Object.entries(options.mailboxes ?? {})),
    phones,
    queues,
    pickup$: new Subject(),
    rooms,
    parked,
    recordings,
    stations: stationStore,
    devices: states,
    isAway,
    setPhone: (endpoint, behaviour) => {
      const before = phones.get(endpoint)
      phones.set(endpoint, behaviour)
      if (before === undefined) states.note(endpoint)
      else if (isUnregistered(before) !== isUnregistered(behaviour)) {
        stationStore.moves(endpoint, isUnregistered(behaviour) ? 'away' : 'back')
        states.refresh(endpoint)
      }
    },
    recordInvite: (endpoint, from) => void invites.set(endpoint, [...(invites.get(endpoint) ?? []), from]),
    callers: (endpoint) => invites.get(endpoint) ?? [],
    spawn: (work$) => {
      running.add(work$.subscribe())
    },
    kill: () => {
      running.unsubscribe()
      running = new Subscription()
      channelStore.clear()
      states.clear()
      noteAll()
      rooms.clear()
      parked.clear()
      recordings.clear()
      queues.forEach(restartQueue)
      started = asyncScheduler.now()
    },
    uptime: () => asyncScheduler.now() - started,
  }
}
