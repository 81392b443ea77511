/** Calls of a stream of frames as short lines, for tests. */
import * as O from 'fp-ts/lib/Option.js'
import { Subject } from 'rxjs'
import {
  type Bridge,
  type CallChange,
  type Frame,
  type Leg,
  type LiveCall,
  type StreamOptions,
  streams,
} from '../../src/index.js'

/** The phones of the recordings. */
const DEVICES = ['2222', '200', '301', '302', 'noans1']

/** The emissions to watchers of calls so far. */
export const callsView = (options: StreamOptions = {}) => {
  const frame$ = new Subject<Frame>()
  const all = streams(frame$, options)
  const changes: CallChange[] = []
  let calls: ReadonlyMap<string, LiveCall> = new Map()
  let bridges: ReadonlyMap<string, Bridge> = new Map()
  all.callChange$.subscribe((change) => changes.push(change))
  all.call$.subscribe((map) => (calls = map))
  all.bridge$.subscribe((map) => (bridges = map))
  const byDevice = new Map<string, readonly LiveCall[]>()
  for (const device of DEVICES) all.callOf(device).subscribe((of) => byDevice.set(device, of))
  return {
    streams: all,
    changes,
    play: (frames: Iterable<Frame>): void => {
      for (const frame of frames) frame$.next(frame)
    },
    calls: (): readonly LiveCall[] => [...calls.values()],
    bridges: (): readonly Bridge[] => [...bridges.values()],
    devicesInCalls: (): readonly string[] =>
      [...byDevice].flatMap(([device, of]) => (of.length === 0 ? [] : [`${device}: ${of.map(({ id }) => id).join()}`])),
    tags: (): readonly string[] => changes.map(({ _tag }) => _tag),
    ended: (): readonly LiveCall[] => changes.flatMap((change) => (change._tag === 'Ended' ? [change.call] : [])),
  }
}

export type CallsView = ReturnType<typeof callsView>

const devices = (legs: readonly Leg[]): string => legs.map(({ device }) => device).join(' ')

/** Caller and extension, the end, the phones that answered, the talks, the transfers. */
export const told = ({ caller, called, answeredBy, talks, transfers, outcome }: LiveCall): string =>
  [
    `${O.isSome(caller) ? caller.value.device : '?'} > ${O.getOrElse(() => '?')(called)}: ${O.getOrElse(() => '?')(outcome)}`,
    `by ${devices(answeredBy) || 'nobody'}`,
    ...(talks.length === 0 ? [] : [`talks ${talks.map(({ between }) => between.join('–')).join(', ')}`]),
    ...transfers.map(({ kind, by, to }) => `${kind} ${by.device} > ${to}`),
  ].join('; ')

/** The attempts of a call. */
export const tried = ({ attempts }: LiveCall): readonly string[] =>
  attempts.map(
    ({ by, to, outcome }) =>
      `${O.isSome(by) ? by.value.device : '?'} > ${to.device}: ${O.getOrElse(() => 'open')(outcome)}`,
  )
