/** The bridge, as a program, on mosquitto: MQTT 5, access lists, wills, kill -9. */
import { setTimeout as sleep } from 'node:timers/promises'
import * as assert from 'uvu/assert'
import { run } from '../support/program.js'
import { BASE, broker, CONFIG, ENV, fileWith, LIMIT, onMosquitto, pbxOn, program, watching } from './bench.js'

const OFFICE = `${BASE}/device/2222`

const { row, test } = onMosquitto('the bridge on mosquitto')

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

test.run()
