/** Snapshots: the headers that show a channel or a bridge in many events, also with a prefix before each name. */
import type { Option } from 'fp-ts/lib/Option.js'
import type { ChannelState } from './channelState.js'
import type { OtherWord } from './codec.js'

/** The channel at the time of the event (`manager_channels.c:ast_manager_build_channel_state_string_prefix`). */
export interface ChannelSnapshot {
  /** `PJSIP/2222-00000001` */
  readonly Channel: Option<string>
  readonly ChannelState: Option<ChannelState>
  readonly ChannelStateDesc: Option<ChannelState>
  readonly CallerIDNum: Option<string>
  readonly CallerIDName: Option<string>
  readonly ConnectedLineNum: Option<string>
  readonly ConnectedLineName: Option<string>
  readonly Language: Option<string>
  readonly AccountCode: Option<string>
  readonly Context: Option<string>
  readonly Exten: Option<string>
  readonly Priority: Option<number>
  /** The id of the channel for its whole life. */
  readonly Uniqueid: Option<string>
  /** Shared by all channels of one call. */
  readonly Linkedid: Option<string>
  /** From 18.25, 20.10, 21.5 and 22 on, if set. */
  readonly Tenantid: Option<string>
  /** `NAME=value`, for the variables in `channelvars` of manager.conf. */
  readonly ChanVariable: readonly string[]
}

/** The bridge at the time of the event (`manager_bridges.c:ast_manager_build_bridge_state_string_prefix`). */
export interface BridgeSnapshot {
  readonly BridgeUniqueid: Option<string>
  readonly BridgeType: Option<string>
  readonly BridgeTechnology: Option<string>
  readonly BridgeCreator: Option<string>
  readonly BridgeName: Option<string>
  readonly BridgeNumChannels: Option<number>
  readonly BridgeVideoSourceMode: Option<'none' | 'talker' | 'single' | 'sfu' | OtherWord>
  readonly BridgeVideoSource: Option<string>
}

/** The same headers, each behind a prefix: `DestChannel`, `DestChannelState` … */
export type Prefixed<Prefix extends string, Snapshot> = {
  readonly [Name in keyof Snapshot & string as `${Prefix}${Name}`]: Snapshot[Name]
}

type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9

/** The numbers 0 to 30 of numbered headers: an RTCP packet has 31 reports at most (RFC 3550, section 6.4). */
export type HeaderNumber = Digit | `1${Digit}` | `2${Digit}` | 30

/** The same headers for each number: `Report0IAJitter`, `Report1IAJitter` … */
export type Numbered<Before extends string, Rest> = {
  readonly [Name in keyof Rest & string as `${Before}${HeaderNumber}${Name}`]: Rest[Name]
}
