/** The lists of conferences and of bridges. */
import { asyncScheduler } from 'rxjs'
import { list, refusal } from '../reply.js'
import { bridgeLines, channelLines } from '../simulatedChannel.js'
import { yes } from '../state/room.js'
import type { ActionTable } from './handler.js'

export const conferenceActions: ActionTable = {
  ConfbridgeListRooms: {
    classes: ['reporting'],
    answer: (request, { world }) => {
      const all = [...world.rooms.values()]
      if (all.length === 0) return refusal(request, 'No active conferences.')
      const items = all.map(({ name, users, locked }) => [
        'Event: ConfbridgeListRooms',
        ...request.id,
        `Conference: ${name}`,
        `Parties: ${users.length}`,
        'Marked: 0',
        `Locked: ${yes(locked)}`,
        'Muted: No',
      ])
      return list(request, 'Confbridge conferences will follow', items, 'ConfbridgeListRoomsComplete')
    },
  },
  ConfbridgeList: {
    classes: ['reporting'],
    answer: (request, { world }) => {
      const wanted = request.get('Conference')
      if (wanted === '') return refusal(request, 'No Conference name provided.')
      const room = world.rooms.get(wanted)
      if (room === undefined) return refusal(request, 'No Conference by that name found.')
      const items = room.users.map(({ uniqueid, admin, muted, talking, since }) => {
        const channel = world.channels.get(uniqueid)
        return [
          'Event: ConfbridgeList',
          ...request.id,
          `Conference: ${wanted}`,
          `Admin: ${yes(admin)}`,
          'MarkedUser: No',
          'WaitMarked: No',
          'EndMarked: No',
          'EndMarkedAny: No',
          'Waiting: No',
          `Muted: ${yes(muted)}`,
          `Talking: ${yes(talking)}`,
          `AnsweredTime: ${Math.floor((asyncScheduler.now() - since) / 1000)}`,
          ...(channel === undefined ? [] : channelLines(channel)),
        ]
      })
      return list(request, 'Confbridge user list will follow', items, 'ConfbridgeListComplete')
    },
  },
  BridgeList: {
    classes: [],
    answer: (request, { world }) => {
      const rooms = new Map([...world.rooms.values()].map(({ name, bridge }) => [bridge, name]))
      const inside = world.channels.all().flatMap(({ bridge }) => (bridge === '' ? [] : [bridge]))
      const items = [...new Set(inside)].map((id) => {
        const room = rooms.get(id)
        const kind = room === undefined ? undefined : (['base', 'softmix', 'ConfBridge', room] as const)
        return [
          'Event: BridgeListItem',
          ...request.id,
          ...bridgeLines(id, inside.filter((each) => each === id).length, kind),
        ]
      })
      return list(request, 'Bridge listing will follow', items, 'BridgeListComplete')
    },
  },
}
