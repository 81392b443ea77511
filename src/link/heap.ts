/** The memory of this process. */
import { getHeapStatistics } from 'node:v8'

/** The share of a small heap that one store of the library may take. */
const SHARE = 0.3

let share: number | undefined

/** The bytes that one store may take in this process. The limit of the heap is asked for once. */
export const memoryShare = (): number => (share ??= Math.floor(getHeapStatistics().heap_size_limit * SHARE))
