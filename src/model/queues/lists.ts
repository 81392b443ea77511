/** The items of an answer by queue, and a queue as its list shows it. */
import type { Frame } from '../../protocol/frame.js'
import { copied } from '../copied.js'
import { type Around, tell } from './apply.js'
import { listing } from './callers.js'
import type { Telling } from './member.js'
import { callerIn, countersIn, interfaceIn, settingsIn, uniqueidIn } from './read.js'
import type { QueueState } from './state.js'

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

const listMembers = (state: QueueState, items: readonly Frame[], telling: Telling, { ends, legs }: Around): boolean => {
  const present = items.filter((item) => !ends.isDoubtful(state.name, interfaceIn(item)))
  const changed = present.map((item) => tell(state, item, telling, legs))
  const listed = new Set(present.map(interfaceIn))
  const gone = state.members().filter((member) => !listed.has(member))
  for (const member of gone) {
    legs.ended({ queue: state.name, member })
    state.remove(member)
  }
  return gone.length > 0 || changed.includes(true)
}

const listCallers = (state: QueueState, items: readonly Frame[], { at }: Telling, { ends }: Around): boolean => {
  const waiting = items.filter((item) => !ends.hasLeft(state.name, uniqueidIn(item)))
  const callers = waiting.map((item) => callerIn(item, at))
  return state.setCallers(listing(state.callers, callers))
}

/** The list of a queue is right: settings, counters, members and callers. Returns true where people see a difference. */
export const listQueue = (state: QueueState, items: QueueItems, telling: Telling, around: Around): boolean =>
  [
    state.list(settingsIn(items.params, state.name), countersIn(items.params), telling.link),
    listMembers(state, items.members, telling, around),
    listCallers(state, items.entries, telling, around),
  ].includes(true)
