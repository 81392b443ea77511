/** The action DeviceStateList: the states of all endpoints, and of other devices that a test has set. */
import { list } from '../reply.js'
import type { ActionTable } from './handler.js'

export const deviceActions: ActionTable = {
  DeviceStateList: {
    classes: ['call', 'reporting'],
    answer: (request, { world }) => {
      const phones = [...world.phones.keys()].map((device) => [device, world.devices.stateOf(device)] as const)
      const items = [...phones, ...world.stations.deviceStates()].map(([device, state]) => [
        'Event: DeviceStateChange',
        ...request.id,
        `Device: ${device}`,
        `State: ${state}`,
      ])
      return list(request, 'Device State Changes will follow', items, 'DeviceStateListComplete')
    },
  },
}
