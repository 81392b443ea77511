/** The failure stories A1 to B3, in virtual time. Those that need a real broker are in brokers.test.ts and mosquitto.test.ts too. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { dial } from '../../src/testing/index.js'
import { SETTINGS, staged } from './stage.js'

const test = suite('the failure stories')

const BASE = 'rx-asterisk/house'
const OFFICE = `${BASE}/device/2222`
const DAY_LIMIT = 40_000

const stateOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'state' in value ? value.state : undefined

test(
  'A1: all are there: server, phones, states, link, and bridge last, each once, within two seconds',
  staged(
    { ...SETTINGS, calls: true },
    () => undefined,
    ({ broker }) => {
      const topics = broker.taken.filter(({ retain }) => retain).map(({ topic }) => topic)
      assert.is(topics[0], 'homeassistant/device/rx-asterisk_house/config')
      assert.equal(topics.slice(-2), [`${BASE}/link`, `${BASE}/bridge`])
      assert.is(new Set(topics).size, topics.length)
      assert.ok(topics.includes(OFFICE))
      assert.ok((broker.taken.at(-1)?.at ?? DAY_LIMIT) < 2000)
    },
  ),
)

test(
  'A2: without a broker it waits, and tells why',
  staged(
    SETTINGS,
    () => undefined,
    ({ status, broker }) => {
      assert.is(status().broker._tag, 'Waiting')
      assert.is(broker.taken.length, 0)
      assert.ok(broker.opened() > 4 && broker.opened() < 12)
    },
    { before: (broker) => broker.kill() },
  ),
)

test(
  'A2: a refused login at the broker ends it, and the fault names the broker',
  staged(
    SETTINGS,
    () => undefined,
    ({ status, faults, broker }) => {
      assert.is(status().broker._tag, 'Ended')
      assert.match(faults.join(), /the broker mqtt:\/\/simulated:1883 refused the login/)
      assert.is(broker.opened(), 1)
    },
    {
      before: (broker) =>
        broker.refuse({ _tag: 'BrokerRefused', peer: 'mqtt://simulated:1883', why: 'Not authorized' }),
    },
  ),
)

test(
  'A2: a refused login at Asterisk is told, and the link is offline',
  staged(
    SETTINGS,
    () => undefined,
    ({ faults, broker }) => {
      assert.is(faults.filter((fault) => fault.startsWith('Asterisk refused the login')).length, 1)
      assert.equal(broker.on(`${BASE}/link`), ['offline'])
    },
    { pbxOptions: { users: { admin: { secret: 'another', read: 'call', write: 'call' } } } },
  ),
)

test(
  'A3: a second bridge of that name ends, and disturbs nobody',
  staged(
    SETTINGS,
    ({ broker, at }) => {
      // the other bridge answers the greeting
      at(100, () => broker.say(`${BASE}/info`, '{"instance":"other"}', { retain: true }))
    },
    ({ status, faults, broker }) => {
      assert.is(status().broker._tag, 'Ended')
      assert.match(faults.join(), /another bridge \(other\) runs as server house/)
      assert.equal(
        broker.taken.filter(({ topic }) => topic === `${BASE}/bridge`).map(({ payload }) => payload),
        ['online'],
      )
    },
    {
      before: (broker) => {
        broker.say(`${BASE}/bridge`, 'online', { retain: true })
        broker.say(`${BASE}/info`, '{"instance":"other"}', { retain: true })
      },
    },
  ),
)

test(
  'A3: a bridge that is gone does not answer, and blocks nobody',
  staged(
    SETTINGS,
    () => undefined,
    ({ status }) => {
      assert.is(status().broker._tag, 'Online')
    },
    {
      before: (broker) => {
        broker.say(`${BASE}/bridge`, 'online', { retain: true })
        broker.say(`${BASE}/info`, '{"instance":"other"}', { retain: true })
      },
    },
  ),
)

test(
  'A3: a bridge that runs answers the greeting of another one, and of two that began together one ends',
  staged(
    SETTINGS,
    ({ broker, at }) => {
      at(3000, () => broker.say(`${BASE}/hello`, 'another'))
      at(5000, () => broker.say(`${BASE}/info`, '{"instance":"a-earlier"}'))
    },
    ({ broker, status }) => {
      const infos = broker.taken.filter(({ topic, at }) => topic === `${BASE}/info` && at > 2999 && at < 3100)
      assert.is(infos.length, 1)
      assert.is(status().broker._tag, 'Ended')
    },
  ),
)

test(
  'B1: a restart of Asterisk within five seconds shows nothing offline, and invents no event',
  staged(
    { ...SETTINGS, calls: true },
    ({ pbx, at }) => {
      at(3000, () => pbx.faults.kill())
      at(5000, () => pbx.faults.start())
    },
    ({ broker }) => {
      assert.equal(broker.on(`${BASE}/link`), ['online'])
      assert.equal(
        broker.taken.filter(({ retain, topic }) => !retain && !topic.endsWith('/hello')),
        [],
      )
    },
  ),
)

test(
  'B2: Asterisk is away in a call that ends meanwhile: values stay, then one change after the list',
  staged(
    SETTINGS,
    ({ pbx, at }) => {
      at(3000, () => pbx.dial('PJSIP/200', '2222'))
      at(4000, () => pbx.faults.kill())
      at(14_000, () => pbx.faults.start())
    },
    ({ broker }) => {
      assert.equal(broker.on(`${BASE}/link`), ['online', 'offline', 'online'])
      const states = broker.taken.filter(({ topic }) => topic === OFFICE)
      assert.equal(
        states.map(({ payload }) => stateOf(JSON.parse(payload))),
        ['idle', 'ringing', 'talking', 'idle'],
      )
      const online = broker.taken.filter(({ topic }) => topic === `${BASE}/link`).at(-1)?.at ?? 0
      const idle = states.at(-1)?.at ?? 0
      assert.ok(idle > 14_000 && idle <= online)
    },
    { ms: 60_000 },
  ),
)

test(
  'B3: a missing right is told once with the line of manager.conf, and the rest works',
  staged(
    SETTINGS,
    () => undefined,
    ({ faults, newest }) => {
      assert.is(faults.filter((fault) => /write=.*manager\.conf/.test(fault)).length, 1)
      assert.is(stateOf(newest(OFFICE)), 'idle')
    },
    {
      ms: 200_000,
      pbxOptions: {
        endpoints: { 'PJSIP/2222': { _tag: 'Rings' }, 'PJSIP/200': { _tag: 'Rings' } },
        users: { admin: { secret: 'secret', read: 'call,user', write: 'call' } },
      },
    },
  ),
)

test(
  'a group shows its busiest phone, keys are events, and a phone that is away is not registered',
  staged(
    {
      server: 'house',
      devices: { '2222': { dtmf: true }, 'PJSIP/200': {}, 'PJSIP/31': {} },
      groups: { downstairs: ['2222', 'PJSIP/200'] },
    },
    ({ pbx, at }) => {
      at(3000, () => pbx.dial('PJSIP/200', '2222'))
      at(4000, () => pbx.press('PJSIP/2222', '5'))
      at(4500, () => pbx.deviceState('PJSIP/31', 'UNAVAILABLE'))
    },
    ({ broker, newest }) => {
      const states = broker.on(`${BASE}/group/downstairs`).map((text) => stateOf(JSON.parse(text)))
      assert.equal([...new Set(states)], ['idle', 'dialing', 'talking'])
      assert.equal(
        broker.on(OFFICE).map((text) => /"state":"(\w+)","busy":(\w+)/.exec(text)?.slice(1)),
        [
          ['idle', 'false'],
          ['ringing', 'false'],
          ['talking', 'true'],
        ],
      )
      assert.equal(broker.on(`${BASE}/dtmf/2222`).length, 1)
      assert.match(broker.on(`${BASE}/dtmf/2222`)[0] ?? '', /^\{"event_type":"digit","digit":"5","id":"b-test-\d+"\}$/)
      assert.equal(newest(`${BASE}/device/PJSIP%2F31/registered`), { registered: false, state: 'UNAVAILABLE' })
      assert.equal(newest(`${BASE}/device/2222/registered`), { registered: true, state: 'INUSE' })
    },
    {
      ms: 5000,
      pbxOptions: {
        endpoints: {
          'PJSIP/2222': { _tag: 'Answers', after: 200 },
          'PJSIP/200': { _tag: 'Rings' },
          'PJSIP/31': { _tag: 'Rings' },
        },
        contexts: { internal: (exten) => [dial([`PJSIP/${exten}`])] },
      },
    },
  ),
)

test.run()
