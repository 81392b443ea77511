/** Configuration files: every mistake at once, with its place, its cause and its fix. */
import * as E from 'fp-ts/lib/Either.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connect } from '../../src/index.js'
import { mqttConfiguration, mqttBridge } from '../../src/mqtt/index.js'
import { showProblem } from '../../src/smarthome/index.js'
import { simulate } from '../../src/testing/index.js'
import { simulatedBroker } from './simulatedBroker.js'

const test = suite('configuration of the bridge')

const WHOLE = `
broker: { url: mqtts://broker.home:8883, username: asterisk, ca: ca.pem }
asterisk: { host: 127.0.0.1, username: house }
server: house
homeassistant: yes
devices: { '2222': { name: Office, area: Office }, PJSIP/200: { name: Kitchen, hangup: yes } }
groups: { downstairs: ['2222', PJSIP/200] }
mailboxes: ['2222', 0030]
events: { Door: { doorbell: yes, name: Front door }, Dnd: {} }
calls: yes
offlineAfter: 7000
buttons:
  open-door: { name: Open the door, userEvent: { name: OpenDoor, headers: { Source: mqtt } } }
  ring-kitchen: { name: Ring the kitchen, call: { source: PJSIP/200, dest: '240', context: door, callerId: Home } }
switches: { dnd-office: { name: Do not disturb, db: dnd/office, changedBy: Dnd } }
commands: { call: { sources: [PJSIP/200], contexts: [internal], extensions: '[0-9]{2,4}' } }
`

const problems = (text: string): readonly string[] => {
  const read = mqttConfiguration(text, 'mqtt.yaml')
  return E.isLeft(read) ? read.left.map(showProblem) : []
}

test('reads every setting of the documentation', () => {
  const read = mqttConfiguration(WHOLE, 'mqtt.yaml')
  assert.equal(problems(WHOLE), [])
  if (E.isLeft(read) || read.right === undefined) throw new Error('it could not be read')
  const { broker, settings } = read.right
  assert.is(broker.url, 'mqtts://broker.home:8883')
  assert.equal(settings.devices?.['PJSIP/200'], { name: 'Kitchen', hangup: true })
  assert.equal(settings.mailboxes, ['2222', '0030'])
  assert.is(settings.offlineAfter, 7000)
  assert.equal(settings.commands?.call?.contexts, ['internal'])
})

test('reads JSON, also with tabs', () => {
  const json = JSON.stringify(
    { broker: { url: 'mqtt://b' }, devices: { 2222: {} }, calls: true, offlineAfter: 100 },
    null,
    '\t',
  )
  const read = mqttConfiguration(json, 'mqtt.json')
  assert.ok(E.isRight(read))
  assert.equal(read.right?.settings, { devices: { 2222: {} }, calls: true, offlineAfter: 100 })
})

test('all mistakes come at once, each with its line and its fix', () => {
  const text = `broker: { url: http://broker, user: me }
devices:
  2222: { doorbell: yes }
  PJSIP/200: { hangup: maybe }
buttons:
  two: { hangup: '2222', userEvent: { name: X } }
  none: { name: Nothing }
switches: { dnd: { db: dnd } }
commands: { call: { sources: [], contexts: [], extensions: '[' } }
offlineAfter: soon
calls: [1]
`
  assert.equal(problems(text), [
    'mqtt.yaml:1:16: error: broker.url must be a URL of a broker; write a URL such as mqtt://broker:1883, mqtts://broker:8883, ws://… or wss://…',
    'mqtt.yaml:1:31: error: there is no setting broker.user; the keys here are url, username, passwordFile, ca, version',
    'mqtt.yaml:3:11: error: there is no setting devices.2222.doorbell; the keys here are name, area, hangup, dtmf, registered',
    'mqtt.yaml:4:24: error: devices.PJSIP/200.hangup must be yes or no; write yes or no',
    'mqtt.yaml:6:8: error: buttons.two must be a button with one action; write one of call, hangup, dbWrite, userEvent, digits',
    'mqtt.yaml:7:9: error: buttons.none must be a button with one action; write one of call, hangup, dbWrite, userEvent, digits',
    'mqtt.yaml:8:24: error: switches.dnd.db must be a key of the AstDB; write family/key, such as dnd/office',
    "mqtt.yaml:9:60: error: commands.call.extensions must be a regular expression; write one such as '[0-9]{2,4}'",
    'mqtt.yaml:10:15: error: offlineAfter must be a whole number of milliseconds, more than 0; write a number such as 5000',
    'mqtt.yaml:11:8: error: calls must be yes or no; write yes or no',
  ])
})

test('no mistake shows a value, which may be a password', () => {
  const text = 'broker: { url: "mqtt:/me:hunter2@broker", password: hunter2 }\nserver: "HUNTER2 hunter2"\n'
  assert.is(problems(text).length, 3)
  assert.not.match(problems(text).join(), /hunter2/i)
})

test('a file without a broker, one that is no YAML, and one that is too deep', () => {
  assert.equal(problems('devices: {}'), [
    'mqtt.yaml:1:1: error: broker is missing: it must be a broker: url; write a map with url, username, passwordFile, ca, version',
  ])
  assert.match(
    problems('broker: { url: mqtt://b')[0] ?? '',
    /^mqtt\.yaml:\d+:\d+: error: this is neither YAML nor JSON/,
  )
  assert.match(problems(`a: ${'['.repeat(100_000)}`).join(), /nested too deeply|neither YAML/)
  assert.match(problems('broker: { url: mqtt://b }\nserver: a\nserver: b').join(), /3:1.*exists already/)
  assert.match(problems('broker: { url: mqtt://b }\nx: &x a\nserver: *x').join(), /3:9.*refers to another/)
})

test('the settings may stand below a key of another file', () => {
  const plugin = 'ast: { plugin_name: asterisk }\nmqtt:\n  broker: { url: mqtt://b }\n  calls: perhaps\n'
  const read = mqttConfiguration(plugin, 'etc/plugin.yaml', 'mqtt')
  assert.equal(E.isLeft(read) ? read.left.map(({ line, column }) => [line, column]) : [], [[4, 10]])
  assert.equal(mqttConfiguration('ast: {}', 'etc/plugin.yaml', 'mqtt'), E.right(undefined))
})

test('a program gets the same sentences as a TypeError', () => {
  const asterisk = connect({ username: 'admin', password: 'secret', transport: simulate().transport })
  const wrong = { server: 'Big', calls: 7 }
  assert.throws(
    // @ts-expect-error a JavaScript program has no types
    () => mqttBridge(asterisk, simulatedBroker().broker, wrong),
    /server must be a name of a-z.*calls must be yes/,
  )
})

test.run()
