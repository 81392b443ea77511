/** The bridge on aedes, a broker in this process that speaks MQTT 3.1.1. */
import { readFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { Aedes } from 'aedes'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connect } from '../../src/index.js'
import { type BrokerOptions, mqttBridge, mqttBroker, type MqttSettings, showBridgeFault } from '../../src/mqtt/index.js'
import { dial, simulate } from '../../src/testing/index.js'
import { eventually } from '../support/watching.js'
import { freePort } from './mosquitto.js'
import { SETTINGS } from './stage.js'
import { type Watcher, watcher } from './watcher.js'

const BASE = 'rx-asterisk/house'
const OFFICE = `${BASE}/device/2222`

interface World {
  readonly stop: () => Promise<void>
  readonly start: () => Promise<void>
  readonly url: string
}

const opened: (() => Promise<unknown> | undefined)[] = []

/** A broker; the user `stranger` is refused. */
const world = async (): Promise<World> => {
  const port = await freePort()
  const sockets = new Set<Socket>()
  let running: { readonly server: Server; readonly aedes: Aedes } | undefined
  const start = async (): Promise<void> => {
    const aedes = await Aedes.createBroker({
      authenticate: (_client, username, _password, done) => done(null, username !== 'stranger'),
    })
    const server = createServer((socket) => {
      sockets.add(socket)
      aedes.handle(socket)
    })
    await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready))
    running = { server, aedes }
  }
  const stop = async (): Promise<void> => {
    const { server, aedes } = running ?? {}
    running = undefined
    for (const socket of sockets) socket.destroy()
    sockets.clear()
    await new Promise<void>((closed) => (server === undefined ? closed() : server.close(() => closed())))
    await new Promise<void>((closed) => (aedes === undefined ? closed() : aedes.close(closed)))
  }
  await start()
  opened.push(stop)
  return { start, stop, url: `mqtt://127.0.0.1:${port}` }
}

const house = (options: BrokerOptions, settings: MqttSettings = SETTINGS) => {
  const pbx = simulate({
    endpoints: { 'PJSIP/2222': { _tag: 'Answers', after: 50 }, 'PJSIP/200': { _tag: 'Rings' } },
    contexts: { internal: (exten) => [dial([`PJSIP/${exten}`])] },
  })
  const asterisk = connect({ username: 'admin', password: 'secret', transport: pbx.transport })
  const bridge = mqttBridge(asterisk, mqttBroker(options), settings)
  const faults: string[] = []
  const states: string[] = []
  bridge.fault$.subscribe((fault) => faults.push(showBridgeFault(fault)))
  bridge.status$.subscribe(({ broker }) => states.push(broker._tag))
  bridge.start()
  opened.push(
    () => bridge.close(),
    () => asterisk.close(),
  )
  return {
    pbx,
    asterisk,
    bridge,
    faults,
    states,
    online: () => eventually('the bridge is online', () => states.at(-1) === 'Online'),
  }
}

const watching = async (url: string): Promise<Watcher> => {
  const ha = await watcher({ url })
  opened.push(() => {
    ha.close()
    return undefined
  })
  return ha
}

const test = suite('the bridge on aedes')

