/** The parking lot of a simulation. */
import { asyncScheduler, tap } from 'rxjs'
import { type BridgeKind, bridgeLines, channelLines, deviceOf } from '../simulatedChannel.js'
import type { World } from '../world.js'
import { bridgeOf } from '../bridge.js'
import { openCall } from './openCall.js'
import type { Parked } from './parked.js'

/** The place of a parked call, and the time that it may stay. */
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

export const parking = (world: World): Parking => {
  const { channels, emit } = world
  const at = (space: string, lot: string): Parked | undefined => world.parked.get(`${lot} ${space}`)
  const take = (parked: Parked): void => {
    world.parked.delete(`${parked.lot} ${parked.space}`)
  }
  const move = (event: 'BridgeEnter' | 'BridgeLeave', { uniqueid, lot }: Parked): void => {
    channels.patch(uniqueid, { bridge: event === 'BridgeEnter' ? bridgeIn(lot) : '' })
    const channel = channels.get(uniqueid)
    const inside = [...world.parked.values()].filter((each) => each.lot === lot).length
    if (channel !== undefined) emit(event, ...bridgeLines(bridgeIn(lot), inside, kindOf(lot)), ...channelLines(channel))
  }
  const freeSpace = (lot: string): string => {
    let space = 701
    while (at(String(space), lot) !== undefined) space += 1
    return String(space)
  }

  return {
    park: (wanted, { lot = 'default', space = freeSpace(lot), timeout = 45 } = {}) => {
      const channel = openCall(world, wanted, 'park')
      const { uniqueid } = channel
      const parked: Parked = {
        uniqueid,
        parker: deviceOf(channel.name),
        lot,
        space,
        since: asyncScheduler.now(),
        timeout,
      }
      channels.patch(uniqueid, { application: 'Park', bridge: bridgeIn(lot) })
      world.parked.set(`${lot} ${space}`, parked)
      emit('ParkedCall', ...parkedLines(world, parked))
      move('BridgeEnter', parked)
      world.spawn(
        channels.hangupRequested(uniqueid).pipe(
          tap(() => {
            const still = [...world.parked.values()].find((each) => each.uniqueid === uniqueid)
            if (still === undefined) return
            take(still)
            emit('ParkedCallGiveUp', ...parkedLines(world, still))
            move('BridgeLeave', still)
            channels.end(uniqueid)
          }),
        ),
      )
      return space
    },
    retrieve: (space, endpoint, lot = 'default') => {
      const parked = at(space, lot)
      if (parked === undefined) return
      const retriever = openCall(world, endpoint, space)
      take(parked)
      const { uniqueid } = retriever
      emit('UnParkedCall', ...parkedLines(world, parked, channelLines(retriever, 'Retriever')))
      move('BridgeLeave', parked)
      // both are one call from now on: the older Linkedid shows in BridgeEnter
      channels.patch(uniqueid, { linkedid: channels.get(parked.uniqueid)?.linkedid ?? uniqueid })
      const bridge = bridgeOf(world, uniqueid)
      bridge.begin(parked.uniqueid, uniqueid)
      for (const [first, second] of [
        [uniqueid, parked.uniqueid],
        [parked.uniqueid, uniqueid],
      ] as const) {
        world.spawn(
          channels.hangupRequested(first).pipe(
            tap(() => {
              if (channels.get(first)?.bridge !== '') bridge.end(first, second)
              channels.end(first)
              channels.requestHangup(second, 16)
            }),
          ),
        )
      }
    },
    timeOut: (space, lot = 'default') => {
      const parked = at(space, lot)
      if (parked === undefined) return
      take(parked)
      emit('ParkedCallTimeOut', ...parkedLines(world, parked))
      move('BridgeLeave', parked)
    },
  }
}
