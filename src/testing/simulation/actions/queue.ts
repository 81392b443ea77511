/** The actions QueueStatus and QueueSummary: they list the queues of the options. No call goes through them. */
import { list } from '../reply.js'
import type { ActionTable } from './handler.js'

const params = (queue: string, waiting: number): readonly string[] => [
  'Event: QueueParams',
  `Queue: ${queue}`,
  'Max: 0',
  'Strategy: ringall',
  `Calls: ${waiting}`,
  'Holdtime: 0',
  'TalkTime: 0',
  'Completed: 0',
  'Abandoned: 0',
  'ServiceLevel: 0',
  'ServicelevelPerf: 0.0',
  'ServicelevelPerf2: 0.0',
  'Weight: 0',
]

const member = (queue: string, location: string): readonly string[] => [
  'Event: QueueMember',
  `Queue: ${queue}`,
  `Name: ${location}`,
  `Location: ${location}`,
  `StateInterface: ${location}`,
  'Membership: static',
  'Penalty: 0',
  'CallsTaken: 0',
  'LastCall: 0',
  'LastPause: 0',
  'LoginTime: 0',
  'InCall: 0',
  'Status: 1',
  'Paused: 0',
  'PausedReason: ',
  'Wrapuptime: 0',
]

const entry = (queue: string, channel: string, position: number): readonly string[] => [
  'Event: QueueEntry',
  `Queue: ${queue}`,
  `Position: ${position}`,
  `Channel: ${channel}`,
  `Uniqueid: 0.${position}`,
  'CallerIDNum: unknown',
  'CallerIDName: unknown',
  'ConnectedLineNum: unknown',
  'ConnectedLineName: unknown',
  'Wait: 0',
  'Priority: 0',
]

const summary = (queue: string, members: number, waiting: number): readonly string[] => [
  'Event: QueueSummary',
  `Queue: ${queue}`,
  `LoggedIn: ${members}`,
  `Available: ${members}`,
  `Callers: ${waiting}`,
  'HoldTime: 0',
  'TalkTime: 0',
  'LongestHoldTime: 0',
]

export const queueActions: ActionTable = {
  QueueStatus: {
    classes: [],
    answer: (request, { world }) => {
      const wanted = request.get('Queue')
      const items = Object.entries(world.options.queues ?? {})
        .filter(([name]) => wanted === '' || wanted === name)
        .flatMap(([name, { members, entries }]) => [
          params(name, entries.length),
          ...members.map((location) => member(name, location)),
          ...entries.map((channel, index) => entry(name, channel, index + 1)),
        ])
        .map((lines) => [...lines, ...request.id])
      return list(request, 'Queue status will follow', items, 'QueueStatusComplete')
    },
  },
  QueueSummary: {
    classes: [],
    answer: (request, { world }) => {
      const items = Object.entries(world.options.queues ?? {})
        .map(([name, { members, entries }]) => summary(name, members.length, entries.length))
        .map((lines) => [...lines, ...request.id])
      return list(request, 'Queue summary will follow', items, 'QueueSummaryComplete')
    },
  },
}
