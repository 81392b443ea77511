/** Entry point rx-asterisk/testing: tools for tests of programs that use rx-asterisk. */
export { simulate, type Simulation } from './simulate.js'
export type { SimulatedFaults } from './simulation/simulatedFaults.js'
export type { ReceivedAction } from './simulation/amiService.js'
export type { LinkEnd } from './simulation/faultState.js'
export type {
  PhoneBehaviour,
  SimulatedAction,
  SimulatedAnswer,
  SimulatedHeaders,
  SimulatedMailbox,
  SimulateOptions,
  SimulatedQueue,
  SimulatedUser,
} from './simulation/options.js'
export type { ListenAddress } from './simulation/server.js'
export type { SimulatedChannel, SimulatedChannelState, SimulatedParty } from './simulation/simulatedChannel.js'
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
export type { DialplanContext, DialplanStep } from './simulation/steps.js'
export type { SimulatedConference } from './simulation/state/conferences.js'
export type { ParkOptions } from './simulation/state/parking.js'
export type { SimulatedRecording } from './simulation/state/recording.js'
export type { SimulatedQueueControl } from './simulation/state/queueControl.js'
export type { SimulatedAgent, SimulatedContact, SimulatedRegistration } from './simulation/state/stations.js'
export type { PlacedCall } from './simulation/telephony.js'
export * as frames from './frames.js'
export { marbles } from './marbles.js'
export { record, replay } from './record.js'
