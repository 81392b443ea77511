/** Buttons, switches and commands: what is done, and what is not. The stories E1 to E3. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { MqttSettings } from '../../src/mqtt/settings.js'
import { SETTINGS, type Stage, staged } from './stage.js'

const test = suite('messages that ask')

const BASE = 'rx-asterisk/house'
const ASKING: MqttSettings = {
  ...SETTINGS,
  buttons: {
    ...SETTINGS.buttons,
    ring: { call: { source: 'PJSIP/2222', dest: '200', context: 'internal' } },
    end: { hangup: '2222' },
    code: { digits: { device: '2222', digits: '47' } },
  },
  commands: {
    call: { sources: ['PJSIP/2222'], contexts: ['internal'], extensions: '[0-9]{2,4}', callerIds: ['Home <1>'] },
    userEvent: { names: ['Light'] },
    dbWrite: { keys: ['dnd/office'] },
    hangup: { devices: [] },
  },
}

interface Result {
  readonly id: string | null
  readonly ok: boolean
  readonly error: string | null
  readonly text: string | null
  readonly result: unknown
}

const results = ({ broker }: Stage, name: string): readonly Result[] =>
  broker.on(`${BASE}/result/${name}`).map((text) => JSON.parse(text) as Result)

const errors = (stage: Stage, name: string): readonly (string | null)[] =>
  results(stage, name).map(({ error }) => error)

/** The UserEvents that reached Asterisk. */
const sent = ({ asterisk }: Stage): readonly string[] => {
  const names: string[] = []
  asterisk.userEvent$.subscribe(({ name }) => names.push(name))
  return names
}

const press = ({ broker }: Stage, button: string, payload = 'PRESS'): void =>
  broker.say(`${BASE}/button/${button}/press`, payload)

let heard: readonly string[] = []

test(
  'a button does its one thing, and tells the result',
  staged(
    ASKING,
    (stage) => {
      heard = sent(stage)
      stage.at(3000, () => press(stage, 'open-door'))
      stage.at(3100, () => press(stage, 'open-door', '{"name":"Other"}'))
      stage.at(3200, () => stage.broker.say(`${BASE}/button/unknown/press`, 'PRESS'))
    },
    (stage) => {
      assert.equal(heard, ['OpenDoor'])
      assert.equal(errors(stage, 'button/open-door'), [null, 'NotAllowed'])
    },
  ),
)

test(
  'a switch writes to the AstDB, and shows the value that is there then',
  staged(
    ASKING,
    ({ broker, at }) => {
      at(3000, () => broker.say(`${BASE}/switch/dnd-office/set`, '1'))
      at(4000, () => broker.say(`${BASE}/switch/dnd-office/set`, 'toggle'))
    },
    (stage) => {
      assert.equal(stage.broker.on(`${BASE}/db/dnd/office`), ['0', '1'])
      assert.equal(errors(stage, 'switch/dnd-office'), [null, 'NotAllowed'])
    },
  ),
)

test(
  'a button rings, another one sends digits into the call, and a third one ends it',
  staged(
    ASKING,
    (stage) => {
      stage.at(3000, () => press(stage, 'ring'))
      stage.at(4000, () => press(stage, 'code'))
      stage.at(5000, () => press(stage, 'end'))
      stage.at(7000, () => press(stage, 'code'))
    },
    (stage) => {
      assert.equal(errors(stage, 'button/ring'), [null])
      assert.equal(errors(stage, 'button/code'), [null, 'InvalidAction'])
      assert.equal(
        results(stage, 'button/end').map(({ ok }) => ok),
        [true],
      )
      assert.is(stage.pbx.channels().length, 0)
    },
  ),
)

const command = ({ broker }: Stage, name: string, args: unknown): void =>
  broker.say(`${BASE}/command/${name}`, typeof args === 'string' ? args : JSON.stringify(args))

const CALL = { source: 'PJSIP/2222', dest: '200', context: 'internal' }

test(
  'a command within its lists is done, and answers with its id',
  staged(
    ASKING,
    (stage) => {
      stage.at(3000, () => command(stage, 'call', { id: 'c1', ...CALL, callerId: 'Home <1>' }))
      stage.at(3000, () => command(stage, 'userEvent', { id: 'u1', name: 'Light', headers: { Room: 'hall' } }))
      stage.at(3000, () => command(stage, 'dbWrite', { id: 'd1', key: 'dnd/office', value: '1' }))
    },
    (stage) => {
      const [call] = results(stage, 'call')
      assert.is(call?.id, 'c1')
      assert.is(call?.ok, true)
      assert.match(JSON.stringify(call?.result), /PJSIP\/2222-/)
      assert.equal(
        results(stage, 'userEvent').map(({ id, ok }) => [id, ok]),
        [['u1', true]],
      )
      assert.equal(stage.broker.on(`${BASE}/db/dnd/office`), ['0', '1'])
    },
  ),
)

test(
  'E2: what is not in a list is not done, and the result says so',
  staged(
    ASKING,
    (stage) => {
      heard = sent(stage)
      const wrong = [
        { ...CALL, context: 'trunks' },
        { ...CALL, source: 'Local/1@x' },
        { ...CALL, dest: '0900123456' },
        { ...CALL, dest: '20\n0' },
        { ...CALL, callerId: 'Police <110>' },
        { source: 'PJSIP/2222' },
      ]
      wrong.forEach((args, index) => {
        stage.at(3000 + index, () => command(stage, 'call', { id: `w${index}`, ...args }))
      })
      stage.at(3100, () => command(stage, 'userEvent', { id: 'x', name: 'OpenDoor' }))
      stage.at(3100, () => command(stage, 'hangup', { id: 'y', device: '2222' }))
      stage.at(3100, () => command(stage, 'action', { id: 'z', Action: 'Command' }))
    },
    (stage) => {
      assert.equal(
        errors(stage, 'call'),
        Array.from({ length: 6 }, () => 'NotAllowed'),
      )
      assert.equal(errors(stage, 'userEvent'), ['NotAllowed'])
      assert.equal(errors(stage, 'hangup'), ['NotAllowed'])
      assert.equal(results(stage, 'action'), [])
      assert.equal(heard, [])
      assert.is(stage.pbx.channels().length, 0)
    },
  ),
)

