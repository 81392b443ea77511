/** The properties of every event. */
import type { Frame } from './frame.js'

/** True for events that Asterisk sends to every session, even where they carry our ActionID. */
export const isForAll = (event: string | undefined): boolean => event === 'UserEvent' || event === 'OriginateResponse'

/**
 * An event as Asterisk sent it. An event that the catalog knows also has its headers as properties (`Events`). `console.log` and
 * `JSON.stringify` show the headers without Options, and `***` for secrets.
 */
export interface Event<Name extends string = string> {
  /** `Hangup` */
  readonly name: Name
  readonly frame: Frame
  /** The `name` option of the connection. */
  readonly origin: string
}
