/** What every event has. */
import type { Frame } from './frame.js'

/** An event as Asterisk sent it. Those that the catalog knows have their headers as properties beside (`Events`). */
export interface Event<Name extends string = string> {
  /** `Hangup` */
  readonly name: Name
  readonly frame: Frame
  /** The `name` option of the connection. */
  readonly origin: string
}
