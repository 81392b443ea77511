/** The words of `rx-asterisk mqtt`, and the bridge of `rx-asterisk run`, on mosquitto. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as assert from 'uvu/assert'
import { run, start } from '../support/program.js'
import { eventually } from '../support/watching.js'
import { broker, CONFIG, ENV, fileWith, LIMIT, onMosquitto, opened, pbxOn, program, watching } from './bench.js'

const { row, test } = onMosquitto('the command mqtt')

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
server: villa
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
  await ha.sees('rx-asterisk/villa/bridge', /online/, 15_000)
  assert.is(ha.newest('rx-asterisk/villa/item/office.note'), 'hello')
  await ha.sees('rx-asterisk/villa/item/office.fon', /^0$/)
  const call = pbx.dial('PJSIP/200', '2222')
  await ha.sees('rx-asterisk/villa/item/office.fon', /^1$/)
  call.hangup()
  await ha.sees('rx-asterisk/villa/item/office.fon', /^0$/)
  await ha.say('rx-asterisk/villa/item/office.light/set', '1')
  await ha.sees('rx-asterisk/villa/item/office.light', /^1$/)
  await ha.say('rx-asterisk/villa/item/office.fon/set', '1')
  await ha.sees('rx-asterisk/villa/result/item/office.light', /"ok":true/)
  await eventually('the AstDB has it', () => pbx.database().get('light/office') === '1')
  assert.is(ha.newest('rx-asterisk/villa/item/office.fon'), '0')
  running.stop('SIGTERM')
  assert.is((await running.ended).code, 0)
  await ha.sees('rx-asterisk/villa/bridge', /offline/)
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
