/** Living channels as streams: the fold over frames, an index by device, and who hears of which change. */
import * as O from 'fp-ts/lib/Option.js'
import { asyncScheduler, concatMap, distinctUntilChanged, map, Observable, type OperatorFunction, pipe } from 'rxjs'
import { type Hub, hub, keyedHub, lease, type Lease } from '../multicast.js'
import type { Channel, Uniqueid } from '../protocol/channel.js'
import type { Frame } from '../protocol/frame.js'
import { type ChannelChange, channels, type Knowledge } from './channels.js'
import { type DeviceState, deviceStateOf, keyOfDevice, keysOfChannel, sameState } from './devices.js'

export interface LiveChannels {
  readonly device: (name: string) => Observable<boolean>
  readonly deviceState: (name: string) => Observable<DeviceState>
  readonly channel$: Observable<ReadonlyMap<Uniqueid, Channel>>
  readonly channelChange$: Observable<ChannelChange>
  readonly newLink: () => void
  readonly event: (name: string, frame: Frame) => void
  readonly listResponse: (frame: Frame) => void
  readonly listEvent: (frame: Frame) => void
  /** The frames have ended, with an error or without. */
  readonly end: (finish: (hub: Pick<Hub<never>, 'error' | 'complete'>) => void) => void
}

/** `start`: what is known before the first frame. `source` is held while somebody listens; then and only then frames are folded. */
export const liveChannels = (start: Knowledge, source: Lease, leftOut: () => void): LiveChannels => {
  const changed = hub<readonly ChannelChange[]>()
  const touched = keyedHub<readonly Channel[]>()
  const index = deviceIndex()
  /** Devices whose last known channel ended on a link that has not listed its channels yet: idle or not, nobody knows. */
  const doubtful = new Set<string>()
  let fold = channels(start, leftOut)

  const forget = (): void => {
    fold = channels(start, leftOut)
    index.clear()
    doubtful.clear()
  }
  const needed = lease(() => {
    const release = source.hold()
    return {
      closed: false,
      unsubscribe: () => {
        release()
        // after an end of the frames a new run may have begun already
        if (!needed.held()) forget()
      },
    }
  })

  const tellDevice = (key: string): void => {
    if (fold.unlisted() && index.isIdle(key)) doubtful.add(key)
    else {
      doubtful.delete(key)
      if (touched.observed(key)) touched.next(key, index.channels(key))
    }
  }
  const publish = (changes: readonly ChannelChange[], before: Knowledge): void => {
    const after = fold.knowledge()
    // most events of a storm change nothing that anybody hears of
    const silent = after === before && changes.length === 0
    if (silent && (doubtful.size === 0 || fold.unlisted())) return
    const keys = index.apply(changes)
    if (after === 'nothing') return
    if (!fold.unlisted()) for (const key of doubtful) keys.add(key)
    const first = before === 'nothing'
    const whole = before !== 'all' && after === 'all'
    // the first whole list tells every device where it stands, also those that have no channel
    for (const key of whole ? touched.keys() : first ? index.keys() : keys) tellDevice(key)
    if (silent) return
    changed.next(first ? [...fold.live.values()].map(added) : changes)
  }
  const folding = (step: () => readonly ChannelChange[]): void => {
    if (!needed.held()) return
    const before = fold.knowledge()
    publish(step(), before)
  }

  /** What is known at once, then each change. Known first and held last: holding may bring frames at once. */
  const current = <A>(read: () => O.Option<A>, later$: Observable<A>): Observable<A> =>
    new Observable((subscriber) => {
      const now = read()
      if (O.isSome(now)) subscriber.next(now.value)
      const subscription = later$.subscribe(subscriber)
      const release = needed.hold()
      return () => {
        subscription.unsubscribe()
        release()
      }
    })
  const ofDevice = (name: string): Observable<readonly Channel[]> => {
    const key = keyOfDevice(name)
    const read = () => {
      const living = index.channels(key)
      const known =
        living.length > 0 ? fold.knowledge() !== 'nothing' : fold.knowledge() === 'all' && !doubtful.has(key)
      return known ? O.some(living) : O.none
    }
    return current(read, touched.at(key))
  }
  const ifKnown = <A>(read: () => A): O.Option<A> => (fold.knowledge() === 'nothing' ? O.none : O.some(read()))

  return {
    device: (name) => ofDevice(name).pipe(busy),
    deviceState: (name) => ofDevice(name).pipe(states),
    channel$: current(() => ifKnown(() => fold.live), changed.stream$.pipe(map(() => fold.live))),
    channelChange$: current(
      () => ifKnown((): readonly ChannelChange[] => [...fold.live.values()].map(added)),
      changed.stream$,
    ).pipe(concatMap((changes) => changes)),
    newLink: () => {
      fold.newLink()
    },
    event: (name, frame) => {
      folding(() => fold.event(name, frame, asyncScheduler.now()))
    },
    listResponse: (frame) => {
      folding(() => {
        fold.listResponse(frame)
        return []
      })
    },
    listEvent: (frame) => {
      folding(() => fold.listEvent(frame, asyncScheduler.now()))
    },
    end: (finish) => {
      needed.over()
      forget()
      finish(changed)
      finish(touched)
    },
  }
}

const added = (channel: Channel): ChannelChange => ({ _tag: 'Added', channel })

const busy: OperatorFunction<readonly Channel[], boolean> = pipe(
  map((living) => living.length > 0),
  distinctUntilChanged(),
)

const states: OperatorFunction<readonly Channel[], DeviceState> = pipe(
  map((living) => deviceStateOf(living, asyncScheduler.now())),
  distinctUntilChanged(sameState),
)

/** Which channels a device has, by both of its keys. */
const deviceIndex = () => {
  const byKey = new Map<string, Map<Uniqueid, Channel>>()
  /** The keys of a channel's device: its name is taken apart once. */
  const keysOf = new Map<Uniqueid, readonly string[]>()
  const add = (channel: Channel): readonly string[] => {
    const keys = keysOf.get(channel.uniqueid) ?? keysOfChannel(channel.name)
    keysOf.set(channel.uniqueid, keys)
    for (const key of keys) {
      const mine = byKey.get(key)
      if (mine === undefined) byKey.set(key, new Map([[channel.uniqueid, channel]]))
      else mine.set(channel.uniqueid, channel)
    }
    return keys
  }
  const remove = ({ uniqueid }: Channel): readonly string[] => {
    const keys = keysOf.get(uniqueid) ?? []
    keysOf.delete(uniqueid)
    for (const key of keys) {
      const mine = byKey.get(key)
      mine?.delete(uniqueid)
      if (mine?.size === 0) byKey.delete(key)
    }
    return keys
  }
  const applyOne = (change: ChannelChange): readonly string[] => {
    switch (change._tag) {
      case 'Added':
        return add(change.channel)
      case 'Ended':
        return remove(change.channel)
      case 'Changed':
        return change.before.name === change.channel.name
          ? add(change.channel)
          : [...remove(change.before), ...add(change.channel)]
    }
  }
  return {
    /** Takes changes in; returns the keys of the devices that they touch. */
    apply: (changes: readonly ChannelChange[]): Set<string> => {
      const touched = new Set<string>()
      for (const change of changes) for (const key of applyOne(change)) touched.add(key)
      return touched
    },
    channels: (key: string): readonly Channel[] => [...(byKey.get(key)?.values() ?? [])],
    isIdle: (key: string): boolean => !byKey.has(key),
    keys: (): readonly string[] => [...byKey.keys()],
    clear: (): void => {
      byKey.clear()
      keysOf.clear()
    },
  }
}
