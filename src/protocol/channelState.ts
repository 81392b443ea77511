/** The states of a channel, by the numbers and by the words of Asterisk. */

/** A channel's state (`channelstate.h`). */
export type ChannelState =
  | 'down'
  | 'reserved'
  | 'offHook'
  | 'dialing'
  | 'ring'
  | 'ringing'
  | 'up'
  | 'busy'
  | 'dialingOffHook'
  | 'preRing'
  | 'mute'
  | 'unknown'

/** In the order of their numbers. */
export const CHANNEL_STATES: readonly ChannelState[] = [
  'down',
  'reserved',
  'offHook',
  'dialing',
  'ring',
  'ringing',
  'up',
  'busy',
  'dialingOffHook',
  'preRing',
]

/** `channel.c:ast_state2str` */
export const CHANNEL_STATE_WORDS: ReadonlyMap<string, ChannelState> = new Map([
  ['Down', 'down'],
  ['Rsrvd', 'reserved'],
  ['OffHook', 'offHook'],
  ['Dialing', 'dialing'],
  ['Ring', 'ring'],
  ['Ringing', 'ringing'],
  ['Up', 'up'],
  ['Busy', 'busy'],
  ['Dialing Offhook', 'dialingOffHook'],
  ['Pre-ring', 'preRing'],
  ['Mute', 'mute'],
])
