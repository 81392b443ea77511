/** The store of all channels: opens, changes and ends them, and emits the event for each step. */
import { asyncScheduler, defer, merge, type Observable, of, ReplaySubject, Subject, take } from 'rxjs'
import type { Emit } from './event.js'
import {
  NOBODY,
  causeLines,
  channelLines,
  deviceOf,
  requestLines,
  type SimulatedChannel,
  type SimulatedChannelState,
  type SimulatedParty,
} from './simulatedChannel.js'

/** The settings of a new channel; all others have defaults. */
interface NewChannel {
  readonly name: string
  readonly state: SimulatedChannelState
  readonly context: string
  readonly exten: string
  readonly caller?: SimulatedParty
  readonly uniqueid?: string | undefined
  readonly linkedid?: string | undefined
  readonly account?: string
}

type Change = Partial<Omit<SimulatedChannel, 'name' | 'uniqueid'>>

export interface Channels {
  readonly all: () => readonly SimulatedChannel[]
  readonly get: (uniqueid: string) => SimulatedChannel | undefined
  /** Finds a channel by its name in any case, else by its Uniqueid, like Asterisk. */
  readonly find: (nameOrUniqueid: string) => SimulatedChannel | undefined
  /** The next free channel name of a device. The halves of a Local channel share one: `Local/100@internal-00000003`. */
  readonly nextName: (device: string) => string
  readonly open: (birth: NewChannel) => SimulatedChannel
  /** Changes a channel without an event. */
  readonly patch: (uniqueid: string, change: Change) => void
  /** Changes a channel and emits the named event. */
  readonly change: (uniqueid: string, event: string, change: Change, ...lines: readonly string[]) => void
  /** Emits once, when the channel was asked to end; at once if it already was. */
  readonly hangupRequested: (uniqueid: string) => Observable<void>
  /** True for a channel that was asked to end, or that is gone. */
  readonly isEnding: (uniqueid: string) => boolean
  /** Sets what a channel does when it leaves its call, instead of its next step or its end. */
  readonly plan: (uniqueid: string, next$: Observable<unknown>, transfer?: SimulatedChannel['transfer']) => void
  /** Lets a channel with a plan leave at once: the code that runs it lets go, and begins the plan. False where no code runs it. */
  readonly leave: (uniqueid: string) => boolean
  /** Emits once when the channel is to end or to move; at once if it already is. */
  readonly leaving: (uniqueid: string) => Observable<void>
  readonly isLeaving: (uniqueid: string) => boolean
  /** The rest for a channel that moves, which then moves no more. */
  readonly takeMove: (uniqueid: string) => Observable<unknown> | undefined
  /** Asks a channel to end; the code that runs the channel then ends it. Cause 0 keeps the cause that the channel already has. */
  readonly requestHangup: (uniqueid: string, cause: number) => void
  /** Hangup by the far side: a phone, or the other half of a Local channel. */
  readonly hangupByFarSide: (uniqueid: string, cause: number) => void
  readonly end: (uniqueid: string) => void
  /** Removes all channels without events, like a killed Asterisk. */
  readonly clear: () => void
}

interface Entry {
  channel: SimulatedChannel
  isEnding: boolean
  readonly hangupRequested$: ReplaySubject<void>
  /** The rest for a channel that moves. */
  next$: Observable<unknown> | undefined
  readonly moved$: Subject<void>
}

const hex = (n: number): string => n.toString(16).padStart(8, '0')

