/** The status of a bridge. */
import type * as O from 'fp-ts/lib/Option.js'
import type { BridgeFault, BrokerFault } from './fault.js'

/**
 * The link to the broker.
 *
 *     Idle → Opening → Greeting → Online → Waiting → Opening → …      Ended: by close(), or by a fault that stays
 */
export type BrokerState =
  /** The bridge is not started. */
  | { readonly _tag: 'Idle' }
  | { readonly _tag: 'Opening' }
  /** The link is open, and the bridge hears what the broker has kept. */
  | { readonly _tag: 'Greeting' }
  /** Everything was sent, and `bridge` is `online`. */
  | { readonly _tag: 'Online' }
  /** The `attempt`th failure in a row. The next try begins after `delay` milliseconds. */
  | { readonly _tag: 'Waiting'; readonly attempt: number; readonly delay: number; readonly fault: BrokerFault }
  | { readonly _tag: 'Ended'; readonly fault: O.Option<BridgeFault> }

/** The status of both sides. */
export interface BridgeStatus {
  readonly broker: BrokerState
  /** The value of the topic `link`; `unknown` until it is known for the first time. */
  readonly asterisk: 'unknown' | 'online' | 'offline'
}
