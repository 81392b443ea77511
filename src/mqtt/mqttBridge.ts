/** The bridge of programs: checks the settings, and gives the bridge its surroundings. */
import * as E from 'fp-ts/lib/Either.js'
import type { Asterisk } from '../index.js'
import { bridgeOf, type MqttBridge } from './bridge.js'
import type { Broker } from './broker.js'
import { settingsOf } from './config/configuration.js'
import { filled, type MqttItem, type MqttSettings } from './settings.js'

/**
 * A bridge between an Asterisk and an MQTT broker, with Home Assistant's discovery. Opens nothing before `start`.
 *
 *     broker       ---o------w--o-----   o: everything is sent, `bridge` is online; w: Waiting
 *     link         ---n-----------f--n   n: online, f: offline; the topic for Asterisk
 *
 * The broker gets the newest value of each topic, also after an outage of any side; events of an outage are lost, and commands are never
 * late. `items` are further values of a program. Nothing is heard that the settings do not name. Wrong settings throw a TypeError. Rights in manager.conf: `read = call` and
 * `write = call` for phones and mailboxes, `user` for UserEvents, `dtmf` for keys; see `docs/mqtt.md` for the actions.
 *
 * @example
 * import { connect } from 'rx-asterisk'
 * import { mqttBridge, mqttBroker, showBridgeFault } from 'rx-asterisk/mqtt'
 *
 * const asterisk = connect({ username: 'house', password: process.env['AMI_PASSWORD'] ?? '' })
 * const bridge = mqttBridge(asterisk, mqttBroker({ url: 'mqtt://localhost' }), {
 *   server: 'house',
 *   devices: { '2222': { name: 'Office' } },
 *   events: { Door: { doorbell: true, name: 'Front door' } },
 * })
 * bridge.fault$.subscribe((fault) => console.error(showBridgeFault(fault)))
 * bridge.start()
 */
export const mqttBridge = (
  asterisk: Asterisk,
  broker: Broker,
  settings: MqttSettings,
  items: readonly MqttItem[] = [],
): MqttBridge => {
  const read = settingsOf(settings)
  if (E.isLeft(read)) throw new TypeError(read.left.join('. '))
  return bridgeOf(asterisk, broker, filled(read.right, items), {
    random: Math.random,
    instance: globalThis.crypto.randomUUID().slice(0, 8),
  })
}
