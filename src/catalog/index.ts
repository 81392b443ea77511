/**
 * Entry point `rx-asterisk/catalog`: the types of all events and actions of Asterisk's own modules, by name. It has types only.
 *
 *     import type { HangupEvent } from 'rx-asterisk/catalog'
 *
 *     const isBusy = ({ Cause }: HangupEvent): boolean => Cause._tag === 'Some' && Cause.value === 17
 */
export type * from '../protocol/catalog/actions.js'
export type * from '../protocol/catalog/events.js'
export type { OtherWord } from '../protocol/codec.js'
export type { BridgeSnapshot, ChannelSnapshot, HeaderNumber, Numbered, Prefixed } from '../protocol/snapshot.js'
