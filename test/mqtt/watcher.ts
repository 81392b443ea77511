/** Another client of a broker, such as Home Assistant: hears everything, and may speak. */
import { retry, tap, timer } from 'rxjs'
import {
  type BrokerLink,
  mqttBroker,
  type BrokerOptions,
  type MqttHeard,
  type MqttMessage,
} from '../../src/mqtt/index.js'
import { eventually } from '../support/watching.js'

export interface Watched extends MqttHeard {
  /** Milliseconds of a stop-watch. */
  readonly at: number
}

export const watcher = async (options: BrokerOptions) => {
  const heard: Watched[] = []
  let link: BrokerLink | undefined
  const broker = mqttBroker(options)
  const running = broker
    .open({ topic: 'watcher/gone', payload: '1', qos: 0, retain: false })
    .pipe(
      tap((signal) => {
        if (signal._tag === 'Heard') heard.push({ ...signal.message, at: performance.now() })
        if (signal._tag === 'Up') {
          link = signal.link
          signal.link.subscribe([{ topic: '#', wants: 'all' }], () => undefined)
        }
        if (signal._tag === 'Down') throw new Error(JSON.stringify(signal.fault))
      }),
      retry({ delay: () => timer(20) }),
    )
    .subscribe()
  await eventually('the watcher is connected', () => link !== undefined)
  const on = (topic: string): readonly Watched[] => heard.filter((each) => each.topic === topic)
  return {
    heard,
    on,
    /** The payloads on a topic. */
    payloads: (topic: string): readonly string[] => on(topic).map(({ payload }) => payload),
    newest: (topic: string): string | undefined => on(topic).at(-1)?.payload,
    /** Waits for a payload on a topic. */
    sees: (topic: string, test: RegExp, within?: number): Promise<void> =>
      eventually(`${topic} shows ${String(test)}`, () => test.test(on(topic).at(-1)?.payload ?? ''), within),
    say: (topic: string, payload: string, more: Partial<MqttMessage> = {}): Promise<void> =>
      new Promise((done) => {
        link?.publish({ topic, payload, qos: 1, retain: false, ...more }, () => done())
      }),
    close: (): void => running.unsubscribe(),
  }
}

export type Watcher = Awaited<ReturnType<typeof watcher>>
