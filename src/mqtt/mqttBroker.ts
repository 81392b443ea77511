/** The broker behind the package `mqtt`, which is loaded at the first link. */
import * as E from 'fp-ts/lib/Either.js'
import { concatMap, defer, from, Observable, of, switchMap, takeWhile } from 'rxjs'
import type { Broker, BrokerLink, BrokerSignal, MqttHeard, MqttMessage, MqttFilter } from './broker.js'
import { brokerAddress } from './brokerAddress.js'
import type { BridgeFault, BrokerFault } from './fault.js'
import {
  type Connect,
  connectOfMqtt,
  type MqttClient,
  type MqttClientOptions,
  type Subscribing,
} from './mqttPackage.js'
import { isLegalTopic } from './topics.js'

/** A broker and the login there. */
export interface BrokerOptions {
  /** `mqtt://`, `mqtts://`, `ws://` or `wss://`; the certificate of TLS is verified. */
  readonly url: string
  readonly username?: string | undefined
  readonly password?: string | undefined
  /** The text of the authority's certificate (PEM), where the system does not know it. */
  readonly ca?: string | undefined
  /** Default: 5, and 4 (MQTT 3.1.1) where the broker refuses 5. */
  readonly version?: 4 | 5 | undefined
}

type Version = 4 | 5

/** Seconds; a silent broker is noticed after one and a half of them. */
const KEEP_ALIVE = 15

/** Milliseconds until a socket is closed that the broker does not close. */
const CLOSING = 200

/** Connack codes for a protocol that the broker does not speak, in 3.1.1 and in 5. */
const OTHER_VERSION: readonly number[] = [1, 132]
/** Connack codes for a login that is refused. */
const REFUSED: readonly number[] = [4, 5, 134, 135, 138]

const codeOf = (error: unknown): number =>
  error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : 0

const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  // several addresses of one name failed: the reasons are in `errors`
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ')
  return error.message
}

const faultOf = (peer: string, error: unknown): BrokerFault => ({
  _tag: REFUSED.includes(codeOf(error)) ? 'BrokerRefused' : 'BrokerLost',
  peer,
  why: messageOf(error),
})

/** A refusal of one message; none for an error by which the whole link ends, and which `Down` reports. */
const refusalOf = (topic: string, error: unknown): BridgeFault | undefined =>
  codeOf(error) >= 0x80 ? { _tag: 'TopicRefused', topic, why: messageOf(error) } : undefined

const optionsOf = (options: BrokerOptions, version: Version, will: MqttMessage): MqttClientOptions => ({
  ...(options.username === undefined ? {} : { username: options.username }),
  ...(options.password === undefined ? {} : { password: options.password }),
  ...(options.ca === undefined ? {} : { ca: options.ca }),
  clientId: `rx-asterisk-${globalThis.crypto.randomUUID().slice(0, 8)}`,
  protocolVersion: version,
  // links in a row are made by the bridge: mqtt.js would keep and send again what is over (docs/decisions.md)
  reconnectPeriod: 0,
  resubscribe: false,
  queueQoSZero: false,
  clean: true,
  keepalive: KEEP_ALIVE,
  will: { topic: will.topic, payload: Buffer.from(will.payload), qos: will.qos, retain: will.retain },
})

const subscriptionOf = ({ topic, wants }: MqttFilter): readonly [string, Subscribing] => [
  topic,
  wants === 'fresh' ? { qos: 0, nl: true, rap: true, rh: 2 } : { qos: 0, nl: false, rap: false, rh: 0 },
]

/** The end of a link: `pending` messages are not acknowledged, and `inOrder` ends it without the will. */
interface Ending {
  pending: number
  inOrder: boolean
}

/** The functions of an open link. */
const linkOver = (client: MqttClient, ending: Ending): BrokerLink => ({
  publish: ({ topic, payload, qos, retain, correlation }, done) => {
    if (!isLegalTopic(topic)) {
      // mqtt.js would send it, and the broker would cut the link
      done({ _tag: 'TopicRefused', topic, why: 'it is no topic of MQTT' })
      return
    }
    ending.pending += 1
    const properties = correlation === undefined ? {} : { properties: { correlationData: Buffer.from(correlation) } }
    client.publish(topic, payload, { qos, retain, ...properties }, (error) => {
      ending.pending -= 1
      done(refusalOf(topic, error))
    })
  },
  subscribe: (topics, done) => {
    client.subscribe(Object.fromEntries(topics.map(subscriptionOf)), (error, _granted, packet) => {
      const refused = topics.filter((_, index) => Number(packet?.granted[index] ?? 0) >= 0x80)
      done(refusalOf(refused.map(({ topic }) => topic).join(', '), error))
    })
  },
  unsubscribe: (topics) => {
    client.unsubscribe([...topics])
  },
  goodbye: () => {
    ending.inOrder = true
  },
})

