/** The frames of channels that calls follow, found by Uniqueid: ten thousand calls cost one subscription and a few lookups a frame. */
import type { Observable } from 'rxjs'
import type { Frame } from '../../protocol/frame.js'
import { keyedHub } from '../../rx/hub.js'
import { acquiring, RefCount } from '../../rx/refCount.js'

/** The frames about one channel, or about a channel that belongs to its call. */
export type CallFrames = (uniqueid: string) => Observable<Frame>

const FOLLOWED: ReadonlySet<string> = new Set([
  'Newchannel',
  'Newstate',
  'Hangup',
  'DialBegin',
  'DialEnd',
  'BridgeEnter',
  'DTMFEnd',
  'Cdr',
])

/** The Uniqueids that a frame is about: its channel, the dialled one, and the first channel of the call. */
const keysOf = (frame: Frame): ReadonlySet<string> => {
  const id = frame.exact('Uniqueid') ?? frame.exact('UniqueID')
  const keys = [id, frame.exact('DestUniqueid'), frame.exact('Linkedid')]
  return new Set(keys.flatMap((key) => key ?? []))
}

/** Subscribes to `frame$` while any call is followed. An end or an error of the frames reaches every call. */
export const callFrames = (frame$: Observable<Frame>): CallFrames => {
  const hub = keyedHub<Frame>()
  const route = (frame: Frame): void => {
    if (frame.event === undefined || !FOLLOWED.has(frame.event)) return
    for (const key of keysOf(frame)) hub.next(key, frame)
  }
  const listening = new RefCount(() =>
    frame$.subscribe({
      next: route,
      error: (error: unknown) => {
        listening.reset()
        hub.error(error)
      },
      complete: () => {
        listening.reset()
        hub.complete()
      },
    }),
  )
  return (uniqueid) => acquiring(listening)(hub.at(uniqueid))
}
