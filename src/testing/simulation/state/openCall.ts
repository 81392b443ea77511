/** A phone that calls an application, which answers at once. */
import { partyOf } from '../phones.js'
import type { SimulatedChannel } from '../simulatedChannel.js'
import type { World } from '../world.js'

/** The channel of that name, or a new answered channel of that endpoint. */
export const openCall = (world: World, endpointOrChannel: string, exten: string): SimulatedChannel => {
  const { channels } = world
  const living = channels.find(endpointOrChannel)
  if (living !== undefined) return living
  const opened = channels.open({
    name: channels.nextName(endpointOrChannel),
    state: 'Ring',
    context: 'internal',
    exten,
    caller: partyOf(world, endpointOrChannel),
  })
  channels.change(opened.uniqueid, 'Newstate', { state: 'Up' })
  return channels.get(opened.uniqueid) ?? opened
}
