/** The parking lot of a simulation. */
import { asyncScheduler, concat, defer, EMPTY, type Observable, tap } from 'rxjs'
import { talk } from '../dial.js'
import { type BridgeKind, bridgeLines, channelLines, deviceOf, type SimulatedChannel } from '../simulatedChannel.js'
import type { World } from '../world.js'
import { openCall } from './openCall.js'
import type { Parked } from './parked.js'

/** The place of a parked call, and the time for which it may stay. */
export interface ParkOptions {
  /** Default: 'default'. */
  readonly lot?: string
  /** Default: the first free one from 701 on. */
  readonly space?: string
  /** Seconds. Default: 45. */
  readonly timeout?: number
}

export interface Parking {
  /** Parks a new call of an endpoint, or the channel of that name. Returns the space. */
  readonly park: (endpointOrChannel: string, options?: ParkOptions) => string
  /** Connects an endpoint with the channel on a space. */
  readonly retrieve: (space: string, endpoint: string, lot?: string) => void
  /** The time of a parked call is over: it leaves its space, and rings its parker. */
  readonly timeOut: (space: string, lot?: string) => void
}

/** The lines of an event or list item about a parked call; `between` stands behind its channel. */
export const parkedLines = (
  { channels }: World,
  { uniqueid, parker, lot, space, since, timeout }: Parked,
  between: readonly string[] = [],
): readonly string[] => {
  const channel = channels.get(uniqueid)
  const duration = Math.floor((asyncScheduler.now() - since) / 1000)
  return [
    ...(channel === undefined ? [] : channelLines(channel, 'Parkee')),
    ...between,
    `ParkerDialString: ${parker}`,
    `Parkinglot: ${lot}`,
    `ParkingSpace: ${space}`,
    `ParkingTimeout: ${timeout - duration}`,
    `ParkingDuration: ${duration}`,
  ]
}

const bridgeIn = (lot: string): string => `00000000-0000-4000-a000-${lot}`

const kindOf = (lot: string): BridgeKind => ['parking', 'holding_bridge', 'Parking', lot]

const at = (world: World, space: string, lot: string): Parked | undefined => world.parked.get(`${lot} ${space}`)

const take = (world: World, parked: Parked): void => {
  world.parked.delete(`${parked.lot} ${parked.space}`)
}

const shift = (world: World, event: 'BridgeEnter' | 'BridgeLeave', { uniqueid, lot }: Parked): void => {
  const { channels, emit } = world
  channels.patch(uniqueid, { bridge: event === 'BridgeEnter' ? bridgeIn(lot) : '' })
  const channel = channels.get(uniqueid)
  const inside = [...world.parked.values()].filter((each) => each.lot === lot).length
  if (channel !== undefined) emit(event, ...bridgeLines(bridgeIn(lot), inside, kindOf(lot)), ...channelLines(channel))
}

/** The first free space of a lot. */
export const freeSpace = (world: World, lot: string): string => {
  let space = 701
  while (at(world, String(space), lot) !== undefined) space += 1
  return String(space)
}

/** Parks a channel that is in no bridge. Completes when its caller gives up. */
export const parkIn = (world: World, parked: Parked): Observable<void> =>
  defer(() => {
    const { channels, emit } = world
    const { uniqueid } = parked
    channels.patch(uniqueid, { application: 'Park', bridge: bridgeIn(parked.lot) })
    world.parked.set(`${parked.lot} ${parked.space}`, parked)
    emit('ParkedCall', ...parkedLines(world, parked))
    shift(world, 'BridgeEnter', parked)
    return channels.hangupRequested(uniqueid).pipe(
      tap(() => {
        const still = [...world.parked.values()].find((each) => each.uniqueid === uniqueid)
        if (still === undefined) return
        take(world, still)
        emit('ParkedCallGiveUp', ...parkedLines(world, still))
        shift(world, 'BridgeLeave', still)
        channels.end(uniqueid)
      }),
    )
  })

/** Connects a channel with the call on a space until one of the two leaves; without such a call it completes at once. */
export const unpark = (world: World, space: string, lot: string, retriever: SimulatedChannel): Observable<never> =>
  defer(() => {
    const parked = at(world, space, lot)
    if (parked === undefined) return EMPTY
    take(world, parked)
    world.emit('UnParkedCall', ...parkedLines(world, parked, channelLines(retriever, 'Retriever')))
    shift(world, 'BridgeLeave', parked)
    // both are one call from now on: the older Linkedid shows in BridgeEnter
    world.channels.patch(retriever.uniqueid, {
      linkedid: world.channels.get(parked.uniqueid)?.linkedid ?? retriever.linkedid,
    })
    return talk(world, parked.uniqueid, retriever.uniqueid)
  })

export const parking = (world: World): Parking => ({
  park: (wanted, { lot = 'default', space = freeSpace(world, lot), timeout = 45 } = {}) => {
    const { uniqueid, name } = openCall(world, wanted, 'park')
    const parker = deviceOf(name)
    world.spawn(parkIn(world, { uniqueid, parker, lot, space, since: asyncScheduler.now(), timeout }))
    return space
  },
  retrieve: (space, endpoint, lot = 'default') => {
    if (at(world, space, lot) === undefined) return
    const retriever = openCall(world, endpoint, space)
    const ended$ = defer(() => {
      world.channels.requestHangup(retriever.uniqueid, 16)
      world.channels.end(retriever.uniqueid)
      return EMPTY
    })
    world.spawn(concat(unpark(world, space, lot, retriever), ended$))
  },
  timeOut: (space, lot = 'default') => {
    const parked = at(world, space, lot)
    if (parked === undefined) return
    take(world, parked)
    world.emit('ParkedCallTimeOut', ...parkedLines(world, parked))
    shift(world, 'BridgeLeave', parked)
  },
})