const newChannel = (birth: NewChannel, uniqueid: string): SimulatedChannel => ({
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

/** A store without channels; calls `changed` with each device whose channels changed. */
export const channels = (emit: Emit, onDeviceChange: (device: string) => void): Channels => {
  const entries = new Map<string, Entry>()
  let opened = 0
  let named = 0

  const get: Channels['get'] = (uniqueid) => entries.get(uniqueid)?.channel

  const patch: Channels['patch'] = (uniqueid, change) => {
    const entry = entries.get(uniqueid)
    if (entry !== undefined) entry.channel = { ...entry.channel, ...change }
  }

  const change: Channels['change'] = (uniqueid, event, changes, ...lines) => {
    patch(uniqueid, changes)
    const channel = get(uniqueid)
    if (channel === undefined) return
    emit(event, ...channelLines(channel), ...lines)
    onDeviceChange(deviceOf(channel.name))
  }

  const isEnding: Channels['isEnding'] = (uniqueid) => entries.get(uniqueid)?.isEnding ?? true
  const isLeaving: Channels['isLeaving'] = (uniqueid) =>
    isEnding(uniqueid) || entries.get(uniqueid)?.next$ !== undefined

  const requestHangup: Channels['requestHangup'] = (uniqueid, cause) => {
    const entry = entries.get(uniqueid)
    if (entry === undefined || entry.isEnding) return
    entry.isEnding = true
    if (cause !== 0) patch(uniqueid, { cause })
    entry.hangupRequested$.next()
    entry.hangupRequested$.complete()
  }

  return {
    get,
    patch,
    change,
    requestHangup,
    all: () => [...entries.values()].map(({ channel }) => channel),
    find: (wanted) => {
      const name = wanted.toLowerCase()
      return [...entries.values()].find(({ channel }) => channel.name.toLowerCase() === name)?.channel ?? get(wanted)
    },
    nextName: (device) => `${device}-${hex(named++)}`,
    open: (birth) => {
      // the count goes on after a kill: in virtual time too, no two channels of one simulation share an id
      const channel = newChannel(birth, birth.uniqueid ?? `${Math.floor(asyncScheduler.now() / 1000)}.${opened++}`)
      entries.set(channel.uniqueid, {
        channel,
        isEnding: false,
        hangupRequested$: new ReplaySubject(1),
        next$: undefined,
        moved$: new Subject(),
      })
      emit('Newchannel', ...channelLines(channel))
      onDeviceChange(deviceOf(channel.name))
      return channel
    },
    isEnding,
    isLeaving,
    leaving: (uniqueid) =>
      defer(() => {
        const entry = entries.get(uniqueid)
        return entry === undefined || isLeaving(uniqueid)
          ? of(undefined)
          : merge(entry.hangupRequested$, entry.moved$).pipe(take(1))
      }),
    plan: (uniqueid, next$, transfer) => {
      const entry = entries.get(uniqueid)
      if (entry === undefined || entry.isEnding) return
      if (transfer !== undefined) patch(uniqueid, { transfer })
      entry.next$ = next$
    },
    leave: (uniqueid) => {
      const entry = entries.get(uniqueid)
      // the leg of a partner that left just now has begun its plan already
      if (entry?.next$ === undefined) return true
      const isRun = entry.moved$.observed
      entry.moved$.next()
      return isRun
    },
    takeMove: (uniqueid) => {
      const entry = entries.get(uniqueid)
      const next$ = entry?.next$
      if (entry === undefined || entry.isEnding || next$ === undefined) return undefined
      entry.next$ = undefined
      patch(uniqueid, { transfer: undefined })
      return next$
    },
    hangupRequested: (uniqueid) => entries.get(uniqueid)?.hangupRequested$ ?? of(undefined),
    hangupByFarSide: (uniqueid, cause) => {
      const entry = entries.get(uniqueid)
      if (entry === undefined || entry.isEnding) return
      emit('HangupRequest', ...channelLines(entry.channel), ...requestLines({ ...entry.channel, cause }))
      requestHangup(uniqueid, cause)
    },
    end: (uniqueid) => {
      requestHangup(uniqueid, 0)
      const channel = get(uniqueid)
      if (channel === undefined || !entries.delete(uniqueid)) return
      emit('Hangup', ...channelLines(channel), ...causeLines(channel))
      onDeviceChange(deviceOf(channel.name))
    },
    clear: () => {
      entries.clear()
      named = 0
    },
  }
}

/** The sender of an event that belongs to no call: a channel outside the store. */
export const channelWithoutCall = (caller: SimulatedParty): SimulatedChannel =>
  newChannel({ name: 'Local/s@simulated-00000000;2', state: 'Ring', context: 'simulated', exten: 's', caller }, '0.0')
