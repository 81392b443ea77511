/** The row of queues. */
import type { Row, Tools } from '../model.js'
import { QUEUE_EVENTS } from './apply.js'
import { LEG_EVENTS } from './legs.js'
import { MOST_QUEUES, ONE_QUEUE, ALL_QUEUES, SUMMARY } from './questions.js'
import { PLACE_EVENTS, QueueCallFold, WAY_EVENTS } from './queueCallFold.js'
import { QueueFold } from './queueFold.js'

export const QUEUES = {
  name: 'queues',
  members: ['queue', 'queue$'],
  events: QUEUE_EVENTS,
  helped: ['Reload', ...LEG_EVENTS],
  questions: [ONE_QUEUE, ALL_QUEUES, SUMMARY],
  mostKeys: MOST_QUEUES,
  beginsEmpty: false,
  fold: (tools: Tools) => new QueueFold(tools),
} as const satisfies Row<QueueFold>

/** The ways of callers: a row of its own, as it needs class call too. It shares the questions, so both rows are answered by one list. */
export const QUEUE_CALLS = {
  name: 'queueCalls',
  members: ['queueCall'],
  events: [...WAY_EVENTS, 'Hangup'],
  helped: ['Reload', ...PLACE_EVENTS],
  questions: [ONE_QUEUE, ALL_QUEUES],
  mostKeys: MOST_QUEUES,
  lost: ['queueOutcomes'],
  beginsEmpty: false,
  fold: (tools: Tools) => new QueueCallFold(tools),
} as const satisfies Row<QueueCallFold>
