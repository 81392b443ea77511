/** Discovery: every message keeps Home Assistant's rules, every topic is legal, and no two names become one. */
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { discovery, topicLevel } from '../../src/mqtt/index.js'
import { idPart } from '../../src/mqtt/names.js'
import { checkDiscovery, checkNames, checkPayloads } from '../fuzz/mqtt.js'
import { items, settings } from './arbitraries.js'
import { ID, mistakesIn } from './homeAssistant.js'
import { SETTINGS } from './stage.js'

const test = suite('discovery')

test('the server comes first, and phones refer to it', () => {
  const sent = discovery({ ...SETTINGS, calls: true, groups: { downstairs: ['2222', 'PJSIP/200'] } })
  assert.equal(
    sent.map(({ topic }) => topic),
    ['', '_device_2222', '_device_PJSIP_2f200', '_group_downstairs'].map(
      (each) => `homeassistant/device/rx-asterisk_house${each}/config`,
    ),
  )
})

test('the ids of every entity stay for ever (D4)', () => {
  const ids = discovery({ ...SETTINGS, calls: true, devices: { 'PJSIP/200': { hangup: true, dtmf: true } } }).flatMap(
    ({ payload }) =>
      Object.values(payload['components'] as Readonly<Record<string, { readonly unique_id?: string }>>).map(
        ({ unique_id: id }) => id,
      ),
  )
  assert.equal(ids, [
    'rx-asterisk_house_server_link_connected',
    'rx-asterisk_house_server_call_event',
    'rx-asterisk_house_server_calls_missed',
    'rx-asterisk_house_mailbox_2222_messages',
    'rx-asterisk_house_event_Door_event',
    undefined,
    'rx-asterisk_house_button_open-door_press',
    'rx-asterisk_house_switch_dnd-office_set',
    'rx-asterisk_house_device_PJSIP_2f200_state',
    'rx-asterisk_house_device_PJSIP_2f200_in_call',
    'rx-asterisk_house_device_PJSIP_2f200_ringing',
    'rx-asterisk_house_device_PJSIP_2f200_registered',
    'rx-asterisk_house_device_PJSIP_2f200_dtmf',
    'rx-asterisk_house_device_PJSIP_2f200_hangup',
  ])
})

test('nothing without Home Assistant', () => {
  assert.equal(discovery({ ...SETTINGS, homeassistant: false }), [])
})

test('the schema finds what it must find', () => {
  const [server] = discovery(SETTINGS)
  const payload = server?.payload ?? {}
  const components = payload['components'] as Readonly<Record<string, object>>
  const mistakes = (more: object): number => mistakesIn(server?.topic ?? '', { ...payload, ...more }, []).length
  assert.is(mistakes({}), 0)
  assert.is(mistakes({ surprise: 1 }), 1)
  assert.is(mistakes({ device: { identifiers: ['a'], name: 'a', colour: 'red' } }), 1)
  assert.is(
    mistakes({
      components: {
        ...components,
        bell: { platform: 'event', unique_id: 'a', state_topic: 'b', event_types: ['x'], device_class: 'doorbell' },
      },
    }),
    1,
  )
  assert.is(
    mistakes({ components: { ...components, bad: { platform: 'sensor', unique_id: 'a', state_topic: 'a/#' } } }),
    1,
  )
})

test('D1: names that break brokers become legal and distinct levels and ids', () => {
  const names = [
    'a+b/#',
    'Tür 1',
    '2222%2F',
    '..',
    '$SYS',
    '',
    '\0',
    'ü'.repeat(150),
    'PJSIP/200',
    'PJSIP_200',
    '\ud800',
    '\ufffd',
  ]
  const levels = names.map(topicLevel)
  const ids = names.map(idPart)
  assert.is(new Set(levels).size, names.length)
  assert.is(new Set(ids).size, names.length)
  assert.ok(levels.every((level) => /^[A-Za-z0-9_.%-]+$/.test(level)))
  assert.ok(ids.every((id) => ID.test(id)))
  assert.is(topicLevel('PJSIP/200'), 'PJSIP%2F200')
  assert.is(idPart('PJSIP/200'), 'PJSIP_2f200')
})

test('any settings make messages that keep the rules, and ids that are distinct', () => {
  fc.assert(fc.property(settings, items, checkDiscovery), { numRuns: 1500, seed: 7 })
})

test('any two names stay two', () => {
  checkNames(3000, 7)
})

test('D2: any caller, any header: JSON, cut, without control characters, below 16 KiB', () => {
  checkPayloads(1500, 7)
})

test.run()
