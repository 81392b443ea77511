/** The headers in a line of the catalog's tables, each with its codec. */
import type * as t from 'io-ts'
import { CODECS, OpenWord, Word } from './codec.js'
import { memoizeKnown } from './memo.js'

/** The names of a channel's snapshot, as `manager_channels.c:ast_manager_build_channel_state_string_prefix` writes them. */
const CHANNEL_SNAPSHOT =
  'Channel;ChannelState:ChannelStateFromNumber;ChannelStateDesc:ChannelStateFromWord;CallerIDNum;CallerIDName:EscapedText;' +
  'ConnectedLineNum;ConnectedLineName:EscapedText;Language;AccountCode;Context;Exten;Priority:IntFromString;Uniqueid;' +
  'Linkedid;Tenantid;ChanVariable*:EscapedText'
/** The names of a bridge's snapshot, as `manager_bridges.c:ast_manager_build_bridge_state_string_prefix` writes them. */
const BRIDGE_SNAPSHOT =
  'BridgeUniqueid;BridgeType;BridgeTechnology;BridgeCreator;BridgeName;BridgeNumChannels:IntFromString;' +
  'BridgeVideoSourceMode~none|talker|single|sfu;BridgeVideoSource'

/** A codec with the name of its kind. */
type Codec = t.Decoder<unknown, unknown> & { readonly name: string }

export interface HeaderSpec {
  readonly name: string
  readonly repeats: boolean
  readonly codec: Codec
}

const CODEC_OF: ReadonlyMap<string, Codec> = new Map(Object.entries(CODECS))

/**
 * Reads `Cause:CauseFromString`, `Output*`, and words: `Disposition=NO ANSWER|BUSY` has these only, `Status~Registered|Failed` may have others.
 * All events with the same text share the result.
 */
const headerSpec = memoizeKnown(
  () => true,
  (text: string): HeaderSpec => {
    const [, name = '', star, kind, sign, words] = /^([^:=~*]+)(\*)?(?::(\w+)|([=~])(.*))?$/.exec(text) ?? []
    const codec =
      words === undefined
        ? (CODEC_OF.get(kind ?? 'Text') ?? CODECS.Text)
        : (sign === '=' ? Word : OpenWord)(words.split('|'))
    return { name, repeats: star !== undefined, codec }
  },
)

/** The numbers of a numbered header: an RTCP packet has 31 reports at most (RFC 3550, section 6.4). */
const NUMBERS = Array.from({ length: 31 }, (_, number) => String(number))

/** A header for each number where the name has `#`: `Report#IAJitter` is `Report0IAJitter`, `Report1IAJitter` … */
const numbered = (text: string): readonly HeaderSpec[] =>
  text.includes('#') ? NUMBERS.map((number) => headerSpec(text.replace('#', number))) : [headerSpec(text)]

/** Reads a line: headers separated by `;`. `@Dest` is the snapshot of a channel with that prefix, `%Dest` the snapshot of a bridge. */
export const headerSpecs = (line: string): readonly HeaderSpec[] =>
  line
    .split(';')
    .filter((part) => part !== '')
    .flatMap((part) => {
      const sign = part[0]
      if (sign !== '@' && sign !== '%') return numbered(part)
      const prefix = part.slice(1)
      return (sign === '@' ? CHANNEL_SNAPSHOT : BRIDGE_SNAPSHOT).split(';').map((each) => headerSpec(prefix + each))
    })

/** The headers of a line, by name. */
export type Headers = ReadonlyMap<string, HeaderSpec>
