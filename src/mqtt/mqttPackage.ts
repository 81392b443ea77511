/**
 * The part of the package `mqtt` that is used, loaded late. Its own types need those of a browser, which a program for Node does not have.
 */

interface Publishing {
  readonly qos: 0 | 1
  readonly retain: boolean
  readonly properties?: { readonly correlationData: Uint8Array }
}

/** The way in which a topic is heard; 3.1.1 knows `qos` only. */
export interface Subscribing {
  readonly qos: 0 | 1
  readonly nl: boolean
  readonly rap: boolean
  readonly rh: 0 | 2
}

interface MessagePacket {
  readonly retain: boolean
  readonly properties?: { readonly responseTopic?: string; readonly correlationData?: Uint8Array }
}

/** A client of mqtt.js. */
export interface MqttClient {
  readonly connected: boolean
  readonly stream: { readonly destroy: () => unknown }
  readonly on: ((event: 'connect' | 'close', listener: () => void) => unknown) &
    ((event: 'error', listener: (error: unknown) => void) => unknown) &
    ((event: 'disconnect', listener: (packet: { readonly reasonCode?: number }) => void) => unknown) &
    ((event: 'message', listener: (topic: string, payload: Buffer, packet: MessagePacket) => void) => unknown)
  readonly publish: (topic: string, payload: string, options: Publishing, done: (error?: unknown) => void) => unknown
  readonly subscribe: (
    topics: Readonly<Record<string, Subscribing>>,
    done: (error: unknown, granted: unknown, packet?: { readonly granted: readonly unknown[] }) => void,
  ) => unknown
  readonly unsubscribe: (topics: string[]) => unknown
  readonly end: (force: boolean) => unknown
}

/** The options of a client. */
export interface MqttClientOptions {
  readonly clientId: string
  readonly protocolVersion: 4 | 5
  readonly username?: string
  readonly password?: string
  readonly ca?: string
  readonly reconnectPeriod: number
  readonly resubscribe: boolean
  readonly queueQoSZero: boolean
  readonly clean: boolean
  readonly keepalive: number
  readonly will: {
    readonly topic: string
    readonly payload: Buffer
    readonly qos: 0 | 1
    readonly retain: boolean
  }
}

/** Makes a client, which connects at once. */
export type Connect = (url: string, options: MqttClientOptions) => MqttClient

interface MqttPackage {
  readonly default: { readonly connect: Connect }
}

/** `test/mqtt` runs every function of these types on the real package. */
const isMqtt = (loaded: unknown): loaded is MqttPackage =>
  typeof loaded === 'object' &&
  loaded !== null &&
  'default' in loaded &&
  typeof loaded.default === 'object' &&
  loaded.default !== null &&
  'connect' in loaded.default

/** A variable, so that neither the compiler nor a bundler looks for the package. */
const NAME: string = 'mqtt'

/** Loads the package. Rejects where it is not installed. */
export const connectOfMqtt = async (): Promise<Connect> => {
  const loaded: unknown = await import(NAME)
  if (!isMqtt(loaded)) throw new Error('it has no function connect')
  return (url, options) => loaded.default.connect(url, options)
}
