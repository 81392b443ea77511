/** What every event has. */
import type { Frame } from './frame.js'

/** Whether it is everybody's, also where an action of ours caused it and it has our ActionID. */
export const isForAll = (event: string | undefined): boolean => event === 'UserEvent' || event === 'OriginateResponse'

/** An event as Asterisk sent it. Those that the catalog knows have their headers as properties beside (`Events`). */
export interface Event<Name extends string = string> {
  /** `Hangup` */
  readonly name: Name
  readonly frame: Frame
  /** The `name` option of the connection. */
  readonly origin: string
}
