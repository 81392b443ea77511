/** Entry point rx-asterisk/streams: frames → streams, without a socket and without Node, for a browser and for recordings. */
export { AmiError, type Failure, failureOf, type FailureReporter, show } from '../failure.js'
export { type Bridge, type BridgeMember } from '../model/bridges/bridge.js'
export { type CallLogEntry, callLogOf, type CallLogResult } from '../model/calls/callLog.js'
export {
  type AttemptOutcome,
  type CallAttempt,
  type CallChange,
  type CallOutcome,
  type CallParked,
  type CallQueue,
  type CallTransfer,
  type DialplanAnswer,
  type Leg,
  type LiveCall,
  type Talk,
} from '../model/calls/liveCall.js'
export { type ChannelChange } from '../model/channels.js'
export { type DeviceState } from '../model/deviceState.js'
export { type Conference, type ConferenceUser } from '../model/conferences/conference.js'
export { type Contact, type ContactState, type Endpoint } from '../model/endpoints/endpoint.js'
export { type Registration } from '../model/endpoints/registrations.js'
export { type ParkedCall } from '../model/parked/parkedCall.js'
export { type Agent } from '../model/states/agents.js'
export { type ExtensionState } from '../model/states/extensionState.js'
export { type Presence } from '../model/states/presences.js'
export { type LiveKey, type LiveList, type LiveLists } from '../model/ownList.js'
export { type Queue, type QueueCaller, type QueueMember, type QueuePause } from '../model/queues/queue.js'
export { type QueueCallChange, type QueueOutcome } from '../model/queues/queueCall.js'
export { type Channel, type Party, type Uniqueid } from '../protocol/channel.js'
export { type ChannelState } from '../protocol/channelState.js'
export { type DeviceStateWord } from '../protocol/codec.js'
export { custom, type CustomAction, type CustomEventName } from '../protocol/custom.js'
export { type Device, deviceOf } from '../protocol/device.js'
export { type Event } from '../protocol/event.js'
export { frame, Frame, type Header } from '../protocol/frame.js'
export { type MailboxCount } from '../protocol/mailbox.js'
export { type EventName, isEvent } from '../protocol/typedEvent.js'
export { type CallerChannel, type UserEvent, type UserEventHeaders } from '../protocol/userEvent.js'
export { type QueueStreams } from './queueStreams.js'
export { type ReachabilityStreams } from './reachabilityStreams.js'
export { type RoomStreams } from './roomStreams.js'
export { callLog } from './callLog.js'
export { type CallStreams } from './callStreams.js'
export { type Digit } from './router.js'
export { type EventsByName, type StreamOptions, type Streams, streams, type UserEventsByName } from './streams.js'
export { type WrappingUp, wrappingUp } from './wrappingUp.js'
