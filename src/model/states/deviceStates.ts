/** The row of device states in Asterisk's own words, of phones and of all else that is a device: lamps, rooms, parking spaces, queues, agents. */
import { deviceStateIn, type DeviceStateWord } from '../../protocol/codec.js'
import type { Frame } from '../../protocol/frame.js'
import { DEVICE_STATES } from '../devices.js'
import { copied } from '../copied.js'
import { ListedFold, type Sight } from '../listed.js'
import type { Row, Tools } from '../model.js'

const shown = (frame: Frame): readonly Sight<DeviceStateWord>[] => {
  const device = frame.exact('Device')
  return device === undefined ? [] : [{ key: copied(device), value: deviceStateIn(frame.exact('State') ?? '') }]
}

export const STATES = {
  name: 'states',
  members: ['stateOf'],
  events: ['DeviceStateChange'],
  questions: [DEVICE_STATES],
  insists: [DEVICE_STATES],
  beginsEmpty: false,
  fold: (tools: Tools) =>
    new ListedFold<DeviceStateWord>(tools, {
      // with an ActionID: an item of a list that nobody reads any more
      event: (_name, frame) => (frame.actionId === undefined ? shown(frame) : []),
      item: shown,
      same: (a, b) => a === b,
    }),
} as const satisfies Row<ListedFold<DeviceStateWord>>
