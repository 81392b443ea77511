/** The public names of rx-asterisk. */
export { type Asterisk, asteriskOver } from './asterisk.js'
export { connect, connectionTo } from './connect.js'
export { type ConnectOptions } from './options.js'
export { AmiError, asFailure, type CallReason, type Failure, failureOf, type FailureReporter, show } from './failure.js'
export { type Connection, type WatchedStream } from './connection/connection.js'
export { type Metrics } from './connection/metrics.js'
export { type Gap, type Ready, type Status } from './connection/status.js'
export { type Transport, type Wire } from './transport.js'
export { type Ask, type ReadReply, type Request } from './request/request.js'
export { type Outcome } from './request/pending.js'
export { type ListAction, type SendAction } from './functions/ask.js'
export { type DbRead, type DbValue } from './functions/database.js'
export { type MailboxTuple } from './functions/mailbox.js'
export type { CallerId } from './functions/callerId.js'
export type { CallControl } from './functions/callControl.js'
export type { Place } from './functions/extension.js'
export type { ParkingOptions } from './functions/park.js'
export type { Recording, RecordingOptions } from './functions/recording.js'
export type { RedirectOptions } from './functions/redirect.js'
export type { DtmfOptions } from './functions/sendDtmf.js'
export { type CallFirstOptions, type RingStrategy } from './functions/callFirst.js'
export { type Call } from './functions/calls/handle.js'
export { type CallEnd } from './functions/calls/life.js'
export { type Connected, type OtherLeg } from './functions/calls/otherLeg.js'
export type { CallOptions } from './functions/originate.js'
export { type ClassState, type Permissions } from './functions/permissions.js'
export { type Member, type RequiredMember, type Requirements, requirements } from './functions/requirements.js'
export { type BacklogLimit } from './run/backlog.js'
export { type Handler, logic, type LogicPolicy } from './run/logic.js'
export { attempt, toTaskEither } from './run/settle.js'
export { type Action, type HeaderValue, type Scalar } from './protocol/action.js'
export { type CustomAction, type CustomEventName, custom } from './protocol/custom.js'
export { type AnswerTo, type ItemOf, type ListName, type Response, type SentName } from './protocol/answer.js'
export { type AuthorizationClass } from './protocol/permission.js'
export { type CallRecord, callRecord } from './protocol/cdr.js'
export { type Channel, type Party, type Uniqueid } from './protocol/channel.js'
export { type ChannelState } from './protocol/channelState.js'
export { type DeviceStateWord } from './protocol/codec.js'
export { type Device, deviceOf } from './protocol/device.js'
export { type Event } from './protocol/event.js'
export { frame, Frame, type Header } from './protocol/frame.js'
export { type MailboxCount } from './protocol/mailbox.js'
export { type EventName, isEvent } from './protocol/typedEvent.js'
export { type CallerChannel, type UserEvent, type UserEventHeaders } from './protocol/userEvent.js'
export { type Bridge, type BridgeMember } from './model/bridges/bridge.js'
export { type CallLogEntry, callLogOf, type CallLogResult } from './model/calls/callLog.js'
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
} from './model/calls/liveCall.js'
export { type ChannelChange } from './model/channels.js'
export { type DeviceState } from './model/deviceState.js'
export { type Answer, type Asker, type Query, type Question } from './model/model.js'
export { type Conference, type ConferenceUser } from './model/conferences/conference.js'
export { type Contact, type ContactState, type Endpoint } from './model/endpoints/endpoint.js'
export { type Registration } from './model/endpoints/registrations.js'
export { type ParkedCall } from './model/parked/parkedCall.js'
export { type Agent } from './model/states/agents.js'
export { type ExtensionState } from './model/states/extensionState.js'
export { type Presence } from './model/states/presences.js'
export { type LiveKey, type LiveList, type LiveLists } from './model/ownList.js'
export { type Queue, type QueueCaller, type QueueMember, type QueuePause } from './model/queues/queue.js'
export { type QueueCallChange, type QueueOutcome } from './model/queues/queueCall.js'
export { eventsOfModel, type LostByOutage, type Resyncable } from './model/rows.js'
export { type QueueStreams } from './streams/queueStreams.js'
export { type ReachabilityStreams } from './streams/reachabilityStreams.js'
export { type RoomStreams } from './streams/roomStreams.js'
export { callLog } from './streams/callLog.js'
export { type CallStreams } from './streams/callStreams.js'
export { type Digit } from './streams/router.js'
export {
  type EventsByName,
  type StreamOptions,
  type Streams,
  streams,
  type UserEventsByName,
} from './streams/streams.js'
export { type WrappingUp, wrappingUp } from './streams/wrappingUp.js'
