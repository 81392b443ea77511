/** The simulated PBX itself: channels, bridges, devices, database and mailboxes, and the events that they cause. */
import { Subject, Subscription, asyncScheduler, type Observable } from 'rxjs'
import { channels, type Channels } from './channels.js'
import { database, type Database } from './database.js'
import { devices } from './devices.js'
import { asGiven, event, type Emit, type SimulatedEvent } from './event.js'
import type { Manner, MailboxCounts, SimulateOptions } from './options.js'

export interface World {
  readonly options: SimulateOptions
  readonly event$: Observable<SimulatedEvent>
  readonly emit: Emit
  /** Says lines as they are to all sessions that hold the classes of their `Privilege`. */
  readonly broadcast: (lines: readonly string[]) => void
  readonly channels: Channels
  readonly database: Database
  readonly mailboxes: Map<string, MailboxCounts>
  readonly phones: Map<string, Manner>
  /** Remembers the From header of an INVITE that a phone got. */
  readonly invited: (endpoint: string, from: string) => void
  /** The From headers of the INVITEs that a phone got, oldest first. */
  readonly callers: (endpoint: string) => readonly string[]
  /** Lets something run until it is over or Asterisk is killed. */
  readonly spawn: (work$: Observable<unknown>) => void
  /** Every call and channel is gone, without a word. Database and mailboxes stay, they are on disk. */
  readonly die: () => void
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
  const living = channels(emit, (device) => {
    states.refresh(device, living.all())
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
    channels: living,
    database: database(options.database ?? {}),
    mailboxes: new Map(Object.entries(options.mailboxes ?? {})),
    phones: new Map(Object.entries(options.endpoints ?? {})),
    invited: (endpoint, from) => void invites.set(endpoint, [...(invites.get(endpoint) ?? []), from]),
    callers: (endpoint) => invites.get(endpoint) ?? [],
    spawn: (work$) => {
      running.add(work$.subscribe())
    },
    die: () => {
      running.unsubscribe()
      running = new Subscription()
      living.forget()
      states.forget()
      started = asyncScheduler.now()
    },
    uptime: () => asyncScheduler.now() - started,
  }
}
