/** Living channels as streams: the fold over frames, an index by device, and who hears of which change. */
import * as O from 'fp-ts/lib/Option.js'
import { asyncScheduler, concatMap, distinctUntilChanged, map, Observable, type OperatorFunction, pipe } from 'rxjs'
import { Hub, keyedHub, nextAll } from '../rx/hub.js'
import { RefCount } from '../rx/refCount.js'
import type { Channel, Uniqueid } from '../protocol/channel.js'
import type { Frame } from '../protocol/frame.js'
import { type ChannelChange, changesOf, channels, type Knowledge, type Step } from './channels.js'
import { type DeviceState, deviceStateOf, keyOfDevice, sameState } from './devices.js'
import type { Sighting } from './channelRecord.js'

export interface LiveChannels {
  readonly device: (name: string) => Observable<boolean>
  readonly deviceState: (name: string) => Observable<DeviceState>
  readonly channel$: Observable<ReadonlyMap<Uniqueid, Channel>>
  readonly channelChange$: Observable<ChannelChange>
  readonly newLink: () => void
  readonly event: (frame: Frame, name: string) => void
  readonly listResponse: (frame: Frame) => void
  readonly listEvent: (frame: Frame) => void
  /** The frames have ended, with an error or without. */
  readonly end: (finish: (hub: Pick<Hub<never>, 'error' | 'complete'>) => void) => void
}

/** `start`: what is known before the first frame. `source` is held while somebody listens; then and only then frames are folded. */
export const liveChannels = (start: Knowledge, source: RefCount, leftOut: () => void): LiveChannels => {
  const changed = new Hub<readonly ChannelChange[]>()
  const touched = keyedHub<readonly Sighting[]>()
  const index = deviceIndex()
  /** Devices whose last known channel ended on a link that has not listed its channels yet: idle or not, nobody knows. */
  const doubtful = new Set<string>()
  let fold = channels(start, leftOut)
  /** The channels worked out, kept up to date while somebody listens for changes; none: to be made anew. */
  let shown: Map<Uniqueid, Channel> | undefined

  const forget = (): void => {
    fold = channels(start, leftOut)
    shown = undefined
    index.clear()
    doubtful.clear()
  }
  const needed = new RefCount(() => {
    const release = source.acquire()
    return {
      closed: false,
      unsubscribe: () => {
        release()
        // after an end of the frames a new run may have begun already
        if (!needed.inUse()) forget()
      },
    }
  })

  const show = (): Map<Uniqueid, Channel> =>
    (shown ??= new Map([...fold.live].map(([uniqueid, { channel }]) => [uniqueid, channel])))
  const livingOf = (key: string): readonly Sighting[] =>
    index.channels(key).flatMap((uniqueid) => fold.live.get(uniqueid) ?? [])

  const tellDevice = (key: string): void => {
    if (fold.unlisted() && index.isIdle(key)) doubtful.add(key)
    else {
      doubtful.delete(key)
      const listeners = touched.subscribers(key)
      if (listeners !== undefined) nextAll(listeners, livingOf(key))
    }
  }
  const tellChanges = (steps: readonly Step[], first: boolean): void => {
    if (!changed.observed()) {
      shown = undefined
      return
    }
    const changes = changesOf(steps)
    if (shown !== undefined) for (const change of changes) apply(shown, change)
    if (first) changed.next([...show().values()].map(added))
    else if (changes.length > 0) changed.next(changes)
  }
  const publish = (steps: readonly Step[], before: Knowledge): void => {
    const after = fold.knowledge()
    if (steps.length === 0 && after === before && (doubtful.size === 0 || fold.unlisted())) return
    const keys = index.apply(steps)
    if (after === 'nothing') return
    const first = before === 'nothing'
    // the first whole list tells every device where it stands, also those that have no channel
    if (before !== 'all' && after === 'all') touched.keys().forEach(tellDevice)
    else if (first) index.keys().forEach(tellDevice)
    else keys.forEach(tellDevice)
    if (!fold.unlisted()) doubtful.forEach(tellDevice)
    tellChanges(steps, first)
  }
  const folding = (step: () => readonly Step[]): void => {
    if (!needed.inUse()) return
    const before = fold.knowledge()
    publish(step(), before)
  }

  /** What is known at once, then each change. Known first and held last: holding may bring frames at once. */
  const current = <A>(read: () => O.Option<A>, later$: Observable<A>): Observable<A> =>
    new Observable((subscriber) => {
      const now = read()
      if (O.isSome(now)) subscriber.next(now.value)
      const subscription = later$.subscribe(subscriber)
      const release = needed.acquire()
      return () => {
        subscription.unsubscribe()
        release()
      }
    })
  const ofDevice = (name: string): Observable<readonly Sighting[]> => {
    const key = keyOfDevice(name)
    const read = () => {
      const living = livingOf(key)
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
    channel$: current(() => ifKnown(show), changed.stream$.pipe(map(show))),
    channelChange$: current(
      () => ifKnown((): readonly ChannelChange[] => [...show().values()].map(added)),
      changed.stream$,
    ).pipe(concatMap((changes) => changes)),
    newLink: () => {
      fold.newLink()
    },
    event: (frame, name) => {
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
      needed.reset()
      forget()
      finish(changed)
      finish(touched)
    },
  }
}

const added = (channel: Channel): ChannelChange => ({ _tag: 'Added', channel })

const apply = (shown: Map<Uniqueid, Channel>, { _tag, channel }: ChannelChange): void => {
  if (_tag === 'Ended') shown.delete(channel.uniqueid)
  else shown.set(channel.uniqueid, channel)
}

const busy: OperatorFunction<readonly Sighting[], boolean> = pipe(
  map((living) => living.length > 0),
  distinctUntilChanged(),
)

const states: OperatorFunction<readonly Sighting[], DeviceState> = pipe(
  map((living) =>
    deviceStateOf(
      living.map(({ channel }) => channel),
      asyncScheduler.now(),
    ),
  ),
  distinctUntilChanged(sameState),
)

/** Which channels a device has, by both of its keys. */
const deviceIndex = () => {
  const byKey = new Map<string, Set<Uniqueid>>()
  const add = ({ uniqueid, keys }: Sighting): void => {
    for (const key of keys) {
      const mine = byKey.get(key)
      if (mine === undefined) byKey.set(key, new Set([uniqueid]))
      else mine.add(uniqueid)
    }
  }
  const remove = ({ uniqueid, keys }: Sighting): void => {
    for (const key of keys) {
      const mine = byKey.get(key)
      mine?.delete(uniqueid)
      if (mine?.size === 0) byKey.delete(key)
    }
  }
  const applyOne = (step: Step): readonly string[] => {
    switch (step._tag) {
      case 'First':
        add(step.after)
        return step.after.keys
      case 'Last':
        remove(step.before)
        return step.before.keys
      case 'Again': {
        const { before, after } = step
        if (before.keys === after.keys) return after.keys
        remove(before)
        add(after)
        return [...before.keys, ...after.keys]
      }
    }
  }
  return {
    /** Takes steps in; returns the keys of the devices that they touch. */
    apply: (steps: readonly Step[]): readonly string[] => {
      const [only] = steps
      return steps.length === 1 && only !== undefined ? applyOne(only) : [...new Set(steps.flatMap(applyOne))]
    },
    channels: (key: string): readonly Uniqueid[] => [...(byKey.get(key) ?? [])],
    isIdle: (key: string): boolean => !byKey.has(key),
    keys: (): readonly string[] => [...byKey.keys()],
    clear: (): void => {
      byKey.clear()
    },
  }
}
