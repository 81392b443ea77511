/** A broker in virtual time: retained messages, wills, access lists, and ways to break it. */
import { asyncScheduler, Observable, type Subscriber } from 'rxjs'
import type { Broker, BrokerLink, BrokerSignal, MqttHeard, MqttMessage, MqttFilter } from '../../src/mqtt/broker.js'
import type { BrokerFault } from '../../src/mqtt/fault.js'

/** A message that the broker took. `at`: milliseconds. */
interface Taken extends MqttMessage {
  readonly at: number
}

interface Client {
  readonly subscriber: Subscriber<BrokerSignal>
  readonly will: MqttMessage
  subscriptions: readonly MqttFilter[]
  inOrder: boolean
}

const fits = (pattern: string, topic: string): boolean => {
  const [wanted, given] = [pattern.split('/'), topic.split('/')]
  return wanted.length === given.length && wanted.every((level, index) => level === '+' || level === given[index])
}

/** Milliseconds for a message in one direction. */
const WAY = 1

export const simulatedBroker = () => {
  const retained = new Map<string, string>()
  const taken: Taken[] = []
  const clients = new Set<Client>()
  let [isUp, isSilent, opened] = [true, false, 0]
  let fault: BrokerFault | undefined
  let denied: (topic: string) => boolean = () => false
  let swallowed: (topic: string) => boolean = () => false

  const later = (act: () => void, ms = WAY): void => {
    asyncScheduler.schedule(act, ms)
  }
  const deliver = (client: Client, message: MqttHeard): void => {
    later(() => {
      if (clients.has(client) && !isSilent) client.subscriber.next({ _tag: 'Heard', message })
    })
  }
  const incoming = ({ topic, payload, correlation }: MqttMessage, isRetained: boolean): MqttHeard => ({
    topic,
    payload,
    bytes: Buffer.byteLength(payload),
    retained: isRetained,
    correlation,
  })
  const take = (message: MqttMessage, from?: Client): void => {
    taken.push({ ...message, at: asyncScheduler.now() })
    if (message.retain) {
      if (message.payload === '') retained.delete(message.topic)
      else retained.set(message.topic, message.payload)
    }
    for (const client of clients) {
      const fitting = client.subscriptions.find(({ topic }) => fits(topic, message.topic))
      if (fitting === undefined || (fitting.wants === 'fresh' && client === from)) continue
      deliver(client, incoming(message, fitting.wants === 'fresh' && message.retain))
    }
  }
  const leave = (client: Client): void => {
    if (!clients.delete(client)) return
    if (!client.inOrder && isUp) take(client.will)
  }
  const linkOf = (client: Client): BrokerLink => ({
    publish: (message, done) => {
      later(() => {
        if (!clients.has(client) || isSilent) return
        if (denied(message.topic)) {
          later(() => done({ _tag: 'TopicRefused', topic: message.topic, why: 'Not authorized' }))
          return
        }
        if (!swallowed(message.topic)) take(message, client)
        later(() => {
          if (clients.has(client)) done()
        })
      })
    },
    subscribe: (topics, done) => {
      later(() => {
        if (!clients.has(client) || isSilent) return
        client.subscriptions = [...client.subscriptions, ...topics]
        later(done)
        for (const [topic, payload] of retained) {
          const fitting = topics.find((each) => each.wants === 'all' && fits(each.topic, topic))
          if (fitting !== undefined) deliver(client, incoming({ topic, payload, qos: 1, retain: true }, true))
        }
      })
    },
    unsubscribe: (topics) => {
      client.subscriptions = client.subscriptions.filter(({ topic }) => !topics.includes(topic))
    },
    goodbye: () => {
      client.inOrder = true
    },
  })
  const broker: Broker = {
    peer: 'mqtt://simulated:1883',
    open: (will) =>
      new Observable((subscriber) => {
        opened += 1
        const client: Client = { subscriber, will, subscriptions: [], inOrder: false }
        later(() => {
          if (subscriber.closed) return
          if (!isUp || fault !== undefined) {
            const why: BrokerFault = fault ?? { _tag: 'BrokerLost', peer: broker.peer, why: 'refused' }
            subscriber.next({ _tag: 'Down', fault: why })
            return
          }
          clients.add(client)
          subscriber.next({ _tag: 'Up', link: linkOf(client) })
        })
        return () => {
          leave(client)
        }
      }),
  }
  /** All links are lost at once. */
  const cut = (): void => {
    const lost: BrokerFault = { _tag: 'BrokerLost', peer: broker.peer, why: 'cut' }
    for (const client of [...clients]) {
      leave(client)
      client.subscriber.next({ _tag: 'Down', fault: lost })
    }
  }
  return {
    broker,
    retained,
    taken,
    opened: () => opened,
    /** The payloads that the broker took on a topic. */
    on: (topic: string): readonly string[] =>
      taken.filter((each) => each.topic === topic).map(({ payload }) => payload),
    /** Another client sends. */
    say: (topic: string, payload: string, more: Partial<MqttMessage> = {}): void => {
      take({ topic, payload, qos: 0, retain: false, ...more })
    },
    /** A message with a flag, as a broker may deliver it. */
    hand: (message: Partial<MqttHeard> & Pick<MqttHeard, 'topic' | 'payload'>): void => {
      for (const client of clients)
        deliver(client, { bytes: Buffer.byteLength(message.payload), retained: false, ...message })
    },
    cut,
    /** `kill -9`: no will is sent, and nothing is kept. */
    kill: (): void => {
      isUp = false
      retained.clear()
      cut()
    },
    start: (): void => {
      isUp = true
    },
    refuse: (why: BrokerFault | undefined): void => {
      fault = why
    },
    /** The broker hangs: it answers nothing, and the links stay. */
    hang: (hangs: boolean): void => {
      isSilent = hangs
    },
    deny: (test: (topic: string) => boolean): void => {
      denied = test
    },
    /** Takes messages, says so, and drops them. */
    swallow: (test: (topic: string) => boolean): void => {
      swallowed = test
    },
  }
}

export type SimulatedBroker = ReturnType<typeof simulatedBroker>
