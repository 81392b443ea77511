/** The headers in a line of the catalog's tables, each with its codec. */
import type * as t from 'io-ts'
import { CODECS, Word } from './codec.js'
import { memoizeKnown } from './memo.js'

/** The names of a channel's snapshot, as `manager_channels.c:ast_manager_build_channel_state_string_prefix` writes them. */
const CHANNEL_SNAPSHOT =
  'Channel;ChannelState:ChannelStateFromNumber;ChannelStateDesc:ChannelStateFromWord;CallerIDNum;CallerIDName:EscapedText;' +
  'ConnectedLineNum;ConnectedLineName:EscapedText;Language;AccountCode;Context;Exten;Priority:IntFromString;Uniqueid;' +
  'Linkedid;Tenantid;ChanVariable*:EscapedText'
/** The names of a bridge's snapshot, as `manager_bridges.c:ast_manager_build_bridge_state_string_prefix` writes them. */
const BRIDGE_SNAPSHOT =
  'BridgeUniqueid;BridgeType;BridgeTechnology;BridgeCreator;BridgeName;BridgeNumChannels:IntFromString;' +
  'BridgeVideoSourceMode=none|talker|single|sfu;BridgeVideoSource'

export interface HeaderSpec {
  readonly name: string
  readonly repeats: boolean
  readonly codec: t.Decoder<unknown, unknown>
}

const CODEC_OF: ReadonlyMap<string, t.Decoder<unknown, unknown>> = new Map(Object.entries(CODECS))

/** Reads `Cause:CauseFromString`, `Disposition=NO ANSWER|BUSY`, `Output*`. All events with the same text share the result. */
const headerSpec = memoizeKnown(
  () => true,
  (text: string): HeaderSpec => {
    const [, name = '', star, kind, words] = /^([^:=*]+)(\*)?(?::(\w+)|=(.*))?$/.exec(text) ?? []
    const codec = words !== undefined ? Word(words.split('|')) : (CODEC_OF.get(kind ?? 'Text') ?? CODECS.Text)
    return { name, repeats: star !== undefined, codec }
  },
)

/** Reads a line: headers separated by `;`. `@Dest` is the snapshot of a channel with that prefix, `%Dest` the snapshot of a bridge. */
export const headerSpecs = (line: string): readonly HeaderSpec[] =>
  line
    .split(';')
    .filter((part) => part !== '')
    .flatMap((part) => {
      const sign = part[0]
      if (sign !== '@' && sign !== '%') return [headerSpec(part)]
      const prefix = part.slice(1)
      return (sign === '@' ? CHANNEL_SNAPSHOT : BRIDGE_SNAPSHOT).split(';').map((each) => headerSpec(prefix + each))
    })

/** The headers of a line, by name. */
export type Headers = ReadonlyMap<string, HeaderSpec>
