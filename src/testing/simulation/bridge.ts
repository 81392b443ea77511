/** A bridge of two channels: they enter, talk, and leave when one of them is to end. */
import { EMPTY, concat, defer, ignoreElements, merge, take, type Observable } from 'rxjs'
import { bridgeLines, channelLines } from './simulatedChannel.js'
import type { World } from './world.js'

/** Completes when the bridge is gone; the channel that was asked to end leaves first. */
export const bridged = (world: World, leg: string, caller: string): Observable<never> => {
  const { channels } = world
  const id = `00000000-0000-4000-8000-${leg.replace(/\D/g, '').slice(-12).padStart(12, '0')}`
  let inside = 0

  const move = (event: string, uniqueid: string, by: number): void => {
    inside += by
    channels.patch(uniqueid, { bridge: by > 0 ? id : '' })
    const channel = channels.get(uniqueid)
    if (channel !== undefined) world.emit(event, ...bridgeLines(id, inside), ...channelLines(channel))
  }

  const begin$ = defer(() => {
    world.emit('BridgeCreate', ...bridgeLines(id, 0))
    move('BridgeEnter', leg, 1)
    move('BridgeEnter', caller, 1)
    return EMPTY
  })
  const talk$ = merge(channels.hangupRequested(caller), channels.hangupRequested(leg)).pipe(take(1), ignoreElements())
  const end$ = defer(() => {
    const [first, second] = channels.isEnding(caller) ? [caller, leg] : [leg, caller]
    move('BridgeLeave', first, -1)
    move('BridgeLeave', second, -1)
    world.emit('BridgeDestroy', ...bridgeLines(id, 0))
    // AMI's Hangup gives no cause: a channel that it ends out of a bridge gets the cause of a normal end
    if (channels.get(first)?.cause === 0) channels.patch(first, { cause: 16 })
    return EMPTY
  })
  return concat(begin$, talk$, end$)
}
