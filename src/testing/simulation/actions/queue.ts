/** The lists of queues. */
import { asyncScheduler } from 'rxjs'
import { list } from '../reply.js'
import { memberItem, paramsItem, type QueueState, summaryItem } from '../state/queueStore.js'
import type { World } from '../world.js'
import type { ActionTable } from './handler.js'

const entry = ({ channels }: World, { name, callers }: QueueState): readonly (readonly string[])[] =>
  callers.map(({ uniqueid, joined }, index) => {
    const channel = channels.get(uniqueid)
    return [
      'Event: QueueEntry',
      `Queue: ${name}`,
      `Position: ${index + 1}`,
      `Channel: ${channel?.name ?? uniqueid}`,
      `Uniqueid: ${channel?.uniqueid ?? `0.${index + 1}`}`,
      `CallerIDNum: ${channel?.caller.number ?? 'unknown'}`,
      `CallerIDName: ${channel?.caller.name ?? 'unknown'}`,
      'ConnectedLineNum: unknown',
      'ConnectedLineName: unknown',
      `Wait: ${Math.floor((asyncScheduler.now() - joined) / 1000)}`,
      'Priority: 0',
    ]
  })

const wanted = (world: World, name: string): readonly QueueState[] =>
  [...world.queues.values()].filter((queue) => name === '' || queue.name === name)

export const queueActions: ActionTable = {
  QueueStatus: {
    classes: [],
    answer: (request, { world }) => {
      const items = wanted(world, request.get('Queue'))
        .flatMap((queue) => [
          paramsItem(queue),
          ...[...queue.members.values()].map((member) => memberItem(queue.name, member)),
          ...entry(world, queue),
        ])
        .map((lines) => [...lines, ...request.id])
      return list(request, 'Queue status will follow', items, 'QueueStatusComplete')
    },
  },
  QueueSummary: {
    classes: [],
    answer: (request, { world }) => {
      const items = wanted(world, request.get('Queue')).map((queue) => [...summaryItem(queue), ...request.id])
      return list(request, 'Queue summary will follow', items, 'QueueSummaryComplete')
    },
  },
}
