/** Asterisk and mosquitto together: what a phone does is at the broker, also when both are killed in turn. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { mqttBridge, mqttBroker, showBridgeFault } from '../../src/mqtt/index.js'
import { hasMosquitto, mosquitto } from '../mqtt/mosquitto.js'
import { watcher } from '../mqtt/watcher.js'
import { eventually } from '../support/watching.js'
import { type Bench, conformance, row } from './conformance.js'
import type { LabUser } from './lab.js'

const BASE = 'rx-asterisk/lab'
const PHONE = `${BASE}/device/2222`

/** A bridge of the lab on a mosquitto of its own, with another client. */
const house = async ({ connect }: Bench, user: LabUser) => {
  const server = await mosquitto()
  const bridge = mqttBridge(connect(user), mqttBroker({ url: server.url }), {
    server: 'lab',
    devices: { 2222: { name: 'Office' } },
    events: { Door: { doorbell: true } },
    mailboxes: ['2222'],
    calls: true,
    buttons: { say: { userEvent: { name: 'Door', headers: { Source: 'mqtt' } } } },
  })
  const faults: string[] = []
  bridge.fault$.subscribe((fault) => faults.push(showBridgeFault(fault)))
  bridge.start()
  let ha = await watcher({ url: server.url })
  await ha.sees(`${BASE}/bridge`, /online/, 20_000)
  return {
    server,
    faults,
    ha: () => ha,
    /** A client that has heard nothing yet: it sees what the broker has kept. */
    fresh: async () => {
      ha.close()
      ha = await watcher({ url: server.url })
      return ha
    },
    close: async () => {
      await bridge.close()
      ha.close()
      await server.close()
    },
  }
}

const inHouse =
  (play: (home: Awaited<ReturnType<typeof house>>, bench: Bench) => Promise<void>, user: LabUser = 'full') =>
  async (bench: Bench) => {
    const home = await house(bench, user)
    try {
      await play(home, bench)
    } finally {
      await home.close()
    }
  }

const rows = [
  row(
    'M1: a phone rings, talks and hangs up: the retained state follows',
    inHouse(async ({ ha, fresh, faults }, { lab }) => {
      await lab.phone('2222', { _tag: 'Answers', after: 700 })
      await lab.phone('200', { _tag: 'Rings' })
      await ha().sees(PHONE, /"state":"idle"/, 10_000)
      const call = await lab.dial('200', '2222')
      await ha().sees(PHONE, /"state":"ringing".*"direction":"incoming"/, 10_000)
      await ha().sees(PHONE, /"state":"talking".*"number":"200"/, 10_000)
      await call.hangup()
      await (await fresh()).sees(PHONE, /"state":"idle"/, 10_000)
      await ha().sees(`${BASE}/calls`, /"result":"answered"/, 10_000)
      assert.equal(faults, [])
    }),
  ),
  row(
    'M2: a button sends a UserEvent, which is heard as a doorbell with an id',
    inHouse(async ({ ha }) => {
      await ha().say(`${BASE}/button/say/press`, 'PRESS')
      await ha().sees(`${BASE}/event/Door`, /"event_type":"ring","id":".+","time":".+","source":"mqtt"/, 10_000)
      await ha().sees(`${BASE}/result/button/say`, /"ok":true/, 10_000)
    }),
  ),
  row(
    'M3: both are killed in turn: Asterisk goes offline and comes back, the broker has everything again',
    inHouse(async ({ ha, fresh, server }, { lab }) => {
      await lab.kill()
      await ha().sees(`${BASE}/link`, /offline/, 20_000)
      await server.kill()
      await lab.start()
      await server.start()
      const late = await fresh()
      await late.sees(`${BASE}/bridge`, /online/, 40_000)
      await late.sees(`${BASE}/link`, /online/, 60_000)
      await late.sees(PHONE, /"state":"idle"/, 10_000)
      await eventually('the mailbox is there', () => late.on(`${BASE}/mailbox/2222`).length > 0, 10_000)
    }),
  ),
  row(
    'M4: the rights of docs/home-assistant.md are enough: read = call,user and write = call',
    inHouse(async ({ ha, faults }) => {
      await ha().sees(PHONE, /"state":"idle"/, 10_000)
      await ha().sees(`${PHONE}/registered`, /"registered":(?:true|false)/, 10_000)
      await ha().sees(`${BASE}/mailbox/2222`, /"new":/, 10_000)
      assert.equal(faults, [])
    }, 'minimal'),
  ),
]

if (hasMosquitto) conformance('an MQTT bridge', rows)
else {
  const tests = suite('an MQTT bridge')
  for (const { name } of rows) tests.skip(name, () => undefined)
  tests.run()
}
