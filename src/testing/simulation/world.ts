/** The simulated PBX itself: channels, bridges, devices, database and mailboxes, and the events that they cause. */
import { Subject, Subscription, asyncScheduler, type Observable } from 'rxjs'
import { channels, type Channels } from './channels.js'
import { database, type Database } from './database.js'
import { devices } from './devices.js'
import { asGiven, event, type Emit, type SimulatedEvent } from './event.js'
import type { PhoneBehaviour, SimulatedMailbox, SimulateOptions } from './options.js'

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
  /** Records the From header of an INVITE that a phone got. */
  readonly recordInvite: (endpoint: string, from: string) => void
  /** The From headers of the INVITEs that a phone got, oldest first. */
  readonly callers: (endpoint: string) => readonly string[]
  /** Subscribes to some work until it completes or Asterisk is killed. */
  readonly spawn: (work$: Observable<unknown>) => void
  /** Removes all calls and channels without events. Database and mailboxes stay, as they are on disk. */
  readonly kill: () => void
  /** Milliseconds since the start. */
  readonly uptime: () => number
}

/** Starts a world without calls. */
export const world = (options: SimulateOptions): World => {
  const event$ = new Subject<SimulatedEvent>()
  const emit: Emit = (name, ...lines) => {
    event$.next(event(name, ...lines))
  }
  const states = devices(emit)
  const channelStore = channels(emit, (device) => {
    states.refresh(device, channelStore.all())
  })
  const invites = new Map<string, readonly string[]>()
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
    phones: new Map(Object.entries(options.endpoints ?? {})),
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
      started = asyncScheduler.now()
    },
    uptime: () => asyncScheduler.now() - started,
  }
}