const end = (client: MqttClient, { pending, inOrder }: Ending): void => {
  if (!client.connected || pending > 0 || !inOrder) {
    client.end(true)
    return
  }
  client.end(false)
  setTimeout(() => client.stream.destroy(), CLOSING).unref()
}

/** One link with a client of its own. Emits the version that the broker refused, where a link with another one may be possible. */
const oneClient = (connect: Connect, peer: string, options: MqttClientOptions): Observable<BrokerSignal | Version> =>
  new Observable((subscriber) => {
    const ending: Ending = { pending: 0, inOrder: false }
    const client = connect(peer, options)
    let fault: BrokerFault | undefined
    client.on('connect', () => {
      subscriber.next({ _tag: 'Up', link: linkOver(client, ending) })
    })
    client.on('message', (topic, payload, { retain, properties }) => {
      const message: MqttHeard = {
        topic,
        payload: payload.toString('utf8'),
        bytes: payload.length,
        retained: retain,
        responseTopic: properties?.responseTopic,
        correlation: properties?.correlationData,
      }
      subscriber.next({ _tag: 'Heard', message })
    })
    client.on('error', (error) => {
      if (options.protocolVersion === 5 && OTHER_VERSION.includes(codeOf(error))) subscriber.next(5)
      fault ??= faultOf(peer, error)
    })
    client.on('disconnect', ({ reasonCode }) => {
      fault ??= { _tag: 'BrokerLost', peer, why: `the broker ended the link (reason ${reasonCode ?? 0})` }
    })
    client.on('close', () => {
      subscriber.next({ _tag: 'Down', fault: fault ?? { _tag: 'BrokerLost', peer, why: 'the link was closed' } })
      subscriber.complete()
    })
    return () => {
      end(client, ending)
    }
  })

/**
 * A broker by its URL. Opens nothing before a bridge starts. Needs the package `mqtt`: `npm install mqtt`. A wrong URL throws a TypeError.
 *
 * Name and password may stand in the URL, too; no fault and no status repeats them.
 *
 * @example
 * import { mqttBroker } from 'rx-asterisk/mqtt'
 *
 * const broker = mqttBroker({ url: 'mqtts://broker.home:8883', username: 'asterisk', password: process.env['MQTT'] ?? '' })
 * console.log(broker.peer) // mqtts://broker.home:8883
 */
export const mqttBroker = (options: BrokerOptions): Broker => {
  const address = brokerAddress(options.url)
  if (E.isLeft(address)) throw new TypeError(`url must be ${address.left}`)
  const { peer, username, password } = address.right
  const login = { ...options, username: options.username ?? username, password: options.password ?? password }
  let version: Version = options.version ?? 5

  const open = (connect: Connect, will: MqttMessage): Observable<BrokerSignal> =>
    defer(() => oneClient(connect, peer, optionsOf(login, version, will))).pipe(
      takeWhile((signal) => typeof signal !== 'number', true),
      concatMap((signal) => {
        if (typeof signal !== 'number') return of(signal)
        if (options.version !== undefined) {
          const why = 'it does not speak MQTT 5; leave out version'
          return of<BrokerSignal>({ _tag: 'Down', fault: { _tag: 'BrokerLost', peer, why } })
        }
        version = 4
        return open(connect, will)
      }),
    )
  return {
    peer,
    open: (will) =>
      from(
        connectOfMqtt().catch((error: unknown): BrokerFault => ({ _tag: 'PackageMissing', why: messageOf(error) })),
      ).pipe(
        switchMap((ready) =>
          typeof ready === 'function' ? open(ready, will) : of<BrokerSignal>({ _tag: 'Down', fault: ready }),
        ),
      ),
  }
}
