/** Entry point rx-asterisk/testing: what a test of a program that uses rx-asterisk needs. */
export { simulate, type Simulation } from './simulate.js'
export type { Breaking } from './simulation/breaking.js'
export type { HeardAction } from './simulation/exchange.js'
export type { Ending } from './simulation/faults.js'
export type { Manner, MailboxCounts, SimulateOptions, SimulatedQueue, SimulatedUser } from './simulation/options.js'
export type { Address } from './simulation/server.js'
export type { Channel, ChannelState, Party } from './simulation/snapshot.js'
export {
  answer,
  busy,
  congestion,
  dbPut,
  dial,
  hangup,
  ringing,
  sendDtmf,
  userEvent,
  wait,
} from './simulation/steps.js'
export type { Context, Step } from './simulation/steps.js'
export type { PlacedCall } from './simulation/telephony.js'
export * as frames from './frames.js'
export { marbles } from './marbles.js'
export { record, replay } from './record.js'
