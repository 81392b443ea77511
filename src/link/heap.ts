/** The memory of this process. */
import { getHeapStatistics } from 'node:v8'

/** The share of a small heap that one store of the library may take. */
const SHARE = 0.3

/** The bytes that one store may take in this process. The limit of a heap stays as it is, and each question for it costs 3 µs. */
export const MEMORY_SHARE = Math.floor(getHeapStatistics().heap_size_limit * SHARE)
