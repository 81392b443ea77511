// The workloads by the name that picks them.
import { pipelined, sequential } from './workloads/actions.mjs'
import { flood } from './workloads/flood.mjs'

export const workloads = { flood, sequential, pipelined }
