/** The public names of rx-asterisk. */
export { type Asterisk, connect } from './asterisk.js'
export { type ConnectOptions } from './options.js'
export { AmiError, type CallReason, type Failure, show } from './failure.js'
export { type Metrics } from './connection/connection.js'
export { type Gap, type Status } from './connection/status.js'
export { type Transport, type Wire } from './transport.js'
export { type DbValue } from './functions/database.js'
export { type Beyond } from './run/backlog.js'
export { type Handler, type Policy } from './run/logic.js'
export { type MailboxTuple } from './functions/mailbox.js'
export { type Call, type CallerId, type CallOptions } from './functions/originate.js'
export { type Held, type Permissions } from './functions/permissions.js'
export { type Requirements, requirements, type Used } from './functions/requirements.js'
export { attempt, toTaskEither } from './run/settle.js'
export { type List, type Send } from './functions/ask.js'
export { type Action, type Custom, custom, type HeaderValue, type Scalar } from './protocol/action.js'
export { type AnswerTo, type ItemOf, type ListName, type Response, type SentName } from './protocol/answer.js'
export type * from './protocol/catalog/actions.js'
export { type AuthorizationClass } from './protocol/permission.js'
export { type Channel, type Party, type Uniqueid } from './protocol/channel.js'
export { type ChannelState } from './protocol/channelState.js'
export { frame, Frame, type Header } from './protocol/frame.js'
export { type MailboxCount } from './protocol/mailbox.js'
export { type Caller, type UserEvent, type UserEventHeaders } from './protocol/userEvent.js'
export { type ChannelChange } from './model/channels.js'
export { type DeviceState } from './model/devices.js'
export { type Event } from './protocol/event.js'
export { type EventName, isEvent } from './protocol/typedEvent.js'
export type * from './protocol/catalog/events.js'
export { type DeviceStateWord } from './protocol/codec.js'
export { type BridgeSnapshot, type ChannelSnapshot, type Prefixed } from './protocol/snapshot.js'
export { type Report } from './protocol/view.js'
export {
  type EventsByName,
  type StreamOptions,
  type Streams,
  streams,
  type Unlisted,
  type UserEventsByName,
} from './streams/streams.js'
