/** The interface of an MQTT broker: where links to it come from. */
import type { Observable } from 'rxjs'
import type { BridgeFault, BrokerFault } from './fault.js'

/** A message to send. */
export interface MqttMessage {
  readonly topic: string
  readonly payload: string
  readonly qos: 0 | 1
  readonly retain: boolean
  /** Of a request in MQTT 5. */
  readonly correlation?: Uint8Array | undefined
}

/** A message that arrived. */
export interface MqttHeard {
  readonly topic: string
  /** As text; bytes that are no UTF-8 are replaced. */
  readonly payload: string
  /** The size of the payload in bytes. */
  readonly bytes: number
  /** True where the broker had kept the message, or its sender asked for this. */
  readonly retained: boolean
  /** Of a request in MQTT 5. */
  readonly responseTopic?: string | undefined
  readonly correlation?: Uint8Array | undefined
}

/** Topics to hear. */
export interface MqttFilter {
  readonly topic: string
  /** `fresh`: no message that was kept, and none of our own, as far as the protocol can; `all`: those too. */
  readonly wants: 'fresh' | 'all'
}

/** Ends an action of the broker; a fault, where the broker refused it. */
export type MqttDone = (fault?: BridgeFault) => void

/** A link that is open. */
export interface BrokerLink {
  readonly publish: (message: MqttMessage, done: MqttDone) => void
  readonly subscribe: (topics: readonly MqttFilter[], done: MqttDone) => void
  readonly unsubscribe: (topics: readonly string[]) => void
  /** The link will end in order: then the broker does not send the will. */
  readonly goodbye: () => void
}

/** The life of one link: `Up`, messages, and `Down` as the last one. */
export type BrokerSignal =
  | { readonly _tag: 'Up'; readonly link: BrokerLink }
  | { readonly _tag: 'Heard'; readonly message: MqttHeard }
  | { readonly _tag: 'Down'; readonly fault: BrokerFault }

/**
 * A broker. `mqttBroker` is the one that uses the package `mqtt`; a test may have its own.
 *
 *     open(will)   --u--h--h----d|    u: Up, h: Heard, d: Down
 *
 * Each subscription to `open` is one link with a client of its own. Unsubscribing ends it, and the broker sends the will, except after
 * `goodbye`. A link has the shape of a `Transport`, and not of a connection: the will and the subscriptions belong to one link, so the
 * bridge itself makes links in a row.
 *
 * @example
 * import { NEVER } from 'rxjs'
 * import type { Broker } from 'rx-asterisk/mqtt'
 *
 * const silent: Broker = { peer: 'mqtt://nowhere', open: () => NEVER }
 */
export interface Broker {
  /** The address for people, without name and password. */
  readonly peer: string
  readonly open: (will: MqttMessage) => Observable<BrokerSignal>
}
