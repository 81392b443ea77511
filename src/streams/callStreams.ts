/** The streams of calls and of the bridges that they are in. */
import { defer, distinctUntilChanged, type Observable } from 'rxjs'
import type { Bridge } from '../model/bridges/bridge.js'
import { BRIDGES } from '../model/bridges/bridges.js'
import { CALLS } from '../model/calls/calls.js'
import { DEVICE_CALLS } from '../model/calls/deviceCalls.js'
import type { CallChange, LiveCall } from '../model/calls/liveCall.js'
import type { ChannelFold, ChannelStep } from '../model/channels.js'
import type { Engine } from '../model/engine.js'
import type { Parent } from '../model/neighbours.js'
import { keyOfDevice } from '../protocol/device.js'
import { once } from '../rx/once.js'
import { settledHolds } from './settledHolds.js'
import type { Watched } from './watched.js'

/** The streams of calls and bridges. */
export interface CallStreams {
  /** All living calls, by id: one map that changes, emitted at each change. */
  readonly call$: Observable<ReadonlyMap<string, LiveCall>>
  /** `Began` for each living call first, then each change. A call that another one absorbs ends as `Merged`, and never as `Ended`. */
  readonly callChange$: Observable<CallChange>
  /**
   * The calls in which a device has a channel, oldest first: none while it is idle, two while it consults or a second call rings. The
   * present ones first, once they are known.
   */
  readonly callOf: (device: string) => Observable<readonly LiveCall[]>
  /** All bridges with their members, by id: one map that changes, emitted at each change. */
  readonly bridge$: Observable<ReadonlyMap<string, Bridge>>
}

const sameCalls = (a: readonly LiveCall[], b: readonly LiveCall[]): boolean =>
  a.length === b.length && a.every((call, index) => call === b[index])

/** The models are made at the first use: a program that watches no calls does not pay for them (bench: connecting). */
export const callStreams = (
  models: Engine,
  watched: Watched,
  channels: Parent<ChannelStep, ChannelFold>,
): CallStreams => {
  const calls = once(() => models.add(CALLS, channels))
  const deviceCalls = once(() => models.add(DEVICE_CALLS, calls()))
  const bridges = once(() => models.add(BRIDGES, channels))
  const call$ = defer(() => calls().all$.pipe(distinctUntilChanged(Object.is, () => calls().fold().revision())))
  return {
    call$: watched('call$', call$),
    callChange$: watched('callChange$', settledHolds(defer(() => calls().change$))),
    callOf: (device) =>
      watched('callOf', defer(() => deviceCalls().at(keyOfDevice(device))).pipe(distinctUntilChanged(sameCalls))),
    bridge$: watched(
      'bridge$',
      defer(() => bridges().all$),
    ),
  }
}
