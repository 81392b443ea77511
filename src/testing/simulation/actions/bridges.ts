/** The action BridgeList: the bridges of the calls. */
import { list } from '../reply.js'
import { bridgeLines } from '../simulatedChannel.js'
import type { ActionTable } from './handler.js'

export const bridgeActions: ActionTable = {
  BridgeList: {
    classes: [],
    answer: (request, { world }) => {
      const bridged = world.channels.all().flatMap(({ bridge }) => (bridge === '' ? [] : [bridge]))
      const items = [...new Set(bridged)].map((id) => [
        'Event: BridgeListItem',
        ...request.id,
        ...bridgeLines(id, bridged.filter((each) => each === id).length),
      ])
      return list(request, 'Bridge listing will follow', items, 'BridgeListComplete')
    },
  },
}
