// The workloads by the name that picks them, in the order in which they run.
import { pipelined, sequential } from './workloads/actions.mjs'
import { connecting } from './workloads/connect.mjs'
import { flood } from './workloads/flood.mjs'
import { importing } from './workloads/importing.mjs'
import { lag } from './workloads/lag.mjs'
import { retention, soak } from './workloads/memory.mjs'
import { bytewise, ethernet } from './workloads/pieces.mjs'
import { routing } from './workloads/routing.mjs'
import { storm } from './workloads/storm.mjs'

export const workloads = {
  flood,
  routing,
  sequential,
  pipelined,
  connecting,
  retention,
  soak,
  lag,
  bytewise,
  ethernet,
  importing,
  storm,
}
