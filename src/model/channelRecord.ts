/** A channel as its newest frame shows it. The channel is built when it is asked for: most channels of a storm end before that. */
import { type Channel, channelOf, type Past, pastOf, type Uniqueid } from '../protocol/channel.js'
import type { Frame } from '../protocol/frame.js'
import { keysOfChannel } from '../protocol/device.js'

/** A frame that shows a channel: an event of that name, or `Status` for an item of a list. `at`: epoch milliseconds. */
export interface Evidence {
  readonly event: string
  readonly frame: Frame
  readonly at: number
  /** The link on which an event shows it; undefined for an item of a list, which may be older than the known state. */
  readonly link: number | undefined
}

/**
 * The bytes of a living channel in memory beside its frames, with its entries in all models (measured on Node 20: 850 with one device
 * watched, 1,600 with everything watched). A server that never sends Hangup, or a filter that drops it, must not take all memory.
 */
export const CHANNEL_BYTES = 1600

/** The known state of a channel. Never changes: the next frame makes the next record. */
export class ChannelRecord {
  readonly uniqueid: Uniqueid
  readonly name: string
  /** The keys of its device. */
  readonly keys: readonly string[]
  /** About the bytes that it takes in memory, with the newest frame, and the frame that its names are slices of. */
  readonly size: number
  /** The newest link on which an event showed it. */
  readonly link: number | undefined
  readonly #frame: Frame
  readonly #past: Past
  #channel: Channel | undefined
  #linkedid: string | undefined

  constructor(
    uniqueid: Uniqueid,
    name: string,
    { event, frame, at, link }: Evidence,
    before: ChannelRecord | undefined,
  ) {
    const same = before?.name === name
    // texts of the first frame: they keep it in memory anyway, so that the frames between need not stay
    this.uniqueid = before?.uniqueid ?? uniqueid
    this.name = same ? before.name : name
    this.keys = same ? before.keys : keysOfChannel(name)
    const texts = (before === undefined ? 1 : 2) * frame.text.length
    this.size = Math.max(before?.size ?? 0, CHANNEL_BYTES + texts)
    this.link = link ?? before?.link
    // a Rename shows the names alone
    const renamed = event === 'Rename' && before !== undefined
    this.#frame = renamed ? before.#frame : frame
    this.#past = renamed ? before.#past : pastOf(event, frame, before === undefined ? undefined : before.#past, at)
  }

  /** Shared by all channels of one call. Read from the newest frame, without the rest of the channel. */
  get linkedid(): string {
    return (this.#linkedid ??= this.#frame.exact('Linkedid') ?? this.uniqueid)
  }

  /** The facts that frames before the newest one may have shown. */
  get past(): Past {
    return this.#past
  }

  get channel(): Channel {
    return (this.#channel ??= channelOf(this.#frame, this, this.#past))
  }
}
