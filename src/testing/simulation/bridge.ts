/** A bridge of two channels: they enter, talk, and leave when one of them is to end. */
import { EMPTY, concat, defer, ignoreElements, merge, take, type Observable } from 'rxjs'
import { bridgeLines, channelLines } from './simulatedChannel.js'
import type { World } from './world.js'

/** The bridge of a called channel. */
export const bridgeOf = (world: World, leg: string) => {
  const { channels } = world
  const id = `00000000-0000-4000-8000-${leg.replace(/\D/g, '').slice(-12).padStart(12, '0')}`
  const inside = (): number => channels.all().filter(({ bridge }) => bridge === id).length
  const move = (event: string, uniqueid: string, bridge: string): void => {
    channels.patch(uniqueid, { bridge })
    const channel = channels.get(uniqueid)
    if (channel !== undefined) world.emit(event, ...bridgeLines(id, inside()), ...channelLines(channel))
  }
  return {
    begin: (first: string, second: string): void => {
      world.emit('BridgeCreate', ...bridgeLines(id, 0))
      move('BridgeEnter', first, id)
      move('BridgeEnter', second, id)
    },
    end: (first: string, second: string): void => {
      move('BridgeLeave', first, '')
      move('BridgeLeave', second, '')
      world.emit('BridgeDestroy', ...bridgeLines(id, 0))
    },
  }
}

/** Completes when the bridge is gone; the channel that was asked to end, or that moves, leaves first. */
export const bridged = (world: World, leg: string, caller: string): Observable<never> => {
  const { channels } = world
  const bridge = bridgeOf(world, leg)
  const begin$ = defer(() => {
    bridge.begin(leg, caller)
    return EMPTY
  })
  const talk$ = merge(channels.leaving(caller), channels.leaving(leg)).pipe(take(1), ignoreElements())
  const end$ = defer(() => {
    const isFirst = channels.isEnding(caller) || (channels.isLeaving(caller) && !channels.isEnding(leg))
    const [first, second] = isFirst ? [caller, leg] : [leg, caller]
    bridge.end(first, second)
    // AMI's Hangup gives no cause: a channel that it ends out of a bridge gets the cause of a normal end
    if (channels.isEnding(first) && channels.get(first)?.cause === 0) channels.patch(first, { cause: 16 })
    return EMPTY
  })
  return concat(begin$, talk$, end$)
}
