/** Recordings of queues. Their lists have bare marks: here each gets the mark of its question, as a link of ours would send it. */
import { Frame } from '../../src/index.js'
import { recordedFrames, recordingsIn, LIVE_RECORDINGS } from './recordings.js'

/** The queues of the Asterisk that was recorded. */
const ALL_QUEUES = 3

const QUEUE_ITEMS: ReadonlySet<string | undefined> = new Set(['QueueParams', 'QueueMember', 'QueueEntry'])

/** The ActionIDs of lists of queues, with the names of the queues. */
const queueLists = (frames: readonly Frame[]): ReadonlyMap<string, ReadonlySet<string>> => {
  const lists = new Map<string, Set<string>>()
  for (const frame of frames) {
    const id = frame.actionId
    if (id === undefined || !QUEUE_ITEMS.has(frame.event)) continue
    lists.set(id, (lists.get(id) ?? new Set()).add(frame.get('Queue') ?? ''))
  }
  return lists
}

const marked = (frame: Frame, lists: ReadonlyMap<string, ReadonlySet<string>>): Frame => {
  const id = frame.actionId ?? ''
  const queues = lists.get(id)
  if (queues === undefined) return frame
  const question = queues.size === ALL_QUEUES ? 'queues' : `queue-${[...queues].join('')}`
  return new Frame(frame.text.replace(`ActionID: ${id}`, `ActionID: ${id}-${question}`))
}

/** All frames of a recording, with the marks of its questions. */
export const queueFrames = (name: string): readonly Frame[] => {
  const frames = recordedFrames(name)
  const lists = queueLists(frames)
  return frames.map((frame) => marked(frame, lists))
}

/** The recordings of queues. */
export const QUEUE_RECORDINGS = recordingsIn(LIVE_RECORDINGS).filter((name) => name.includes('queue'))

/** True for the end of a list of all queues. */
export const endsQueues = ({ event, actionId }: Frame): boolean =>
  event === 'QueueStatusComplete' && actionId?.endsWith('-queues') === true

/** The frames of the newest list of all queues, with its response. */
export const lastList = (frames: readonly Frame[]): readonly Frame[] => {
  const end = frames.findLastIndex(endsQueues)
  const id = frames[end]?.actionId
  return id === undefined ? [] : frames.filter(({ actionId }) => actionId === id)
}
