/** The items of an answer, by queue. */
import type { Frame } from '../../protocol/frame.js'
import { copied } from '../copied.js'

/** The items of one queue. */
export interface QueueItems {
  readonly params: Frame
  readonly members: readonly Frame[]
  readonly entries: readonly Frame[]
}

/** Queues by name. An item of a queue without its QueueParams is left out: Asterisk sends that first. */
export const itemsByQueue = (items: readonly Frame[]): ReadonlyMap<string, QueueItems> => {
  const queues = new Map<string, { params: Frame; members: Frame[]; entries: Frame[] }>()
  for (const item of items) {
    const name = item.exact('Queue') ?? ''
    if (item.event === 'QueueParams') queues.set(copied(name), { params: item, members: [], entries: [] })
    else if (item.event === 'QueueMember') queues.get(name)?.members.push(item)
    else if (item.event === 'QueueEntry') queues.get(name)?.entries.push(item)
  }
  return queues
}
