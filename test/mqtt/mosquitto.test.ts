/** The bridge, as a program, on mosquitto: MQTT 5, access lists, wills, kill -9. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { dial, simulate } from '../../src/testing/index.js'
import { run, start } from '../support/program.js'
import { eventually } from '../support/watching.js'
import { hasMosquitto, mosquitto, type Mosquitto, type MosquittoOptions } from './mosquitto.js'
import { type Watcher, watcher } from './watcher.js'

const BASE = 'rx-asterisk/house'
const OFFICE = `${BASE}/device/2222`
const LIMIT = 60_000

const test = suite('the bridge on mosquitto')
const row = (name: string, run: () => Promise<void>): void => {
  if (hasMosquitto) test(name, run)
  else {
    test.skip(name, () => undefined)
    console.log(`not run: ${name} (no mosquitto here)`)
  }
}

const opened: (() => Promise<unknown>)[] = []

test.after.each(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

const broker = async (options?: MosquittoOptions): Promise<Mosquitto> => {
  const server = await mosquitto(options)
  opened.push(server.close)
  return server
}

const watching = async (
  url: string,
  more: { readonly username?: string; readonly password?: string } = {},
): Promise<Watcher> => {
  const ha = await watcher({ url, ...more })
  opened.push(() => {
    ha.close()
    return Promise.resolve()
  })
  return ha
}

const pbxOn = async () => {
  const pbx = simulate({
    endpoints: { 'PJSIP/2222': { _tag: 'Answers', after: 50 }, 'PJSIP/200': { _tag: 'Rings' } },
    contexts: { internal: (exten) => [dial([`PJSIP/${exten}`])] },
  })
  const { port } = await pbx.listen()
  opened.push(pbx.close)
  return { pbx, port }
}

const CONFIG = (url: string, port: number): string => `
broker: { url: '${url}' }
asterisk: { host: 127.0.0.1, port: ${port}, username: admin }
server: house
devices: { '2222': { name: Office } }
events: { Door: { doorbell: yes, name: Front door } }
buttons: { open: { userEvent: { name: OpenDoor } } }
commands: { userEvent: { names: [Light] } }
`

const ENV = { RX_ASTERISK_PASSWORD: 'secret' }

const fileWith = async (text: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'rx-mqtt-'))
  opened.push(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'mqtt.yaml')
  await writeFile(file, text)
  return file
}

const program = async (url: string, port: number, more: Readonly<Record<string, string>> = {}) => {
  const file = await fileWith(CONFIG(url, port))
  const running = await start(['mqtt', file], { env: { ...ENV, ...more }, limit: LIMIT })
  opened.push(async () => {
    running.stop('SIGKILL')
    await running.ended
  })
  return running
}

row('A1: from the start to "bridge online", and everything before it', async () => {
  const { url } = await broker()
  const { port } = await pbxOn()
  const ha = await watching(url)
  const running = await program(url, port)
  await running.prints('ready: both links are up')
  await ha.sees(`${BASE}/bridge`, /online/)
  const retained = ha.heard.filter(({ topic }) => topic.startsWith(BASE) || topic.startsWith('homeassistant/'))
  const topics = retained.map(({ topic }) => topic).filter((topic) => topic !== `${BASE}/hello`)
  assert.is(topics[0], 'homeassistant/device/rx-asterisk_house/config')
  assert.equal(topics.slice(-2), [`${BASE}/link`, `${BASE}/bridge`])
  assert.is(new Set(topics).size, topics.length)
})

row('C1: the broker is killed, and a call begins and ends meanwhile', async () => {
  const server = await broker()
  const { pbx, port } = await pbxOn()
  const running = await program(server.url, port)
  await running.prints('ready: both links are up')
  await server.kill()
  const call = pbx.dial('PJSIP/200', '2222')
  await sleep(300)
  call.hangup()
  await server.start()
  const ha = await watching(server.url)
  await ha.sees(`${BASE}/bridge`, /online/, 20_000)
  assert.equal(
    ha.payloads(OFFICE).map((text) => (JSON.parse(text) as { state: string }).state),
    ['idle'],
  )
})

row('C6: kill -9 of the bridge: offline within a second', async () => {
  const { url } = await broker()
  const { port } = await pbxOn()
  const ha = await watching(url)
  const running = await program(url, port)
  await running.prints('ready: both links are up')
  running.stop('SIGKILL')
  await ha.sees(`${BASE}/bridge`, /offline/, 1000)
})

row('C6: SIGSTOP of the bridge: offline after one and a half keep-alives', async () => {
  const { url } = await broker()
  const { port } = await pbxOn()
  const ha = await watching(url)
  const running = await program(url, port)
  await running.prints('ready: both links are up')
  running.stop('SIGSTOP')
  try {
    await ha.sees(`${BASE}/bridge`, /offline/, 30_000)
  } finally {
    running.stop('SIGCONT')
  }
  await ha.sees(`${BASE}/bridge`, /online/, 20_000)
})

row('C7: SIGTERM while the broker hangs: over soon, with exit code 0', async () => {
  const server = await broker()
  const { port } = await pbxOn()
  const running = await program(server.url, port)
  await running.prints('ready: both links are up')
  server.signal('SIGSTOP')
  const began = performance.now()
  running.stop('SIGTERM')
  const { code } = await running.ended
  server.signal('SIGCONT')
  assert.is(code, 0)
  // half a second for `offline`; the rest is for a machine under load
  assert.ok(performance.now() - began < 3000)
})

row('SIGTERM: offline, and the will is not sent', async () => {
  const { url } = await broker()
  const { port } = await pbxOn()
  const ha = await watching(url)
  const running = await program(url, port)
  await running.prints('ready: both links are up')
  running.stop('SIGTERM')
  assert.is((await running.ended).code, 0)
  await ha.sees(`${BASE}/bridge`, /offline/)
  await sleep(200)
  assert.equal(ha.payloads(`${BASE}/bridge`), ['online', 'offline'])
})

row('C8: an access list denies our topics: a fault that names one, and the rest works', async () => {
  const { url } = await broker({
    login: ['house', 'pw'],
    acl: ['user house', 'topic readwrite rx-asterisk/house/#', 'topic read homeassistant/#'],
  })
  const { port } = await pbxOn()
  const login = url.replace('//', '//house:pw@')
  const running = await program(login, port)
  await running.prints(
    'the broker refused homeassistant/device/rx-asterisk_house/config: Publish error: Not authorized',
  )
  await running.prints('ready: both links are up')
  running.stop('SIGTERM')
  const { err } = await running.ended
  assert.is(err.split('homeassistant/device/rx-asterisk_house/config').length, 2)
  assert.not.match(err, /house:pw/)
})

row(
  'A2: a wrong password at the broker, at Asterisk; no broker: exit code 3, which of the two, and no secret',
  async () => {
    const { url } = await broker({ login: ['house', 'pw'] })
    const { port } = await pbxOn()
    const file = await fileWith(CONFIG(url, port))
    const mqttLogin = { RX_ASTERISK_MQTT_USERNAME: 'house', RX_ASTERISK_MQTT_PASSWORD: 'hunter2' }
    const [atBroker, atAsterisk, nobody] = await Promise.all([
      run(['mqtt', file], { env: { ...ENV, ...mqttLogin }, limit: LIMIT }),
      run(['mqtt', file], {
        env: { ...mqttLogin, RX_ASTERISK_MQTT_PASSWORD: 'pw', RX_ASTERISK_PASSWORD: 'hunter2' },
        limit: LIMIT,
      }),
      run(['mqtt', file, '--wait', '1'], {
        env: { ...ENV, RX_ASTERISK_MQTT_URL: 'mqtt://me:hunter2@127.0.0.1:1' },
        limit: LIMIT,
      }),
    ])
    assert.is(atBroker.code, 3)
    assert.match(atBroker.err, /the broker mqtt:\/\/127\.0\.0\.1:\d+ refused the login/)
    assert.is(atAsterisk.code, 3)
    assert.match(atAsterisk.err, /Asterisk refused the login/)
    assert.is(nobody.code, 3)
    assert.match(nobody.err, /not both links were up within 1 s: the broker is missing/)
    assert.not.match([atBroker, atAsterisk, nobody].map(({ out, err }) => out + err).join(), /hunter2/)
  },
)

row('A3: a second bridge of that name exits with 1, and the first goes on', async () => {
  const { url } = await broker()
  const { port } = await pbxOn()
  const ha = await watching(url)
  const first = await program(url, port)
  await first.prints('ready: both links are up')
  const second = await run(['mqtt', await fileWith(CONFIG(url, port))], { env: ENV, limit: LIMIT })
  assert.is(second.code, 1)
  assert.match(second.err, /another bridge \(\w+\) runs as server house: end it/)
  await sleep(300)
  assert.equal(ha.payloads(`${BASE}/bridge`), ['online'])
})

row('E1, E2: a retained command is not done; a press reaches Asterisk once', async () => {
  const { url } = await broker()
  const { pbx, port } = await pbxOn()
  const ha = await watching(url)
  await ha.say(`${BASE}/command/userEvent`, '{"id":"old","name":"Light"}', { retain: true })
  const running = await program(url, port)
  await running.prints('ready: both links are up')
  await ha.say(`${BASE}/button/open/press`, 'PRESS')
  await ha.sees(`${BASE}/result/button/open`, /"ok":true/)
  await ha.say(`${BASE}/command/userEvent`, '{"id":"kept","name":"Light"}', { retain: true })
  await ha.sees(`${BASE}/result/userEvent`, /"error":"Retained"/)
  const acted = pbx.actions().filter(({ action }) => action === 'UserEvent')
  assert.is(acted.length, 1)
})

row('--check prints what Home Assistant will show, and publishes nothing', async () => {
  const { url } = await broker()
  const { port } = await pbxOn()
  const ha = await watching(url)
  const { code, out } = await run(['mqtt', await fileWith(CONFIG(url, port)), '--check'], { env: ENV, limit: LIMIT })
  assert.is(code, 0)
  assert.match(out, /^ok +the login at Asterisk works; manager\.conf needs: read = call,user/m)
  assert.match(
    out,
    /^Office +sensor \(the device itself\) +rx-asterisk_house_device_2222_state +rx-asterisk\/house\/device\/2222 +idle$/m,
  )
  await sleep(200)
  assert.equal(
    ha.heard.map(({ topic }) => topic),
    [],
  )
})

row('--check names the mistakes of the file, and exits with 1', async () => {
  const file = await fileWith('broker: { url: mqtt://b }\ndevices: { 2222: { colour: red } }\n')
  const { code, err } = await run(['mqtt', file, '--check'], { env: ENV })
  assert.is(code, 1)
  assert.match(err, /mqtt\.yaml:2:20: error: there is no setting devices\.2222\.colour; the keys here are name, area/)
})

row('--forget removes what this server has left, and nothing else', async () => {
  const { url } = await broker()
  const { port } = await pbxOn()
  const ha = await watching(url)
  await ha.say('homeassistant/device/other/config', '{"origin":{"name":"other"}}', { retain: true })
  const file = await fileWith(CONFIG(url, port))
  const running = await program(url, port)
  await running.prints('ready: both links are up')
  const early = await run(['mqtt', file, '--forget'], { limit: LIMIT })
  assert.is(early.code, 1)
  running.stop('SIGTERM')
  await running.ended
  const { code, out } = await run(['mqtt', file, '--forget'], { limit: LIMIT })
  assert.is(code, 0)
  assert.match(out, /removed homeassistant\/device\/rx-asterisk_house_device_2222\/config/)
  const late = await watching(url)
  await late.sees('homeassistant/device/other/config', /other/)
  assert.equal(
    late.heard.map(({ topic }) => topic),
    ['homeassistant/device/other/config'],
  )
})

row('without a file: the words of the command line', async () => {
  const { url } = await broker()
  const { pbx, port } = await pbxOn()
  const ha = await watching(url)
  const words = [
    'mqtt',
    '--broker',
    url,
    '--device',
    '2222',
    '--event',
    'Door',
    '--port',
    String(port),
    '--username',
    'admin',
  ]
  const running = await start(words, { env: ENV, limit: LIMIT })
  await running.prints('ready: both links are up')
  pbx.userEvent('Door', { Source: 'front' })
  await ha.sees('rx-asterisk/asterisk/event/Door', /"event_type":"Door".*"source":"front"/)
  running.stop()
  assert.is((await running.ended).code, 0)
})

const HOUSE = (url: string): string => `broker: { url: '${url}' }
server: home
items: { '*.fon': {}, office.light: { name: Light, set: yes }, office.note: {} }
devices: { 2222: {} }
`

row('run serves the items of a directory too: shown, set, and offline at the end', async () => {
  const { url } = await broker()
  const { pbx, port } = await pbxOn()
  const ha = await watching(url)
  const dir = await mkdtemp(join(tmpdir(), 'rx-house-'))
  opened.push(() => rm(dir, { recursive: true, force: true }))
  await Promise.all(['etc', 'items'].map((folder) => mkdir(join(dir, folder))))
  const login = `host: 127.0.0.1\n  port: ${port}\n  username: admin\n  password: secret`
  await writeFile(join(dir, 'etc/plugin.yaml'), `ast:\n  plugin_name: asterisk\n  ${login}\n`)
  await writeFile(join(dir, 'etc/mqtt.yaml'), HOUSE(url))
  await writeFile(
    join(dir, 'items/office.yaml'),
    'office:\n  fon: { type: bool, ast_dev: 2222 }\n  light: { type: bool, ast_db: light/office }\n  note: { type: str, value: hello }\n',
  )
  const running = await start(['run', dir], { limit: LIMIT })
  await ha.sees('rx-asterisk/home/bridge', /online/, 15_000)
  assert.is(ha.newest('rx-asterisk/home/item/office.note'), 'hello')
  await ha.sees('rx-asterisk/home/item/office.fon', /^0$/)
  const call = pbx.dial('PJSIP/200', '2222')
  await ha.sees('rx-asterisk/home/item/office.fon', /^1$/)
  call.hangup()
  await ha.sees('rx-asterisk/home/item/office.fon', /^0$/)
  await ha.say('rx-asterisk/home/item/office.light/set', '1')
  await ha.sees('rx-asterisk/home/item/office.light', /^1$/)
  await ha.say('rx-asterisk/home/item/office.fon/set', '1')
  await ha.sees('rx-asterisk/home/result/item/office.light', /"ok":true/)
  await eventually('the AstDB has it', () => pbx.database().get('light/office') === '1')
  assert.is(ha.newest('rx-asterisk/home/item/office.fon'), '0')
  running.stop('SIGTERM')
  assert.is((await running.ended).code, 0)
  await ha.sees('rx-asterisk/home/bridge', /offline/)
})

row('run and check name the mistakes of mqtt.yaml', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'rx-house-'))
  opened.push(() => rm(dir, { recursive: true, force: true }))
  await mkdir(join(dir, 'etc'))
  await writeFile(join(dir, 'etc/plugin.yaml'), 'ast: { plugin_name: asterisk, password: x }\n')
  await writeFile(join(dir, 'etc/mqtt.yaml'), 'broker: { url: mqtt://b }\ncalls: perhaps\n')
  const { code, out } = await run(['check', dir])
  assert.is(code, 1)
  assert.match(out, /etc\/mqtt\.yaml:2:8: error: calls must be yes or no; write yes or no/)
})

test.run()
