/** The failure stories C1 to E4 of the broker, in virtual time. Those that need a real broker are in brokers.test.ts and mosquitto.test.ts too. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { asyncScheduler } from 'rxjs'
import { SETTINGS, staged } from './stage.js'

const test = suite('the failure stories of the broker')

const BASE = 'rx-asterisk/house'
const OFFICE = `${BASE}/device/2222`

const stateOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'state' in value ? value.state : undefined

test(
  'C1: the broker is killed, and a call begins and ends meanwhile: the broker then has what is true, and nothing of the past',
  staged(
    { ...SETTINGS, calls: true },
    ({ broker, pbx, at }) => {
      at(3000, () => broker.kill())
      at(3100, () => {
        pbx.dial('PJSIP/200', '2222')
        pbx.userEvent('Door', { Source: 'front' })
      })
      at(15_000, () => broker.start())
    },
    ({ broker }) => {
      const after = broker.taken.filter(({ at }) => at > 3000)
      assert.equal(
        after.filter(({ topic }) => topic === OFFICE).map(({ payload }) => stateOf(JSON.parse(payload))),
        ['idle'],
      )
      assert.equal(
        after.filter(({ topic }) => topic.includes('/event/') || topic.endsWith('/call')),
        [],
      )
      assert.is(after.at(-1)?.topic, `${BASE}/bridge`)
    },
    { ms: 60_000 },
  ),
)

test(
  'C3: Home Assistant starts, twice in a second: once, after a random wait, discovery and states, and no event',
  staged(
    SETTINGS,
    ({ broker, pbx, at }) => {
      at(2000, () => pbx.userEvent('Door', {}))
      at(5000, () => broker.say('homeassistant/status', 'online'))
      at(5500, () => broker.say('homeassistant/status', 'online'))
    },
    ({ broker }) => {
      const after = broker.taken.filter(({ at, topic }) => at > 5500 && topic !== 'homeassistant/status')
      assert.is(after.filter(({ topic }) => topic === 'homeassistant/device/rx-asterisk_house/config').length, 1)
      assert.is(after.filter(({ topic }) => topic === OFFICE).length, 1)
      assert.ok(after.every(({ at, retain }) => retain && at > 6500 && at < 6600))
    },
  ),
)

test(
  'C4: the broker comes back empty: everything is there again, without a restart',
  staged(
    SETTINGS,
    ({ broker, at }) => {
      at(3000, () => broker.kill())
      at(3500, () => broker.start())
    },
    ({ broker, status }) => {
      assert.is(status().broker._tag, 'Online')
      assert.is(broker.retained.get(`${BASE}/bridge`), 'online')
      assert.ok(broker.retained.has('homeassistant/device/rx-asterisk_house_device_2222/config'))
    },
  ),
)

test(
  'C5: bridge says offline while it runs: it says online, at most once a second',
  staged(
    SETTINGS,
    ({ broker, at }) => {
      for (let ms = 3000; ms < 5000; ms += 100) at(ms, () => broker.say(`${BASE}/bridge`, 'offline', { retain: true }))
    },
    ({ broker }) => {
      const online = broker.taken.filter(
        ({ topic, payload, at }) => at > 2999 && topic === `${BASE}/bridge` && payload === 'online',
      )
      assert.is(online.length, 3)
      assert.is(broker.retained.get(`${BASE}/bridge`), 'online')
    },
  ),
)

test(
  'C7: closed while the broker hangs: it is over within 600 ms',
  staged(
    SETTINGS,
    ({ broker, bridge, at, status }) => {
      at(3000, () => {
        broker.hang(true)
        void bridge.close()
      })
      at(3499, () => assert.is(status().broker._tag, 'Online'))
      at(3600, () => assert.is(status().broker._tag, 'Ended'))
    },
    ({ broker }) => {
      assert.is(broker.opened(), 1)
    },
  ),
)

test(
  'closed in order it says offline once, and the will is not sent',
  staged(
    SETTINGS,
    ({ bridge, at }) => at(3000, () => void bridge.close()),
    ({ broker }) => {
      assert.equal(broker.on(`${BASE}/bridge`), ['online', 'offline'])
    },
  ),
)

test(
  'C8: a denied topic is a fault that names it, once',
  staged(
    SETTINGS,
    ({ broker, at, pbx }) => {
      at(3000, () => pbx.userEvent('Door', {}))
      at(4000, () => pbx.userEvent('Door', {}))
      at(5000, () => broker.cut())
    },
    ({ faults, newest }) => {
      assert.equal(faults, [
        `the broker refused ${BASE}/event/Door: Not authorized; allow it in the broker's access list`,
      ])
      assert.is(stateOf(newest(OFFICE)), 'idle')
    },
    { before: (broker) => broker.deny((topic) => topic.includes('/event/')) },
  ),
)

test(
  'C8: in 3.1.1 our own message does not come back, and that is told',
  staged(
    SETTINGS,
    () => undefined,
    ({ faults }) => {
      assert.ok(faults.some((fault) => fault.startsWith(`the broker did not return ${BASE}/bridge`)))
    },
    { before: (broker) => broker.swallow((topic) => topic.startsWith(BASE)) },
  ),
)

test(
  'D3: a phone that left the settings is cleared, and nothing of anybody else',
  staged(
    SETTINGS,
    () => undefined,
    ({ broker }) => {
      assert.not(broker.retained.has('homeassistant/device/rx-asterisk_house_device_30/config'))
      assert.not(broker.retained.has(`${BASE}/device/30`))
      assert.not(broker.retained.has(`${BASE}/device/30/registered`))
      assert.ok(broker.retained.has('homeassistant/device/rx-asterisk_house_5fb/config'))
      assert.ok(broker.retained.has('homeassistant/device/zigbee/config'))
      assert.ok(broker.retained.has('homeassistant/device/broken/config'))
    },
    {
      before: (broker) => {
        const keep = (topic: string, payload: unknown): void =>
          broker.say(topic, typeof payload === 'string' ? payload : JSON.stringify(payload), { retain: true })
        const found = (name: string, id: string) => ({ origin: { name }, device: { identifiers: [id] } })
        keep(
          'homeassistant/device/rx-asterisk_house_device_30/config',
          found('rx-asterisk', 'rx-asterisk_house_device_30'),
        )
        keep(`${BASE}/device/30`, '{"state":"talking"}')
        keep(`${BASE}/device/30/registered`, '{}')
        keep('homeassistant/device/rx-asterisk_house_5fb/config', found('rx-asterisk', 'rx-asterisk_house_5fb'))
        keep('homeassistant/device/zigbee/config', found('Zigbee2MQTT', 'rx-asterisk_house_device_31'))
        keep('homeassistant/device/broken/config', 'no json')
      },
    },
  ),
)

test(
  'missed calls of an earlier run are counted on',
  staged(
    { ...SETTINGS, calls: true },
    ({ pbx, at }) => {
      at(3000, () => {
        const call = pbx.dial('PJSIP/2222', '200')
        asyncScheduler.schedule(() => call.hangup(), 1000)
      })
    },
    ({ newest, broker }) => {
      const calls = newest(`${BASE}/calls`) as { missed: number; last: readonly { id: string; result: string }[] }
      assert.is(calls.missed, 8)
      assert.equal(
        calls.last.map(({ result }) => result),
        ['cancelled', 'missed', 'earlier'],
      )
      assert.equal(
        broker.taken
          .filter(({ topic }) => topic === `${BASE}/call`)
          .map(({ payload }) => (JSON.parse(payload) as { event_type: string }).event_type),
        ['ringing', 'ended', 'missed'],
      )
    },
    {
      before: (broker) =>
        broker.say(`${BASE}/calls`, '{"missed":7,"last":[{"id":"x","result":"earlier"}]}', { retain: true }),
    },
  ),
)

test(
  'E4: the doorbell twice in 100 ms is two messages with two ids',
  staged(
    SETTINGS,
    ({ pbx, at }) => {
      at(3000, () => pbx.userEvent('Door', {}))
      at(3100, () => pbx.userEvent('Door', {}))
    },
    ({ broker }) => {
      const rings = broker
        .on(`${BASE}/event/Door`)
        .map((text) => JSON.parse(text) as { event_type: string; id: string })
      assert.equal(
        rings.map(({ event_type }) => event_type),
        ['ring', 'ring'],
      )
      assert.is(new Set(rings.map(({ id }) => id)).size, 2)
    },
  ),
)

test.run()