test(
  'E2: retained, the same id, 4 KiB and one byte, no JSON, no id: not done, and a result each',
  staged(
    ASKING,
    (stage) => {
      heard = sent(stage)
      const light = { id: 'a', name: 'Light' }
      const topic = `${BASE}/command/userEvent`
      stage.at(3000, () => command(stage, 'userEvent', light))
      stage.at(4000, () => command(stage, 'userEvent', light))
      stage.at(5000, () => stage.broker.say(topic, JSON.stringify({ ...light, id: 'b' }), { retain: true }))
      const long = JSON.stringify({ ...light, id: 'c', pad: '' })
      stage.at(6000, () =>
        command(stage, 'userEvent', long.replace('"pad":""', `"pad":"${'x'.repeat(4097 - long.length)}"`)),
      )
      stage.at(7000, () => command(stage, 'userEvent', 'turn the light on'))
      stage.at(8000, () => command(stage, 'userEvent', { name: 'Light' }))
      stage.at(63_100, () => command(stage, 'userEvent', light))
    },
    (stage) => {
      assert.equal(errors(stage, 'userEvent'), [null, 'Repeated', 'Retained', 'TooLarge', 'NotJson', 'NoId', null])
      assert.equal(heard, ['Light', 'Light'])
    },
    { ms: 70_000 },
  ),
)

test(
  'E2: a hundred a second: ten are done, and the others are told so',
  staged(
    ASKING,
    (stage) => {
      heard = sent(stage)
      for (let n = 0; n < 100; n += 1)
        stage.at(3000 + n * 9, () => command(stage, 'userEvent', { id: `n${n}`, name: 'Light' }))
      stage.at(5000, () => command(stage, 'userEvent', { id: 'later', name: 'Light' }))
    },
    (stage) => {
      assert.is(heard.length, 11)
      assert.is(errors(stage, 'userEvent').filter((error) => error === 'TooMany').length, 90)
    },
  ),
)

test(
  'E1: pressed while Asterisk is away: NotSent at once, and never later',
  staged(
    ASKING,
    (stage) => {
      heard = sent(stage)
      stage.at(3000, () => stage.pbx.faults.kill())
      stage.at(3500, () => press(stage, 'open-door'))
      stage.at(3600, () => assert.equal(errors(stage, 'button/open-door'), ['NotSent']))
      stage.at(4000, () => stage.pbx.faults.start())
    },
    () => assert.equal(heard, []),
  ),
)

test(
  'E1: pressed while the broker is away: nothing, also later',
  staged(
    ASKING,
    (stage) => {
      heard = sent(stage)
      stage.at(3000, () => stage.broker.kill())
      stage.at(3500, () => press(stage, 'open-door'))
      stage.at(4000, () => stage.broker.start())
    },
    () => assert.equal(heard, []),
  ),
)

test(
  'a result goes to the topic of the request below result/, with its data, and nowhere else',
  staged(
    ASKING,
    ({ broker, at }) => {
      const ask = (id: string, responseTopic: string): void =>
        broker.hand({
          topic: `${BASE}/command/userEvent`,
          payload: JSON.stringify({ id, name: 'Light' }),
          responseTopic,
          correlation: Buffer.from('7'),
        })
      at(3000, () => ask('a', `${BASE}/result/mine`))
      at(3100, () => ask('b', 'homeassistant/status'))
      at(3200, () => ask('c', `${BASE}/result/#`))
    },
    (stage) => {
      assert.equal(
        results(stage, 'mine').map(({ id }) => id),
        ['a'],
      )
      assert.equal(
        results(stage, 'userEvent').map(({ id }) => id),
        ['b', 'c'],
      )
      const [mine] = stage.broker.taken.filter(({ topic }) => topic.endsWith('/mine'))
      assert.is(Buffer.from(mine?.correlation ?? []).toString(), '7')
    },
  ),
)

test(
  'E3: a flood of UserEvents for a slow broker: the dropped ones are told, and states keep up',
  staged(
    ASKING,
    (stage) => {
      stage.at(3000, () => stage.broker.hang(true))
      for (let n = 0; n < 3000; n += 1) stage.at(3000 + n, () => stage.pbx.userEvent('Door', { Value: String(n) }))
      stage.at(5000, () => stage.pbx.dial('PJSIP/200', '2222'))
      stage.at(6500, () => stage.broker.hang(false))
      stage.at(6500, () => stage.broker.cut())
      stage.at(9000, () => stage.pbx.userEvent('Door', { Value: 'last' }))
    },
    ({ faults, broker }) => {
      assert.ok(faults.some((fault) => /so many events: \d+ were dropped/.test(fault)))
      assert.match(broker.retained.get(`${BASE}/device/2222`) ?? '', /"state":"talking"/)
      const values = broker.on(`${BASE}/event/Door`).map((text) => (JSON.parse(text) as { value: string }).value)
      assert.equal(values, ['last'])
    },
    { ms: 9500 },
  ),
)

test.run()