test.after.each(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

test('goes over to MQTT 3.1.1 where the broker does not speak 5', async () => {
  const { url } = await world()
  const { online, faults, states } = house({ url })
  await online()
  assert.equal(faults, [])
  assert.not(states.includes('Waiting'))
})

test('a phone rings, talks and hangs up: the retained state follows', async () => {
  const { url } = await world()
  const { pbx, online } = house({ url })
  await online()
  const ha = await watching(url)
  await ha.sees(OFFICE, /"state":"idle"/)
  assert.ok(ha.on(OFFICE)[0]?.retained)
  const call = pbx.dial('PJSIP/200', '2222')
  await ha.sees(OFFICE, /"state":"talking".*"number":"200"/)
  call.hangup()
  await ha.sees(OFFICE, /"state":"idle"/)
})

test('C4: a broker that comes back empty has everything again', async () => {
  const { url, stop, start } = await world()
  const { states, online } = house({ url })
  await online()
  await stop()
  await eventually('the loss is seen', () => states.at(-1) === 'Waiting')
  await start()
  await online()
  const ha = await watching(url)
  await ha.sees(`${BASE}/bridge`, /online/)
  await ha.sees(OFFICE, /idle/)
  await ha.sees('homeassistant/device/rx-asterisk_house/config', /components/)
})

test('A2: a login that is refused ends the bridge, and shows no password', async () => {
  const { url } = await world()
  const { states, faults } = house({ url: url.replace('//', '//stranger:hunter2@') })
  await eventually('it ended', () => states.at(-1) === 'Ended')
  assert.match(faults.join(), /refused the login/)
  assert.not.match(JSON.stringify(faults), /hunter2/)
})

test('D1: hostile names cut no link', async () => {
  const { url } = await world()
  const names = ['a+b/#', 'Tür 1', '2222%2F', '..', '$SYS', 'ü'.repeat(150)]
  const { states, online, faults } = house(
    { url },
    { server: 'house', devices: Object.fromEntries(names.map((name) => [name, {}])), events: { 'D+#/r': {} } },
  )
  await online()
  const ha = await watching(url)
  await ha.sees(`${BASE}/device/a%2Bb%2F%23`, /idle/)
  assert.equal(faults, [])
  assert.not(states.includes('Waiting'))
})

test('an illegal topic is refused before it is sent', async () => {
  const { url } = await world()
  const ha = await watching(url)
  await ha.say('a/#', 'x')
  await ha.say('b', 'y')
  await ha.sees('b', /y/)
})

test('commands by retained messages are refused, live ones are done', async () => {
  const { url } = await world()
  const ha = await watching(url)
  await ha.say(`${BASE}/button/open-door/press`, 'PRESS', { retain: true })
  const { asterisk, online } = house({ url })
  const names: string[] = []
  asterisk.userEvent$.subscribe(({ name }) => names.push(name))
  await online()
  await ha.sees(`${BASE}/result/button/open-door`, /"error":"Retained"/)
  await ha.say(`${BASE}/button/open-door/press`, 'PRESS')
  await ha.sees(`${BASE}/result/button/open-door`, /"ok":true/)
  assert.equal(names, ['OpenDoor'])
})

test('closed in order: offline is told, and the process may end', async () => {
  const { url } = await world()
  const { bridge, online } = house({ url })
  await online()
  const ha = await watching(url)
  await ha.sees(`${BASE}/bridge`, /online/)
  await bridge.close()
  await ha.sees(`${BASE}/bridge`, /offline/)
  assert.is(ha.on(`${BASE}/bridge`).length, 2)
})

test('unsubscribed, the broker tells offline by the will', async () => {
  const { url } = await world()
  const pbx = simulate()
  const asterisk = connect({ username: 'admin', password: 'secret', transport: pbx.transport })
  const bridge = mqttBridge(asterisk, mqttBroker({ url }), { server: 'will' })
  opened.push(() => asterisk.close())
  const ha = await watching(url)
  const running = bridge.start()
  await ha.sees('rx-asterisk/will/bridge', /online/, 10_000)
  running.unsubscribe()
  await ha.sees('rx-asterisk/will/bridge', /offline/)
})

const certificate = (name: string): string =>
  readFileSync(new URL(`../security/certificates/${name}`, import.meta.url), 'utf8')

test('mqtts: the certificate is verified, with the authority that is given', async () => {
  const aedes = await Aedes.createBroker()
  const server = createTlsServer({ cert: certificate('valid.crt'), key: certificate('server.key') }, (socket) => {
    aedes.handle(socket)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  const url = `mqtts://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`
  opened.push(() => new Promise((closed) => aedes.close(() => server.close(closed))))
  const { online, bridge } = house({ url, ca: certificate('ca.crt') })
  await online()
  await bridge.close()
  const stranger = house({ url })
  const why: string[] = []
  stranger.bridge.status$.subscribe(({ broker }) => {
    if (broker._tag === 'Waiting') why.push(showBridgeFault(broker.fault))
  })
  await eventually('it is refused', () => why.length > 0)
  assert.match(why[0] ?? '', /certificate/)
})

test.run()
