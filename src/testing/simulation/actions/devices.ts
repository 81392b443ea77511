/** The action DeviceStateList: the states of all endpoints. */
import { deviceState } from '../devices.js'
import { list } from '../reply.js'
import type { ActionTable } from './handler.js'

export const deviceActions: ActionTable = {
  DeviceStateList: {
    classes: ['call', 'reporting'],
    answer: (request, { world }) => {
      const items = [...world.phones.keys()].map((device) => [
        'Event: DeviceStateChange',
        ...request.id,
        `Device: ${device}`,
        `State: ${deviceState(device, world.channels.all())}`,
      ])
      return list(request, 'Device State Changes will follow', items, 'DeviceStateListComplete')
    },
  },
}
