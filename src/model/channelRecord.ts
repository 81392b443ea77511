/** A channel as its newest frame shows it, worked out when somebody asks: most of a storm's channels end before. */
import { type Channel, channelOf, type Past, pastOf, type Uniqueid } from '../protocol/channel.js'
import type { Frame } from '../protocol/frame.js'
import { keysOfChannel } from './devices.js'

/** A frame that shows a channel, as event of that name or, in a list, as `Status`; `at` as epoch milliseconds. */
export interface Sight {
  readonly event: string
  readonly frame: Frame
  readonly at: number
  /** The link on which an event shows it; none for a list's item, which may be older than what is known. */
  readonly link: number | undefined
}

/** What is known of a channel from its newest sight on. Never changes: the next sight makes the next one. */
export class Sighting {
  readonly uniqueid: Uniqueid
  readonly name: string
  /** The keys of its device. */
  readonly keys: readonly string[]
  /** About the characters that it keeps: the newest frame, and that which its names are slices of. */
  readonly size: number
  /** The newest link on which an event has shown it. */
  readonly link: number | undefined
  readonly #frame: Frame
  readonly #past: Past
  #channel: Channel | undefined

  constructor(uniqueid: Uniqueid, name: string, { event, frame, at, link }: Sight, before: Sighting | undefined) {
    const same = before?.name === name
    // texts of the first sight, which stays in memory for them anyway, so that those between need not
    this.uniqueid = before?.uniqueid ?? uniqueid
    this.name = same ? before.name : name
    this.keys = same ? before.keys : keysOfChannel(name)
    this.size = before === undefined ? frame.text.length : Math.max(before.size, 2 * frame.text.length)
    this.link = link ?? before?.link
    // a Rename shows the names alone
    const renamed = event === 'Rename' && before !== undefined
    this.#frame = renamed ? before.#frame : frame
    this.#past = renamed ? before.#past : pastOf(event, frame, before === undefined ? undefined : before.#past, at)
  }

  get channel(): Channel {
    return (this.#channel ??= channelOf(this.#frame, this, this.#past))
  }
}
