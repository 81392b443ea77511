/** The channels that live: the one place where they begin, change and end, each with the event that says so. */
import { ReplaySubject, asyncScheduler, of, type Observable } from 'rxjs'
import type { Emit } from './event.js'
import {
  NOBODY,
  causeLines,
  channelLines,
  deviceOf,
  requestLines,
  type Channel,
  type ChannelState,
  type Party,
} from './snapshot.js'

/** What a new channel is told; the rest follows from it. */
interface Birth {
  readonly name: string
  readonly state: ChannelState
  readonly context: string
  readonly exten: string
  readonly caller?: Party
  readonly uniqueid?: string | undefined
  readonly linkedid?: string | undefined
  readonly account?: string
}

type Change = Partial<Omit<Channel, 'name' | 'uniqueid'>>

export interface Channels {
  readonly all: () => readonly Channel[]
  readonly get: (uniqueid: string) => Channel | undefined
  /** By name in any case, else by Uniqueid, as Asterisk looks channels up. */
  readonly find: (nameOrUniqueid: string) => Channel | undefined
  /** A device's next free name; the halves of a Local channel share one: `Local/100@internal-00000003`. */
  readonly nextName: (device: string) => string
  readonly open: (birth: Birth) => Channel
  /** Changes a channel without a word. */
  readonly patch: (uniqueid: string, change: Change) => void
  /** Changes a channel and says so by that event. */
  readonly change: (uniqueid: string, event: string, change: Change, ...lines: readonly string[]) => void
  /** Emits once, when the channel was asked to end; at once if that was before. */
  readonly over: (uniqueid: string) => Observable<void>
  /** Whether it was asked to end, or is gone. */
  readonly ending: (uniqueid: string) => boolean
  /** Asks a channel to end; whoever runs it ends it. Cause 0 keeps the cause that it already has. */
  readonly ask: (uniqueid: string, cause: number) => void
  /** The far side, a phone or the other half of a Local channel, hung up. */
  readonly farEnd: (uniqueid: string, cause: number) => void
  readonly end: (uniqueid: string) => void
  /** Forgets all channels without a word, as a killed Asterisk does. */
  readonly forget: () => void
}

interface Entry {
  channel: Channel
  asked: boolean
  readonly over$: ReplaySubject<void>
}

const hex = (n: number): string => n.toString(16).padStart(8, '0')

const newborn = (birth: Birth, uniqueid: string): Channel => ({
  name: birth.name,
  uniqueid,
  linkedid: birth.linkedid ?? uniqueid,
  state: birth.state,
  caller: birth.caller ?? NOBODY,
  connected: NOBODY,
  account: birth.account ?? '',
  context: birth.context,
  exten: birth.exten,
  priority: 1,
  application: '',
  data: '',
  bridge: '',
  cause: 0,
  held: false,
  transfer: undefined,
  since: asyncScheduler.now(),
})

/** Starts without channels; `changed` hears of every device whose channels changed. */
export const channels = (emit: Emit, changed: (device: string) => void): Channels => {
  const living = new Map<string, Entry>()
  let opened = 0
  let named = 0

  const get: Channels['get'] = (uniqueid) => living.get(uniqueid)?.channel

  const patch: Channels['patch'] = (uniqueid, change) => {
    const entry = living.get(uniqueid)
    if (entry !== undefined) entry.channel = { ...entry.channel, ...change }
  }

  const change: Channels['change'] = (uniqueid, event, changes, ...lines) => {
    patch(uniqueid, changes)
    const channel = get(uniqueid)
    if (channel === undefined) return
    emit(event, ...channelLines(channel), ...lines)
    changed(deviceOf(channel.name))
  }

  const ask: Channels['ask'] = (uniqueid, cause) => {
    const entry = living.get(uniqueid)
    if (entry === undefined || entry.asked) return
    entry.asked = true
    if (cause !== 0) patch(uniqueid, { cause })
    entry.over$.next()
    entry.over$.complete()
  }

  return {
    get,
    patch,
    change,
    ask,
    all: () => [...living.values()].map(({ channel }) => channel),
    find: (wanted) => {
      const name = wanted.toLowerCase()
      return [...living.values()].find(({ channel }) => channel.name.toLowerCase() === name)?.channel ?? get(wanted)
    },
    nextName: (device) => `${device}-${hex(named++)}`,
    open: (birth) => {
      // Counts on after a kill, so that no two channels of one simulation share an id even in virtual time.
      const channel = newborn(birth, birth.uniqueid ?? `${Math.floor(asyncScheduler.now() / 1000)}.${opened++}`)
      living.set(channel.uniqueid, { channel, asked: false, over$: new ReplaySubject(1) })
      emit('Newchannel', ...channelLines(channel))
      changed(deviceOf(channel.name))
      return channel
    },
    ending: (uniqueid) => living.get(uniqueid)?.asked ?? true,
    over: (uniqueid) => living.get(uniqueid)?.over$ ?? of(undefined),
    farEnd: (uniqueid, cause) => {
      const entry = living.get(uniqueid)
      if (entry === undefined || entry.asked) return
      emit('HangupRequest', ...channelLines(entry.channel), ...requestLines({ ...entry.channel, cause }))
      ask(uniqueid, cause)
    },
    end: (uniqueid) => {
      ask(uniqueid, 0)
      const channel = get(uniqueid)
      if (channel === undefined || !living.delete(uniqueid)) return
      emit('Hangup', ...channelLines(channel), ...causeLines(channel))
      changed(deviceOf(channel.name))
    },
    forget: () => {
      living.clear()
      named = 0
    },
  }
}

/** A channel that never lives: the sender of an event that has no call behind it. */
export const passerby = (caller: Party): Channel =>
  newborn({ name: 'Local/s@simulated-00000000;2', state: 'Ring', context: 'simulated', exten: 's', caller }, '0.0')
