/** The questions about queues. */
import type { Question } from '../model.js'

const MINUTE = 60_000

/** The list of one queue. Without our mark it may be about one queue or all, and what it lacks proves nothing. */
export const ONE_QUEUE: Question = {
  name: 'queue',
  action: 'QueueStatus',
  headers: (name) => ({ Queue: name }),
  form: 'list',
  items: ['QueueParams', 'QueueMember', 'QueueEntry'],
  end: 'QueueStatusComplete',
  every: MINUTE,
  weight: 15_000,
}

/** All queues with all members: 3 MB for 200 queues of 50 members (measured), so the short list below is asked in between. */
export const ALL_QUEUES: Question = {
  name: 'queues',
  action: 'QueueStatus',
  form: 'list',
  items: ['QueueParams', 'QueueMember', 'QueueEntry'],
  every: 15 * MINUTE,
  weight: 100_000,
}

/** The numbers of each queue: only queues whose numbers differ are asked for again. */
export const SUMMARY: Question = {
  name: 'queueSummary',
  action: 'QueueSummary',
  form: 'list',
  items: ['QueueSummary'],
  end: 'QueueSummaryComplete',
  optional: true,
  every: MINUTE,
  weight: 32_000,
}

/** Beyond so many watched queues all are asked for at once. */
export const MOST_QUEUES = 20

/** True for the reload of the queues, or of everything; that of another module concerns no queue. */
export const reloadsQueues = (module: string | undefined): boolean =>
  module === undefined || module === 'app_queue.so' || module.toLowerCase() === 'all'
