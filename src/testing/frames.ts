/** The frames that marble tests need most, as Asterisk 22 writes them. */
import { frame, type Frame } from '../protocol/frame.js'

/** Headers of a channel that a test may set beside its name. */
export interface ChannelHeaders {
  /** The channel's name by default: each name stands for one channel. */
  readonly uniqueid?: string
  readonly linkedid?: string
  readonly callerIdNum?: string
  readonly connectedLineNum?: string
}

const STATES = ['Down', 'Rsrvd', 'OffHook', 'Dialing', 'Ring', 'Ringing', 'Up'] as const

/** The name that Asterisk gives to a state of a channel. */
export type StateName = (typeof STATES)[number]

const snapshot = (name: string, state: StateName, about: ChannelHeaders): readonly string[] => {
  const uniqueid = about.uniqueid ?? name
  return [
    `Channel: ${name}`,
    `ChannelState: ${STATES.indexOf(state)}`,
    `ChannelStateDesc: ${state}`,
    `CallerIDNum: ${about.callerIdNum ?? '<unknown>'}`,
    'CallerIDName: <unknown>',
    `ConnectedLineNum: ${about.connectedLineNum ?? '<unknown>'}`,
    'ConnectedLineName: <unknown>',
    `Uniqueid: ${uniqueid}`,
    `Linkedid: ${about.linkedid ?? uniqueid}`,
  ]
}

/**
 * A new channel: in state `Ring` for a phone that dials, in state `Down` for a phone that is called.
 *
 * @example
 * import { frames } from 'rx-asterisk/testing'
 *
 * frames.newchannel('PJSIP/2222-00000001', 'Ring')
 */
export const newchannel = (name: string, state: StateName = 'Down', about: ChannelHeaders = {}): Frame =>
  frame('Event: Newchannel', 'Privilege: call,all', ...snapshot(name, state, about))

/** A channel that changes its state: `newstate('PJSIP/2222-00000001', 'Up')`. */
export const newstate = (name: string, state: StateName, about: ChannelHeaders = {}): Frame =>
  frame('Event: Newstate', 'Privilege: call,all', ...snapshot(name, state, about))

/** A channel that ends; `cause` is a Q.850 hangup cause, 16 is a normal end. */
export const hangup = (name: string, cause = 16, about: ChannelHeaders = {}): Frame =>
  frame('Event: Hangup', 'Privilege: call,all', ...snapshot(name, 'Up', about), `Cause: ${cause}`)

/** A UserEvent from another program: `userEvent('Call', { Source: '0301', Value: 'Bob' })`. */
export const userEvent = (name: string, headers: Readonly<Record<string, string>> = {}): Frame =>
  frame(
    'Event: UserEvent',
    'Privilege: user,all',
    `UserEvent: ${name}`,
    ...Object.entries(headers).map(([header, value]) => `${header}: ${value}`),
  )

/** A mailbox that changes: `messageWaiting('2222@default', { old: 3, new: 1 })`. */
export const messageWaiting = (mailbox: string, counts: { readonly old: number; readonly new: number }): Frame =>
  frame(
    'Event: MessageWaiting',
    'Privilege: call,all',
    `Mailbox: ${mailbox}`,
    `Waiting: ${counts.new > 0 ? 1 : 0}`,
    `New: ${counts.new}`,
    `Old: ${counts.old}`,
  )

/** A digit that was pressed on the phone of a channel. */
export const digit = (name: string, pressed: string, about: ChannelHeaders = {}): Frame =>
  frame(
    'Event: DTMFEnd',
    'Privilege: dtmf,all',
    ...snapshot(name, 'Up', about),
    `Digit: ${pressed}`,
    'DurationMs: 100',
    'Direction: Received',
  )
