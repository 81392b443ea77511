/** The callers of one queue in their order: each change gives a new list, in which callers that stayed as they were are the same objects. */
import type { QueueCaller } from './queue.js'
import { sameCaller } from './queue.js'

const at = (caller: QueueCaller, index: number): QueueCaller =>
  caller.position === index + 1 ? caller : { ...caller, position: index + 1 }

/** The position of a caller; 0 for one who does not wait. */
export const positionOf = (callers: readonly QueueCaller[], uniqueid: string): number =>
  callers.find((caller) => caller.uniqueid === uniqueid)?.position ?? 0

/** A caller joins at its position; those behind it move down. One who waits already only moves, and keeps the time. */
export const joining = (callers: readonly QueueCaller[], caller: QueueCaller): readonly QueueCaller[] => {
  const known = callers.find(({ uniqueid }) => uniqueid === caller.uniqueid)
  const others = callers.filter((each) => each !== known)
  const index = Math.max(0, Math.min(others.length, caller.position - 1))
  const joined = known === undefined ? caller : { ...known, position: caller.position }
  return [...others.slice(0, index), joined, ...others.slice(index)].map(at)
}

/** A caller leaves; those behind it move up. */
export const leaving = (callers: readonly QueueCaller[], uniqueid: string): readonly QueueCaller[] => {
  const left = callers.filter((caller) => caller.uniqueid !== uniqueid)
  return left.length === callers.length ? callers : left.map(at)
}

const kept = (item: QueueCaller, before: QueueCaller | undefined): QueueCaller => {
  if (before === undefined) return item
  // an item tells the wait in whole seconds, and the first time was as good or better
  const merged = { ...item, joined: before.joined }
  return sameCaller(merged, before) ? before : merged
}

/** The list is right: these callers wait, and no others. */
export const listing = (callers: readonly QueueCaller[], items: readonly QueueCaller[]): readonly QueueCaller[] => {
  const before = new Map(callers.map((caller) => [caller.uniqueid, caller]))
  const listed = [...items]
    .sort((a, b) => a.position - b.position)
    .map(at)
    .map((item) => kept(item, before.get(item.uniqueid)))
  return listed.length === callers.length && listed.every((caller, index) => caller === callers[index])
    ? callers
    : listed
}
