/** `npm run measure:mqtt [SECONDS]`: the numbers of docs/performance.md about the MQTT bridge, on mosquitto of this machine. */
import { setTimeout as sleep } from 'node:timers/promises'
import { BehaviorSubject } from 'rxjs'
import { connect } from '../../src/index.js'
import { Outbox } from '../../src/mqtt/outbox.js'
import { passing } from '../../src/mqtt/happenings.js'
import { mqttBridge, mqttBroker, type MqttItem, type MqttSettings } from '../../src/mqtt/index.js'
import { simulate } from '../../src/testing/index.js'
import { eventually } from '../support/watching.js'
import { start } from '../support/program.js'
import { type Mosquitto, mosquitto } from './mosquitto.js'
import { watcher } from './watcher.js'

const seconds = Number(process.argv[2] ?? 60)
const PHONES = 300
const STATES = 1000
const names = Array.from({ length: PHONES }, (_, index) => String(1000 + index))
const tell = (what: string, value: string): void => console.log(`${what.padEnd(64)}${value}`)
const ms = (began: number): string => `${(performance.now() - began).toFixed(0)} ms`

const settings: MqttSettings = { server: 'bench', devices: Object.fromEntries(names.map((name) => [name, {}])) }

const memory = (): void => {
  const outbox = new Outbox()
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  for (let n = 0; n < 100_000; n += 1) {
    outbox.put(`rx-asterisk/bench/device/${names[n % PHONES] ?? ''}`, `{"state":"talking","n":${n}}`, 'state')
    outbox.event(passing('rx-asterisk/bench/event/Door', n))
  }
  globalThis.gc?.()
  const kept = (process.memoryUsage().heapUsed - before) / 1024
  tell('memory after 100,000 changes of 300 topics without a broker', `${kept.toFixed(0)} KiB, ${outbox.size()} values`)
}

const outages = async (server: Mosquitto): Promise<void> => {
  const pbx = simulate({
    endpoints: Object.fromEntries(names.map((name) => [`PJSIP/${name}`, { _tag: 'Rings' as const }])),
  })
  const asterisk = connect({ username: 'admin', password: 'secret', transport: pbx.transport })
  const bridge = mqttBridge(asterisk, mqttBroker({ url: server.url }), settings)
  let online = false
  bridge.status$.subscribe(({ broker }) => (online = broker._tag === 'Online'))
  let began = performance.now()
  bridge.start()
  await eventually('the bridge is online', () => online, 20_000)
  tell('from the start to "bridge online", 300 phones', ms(began))
  await server.kill()
  await eventually('the loss is seen', () => !online)
  await server.start()
  began = performance.now()
  const ha = await watcher({ url: server.url })
  await eventually('everything is back', () => online && ha.newest('rx-asterisk/bench/bridge') === 'online', 40_000)
  const kept = new Set(ha.heard.map(({ topic }) => topic)).size
  tell(`all ${kept} topics back after kill -9 and the start of the broker`, ms(began))
  ha.close()
  await bridge.close()
  await asterisk.close()
}

const will = async (server: Mosquitto): Promise<void> => {
  const pbx = simulate()
  const { port } = await pbx.listen()
  const words = ['mqtt', '--broker', server.url, '--server', 'will', '--device', '2222']
  const login = ['--port', String(port), '--username', 'admin']
  const running = await start([...words, ...login], { env: { RX_ASTERISK_PASSWORD: 'secret' } })
  await running.prints('ready: both links are up')
  const ha = await watcher({ url: server.url })
  await ha.sees('rx-asterisk/will/bridge', /online/)
  const began = performance.now()
  running.stop('SIGKILL')
  await ha.sees('rx-asterisk/will/bridge', /offline/)
  tell('"offline" after kill -9 of the bridge', ms(began))
  ha.close()
  await running.ended
  await pbx.close()
}

const load = async (server: Mosquitto): Promise<void> => {
  const pbx = simulate({
    endpoints: Object.fromEntries(names.map((name) => [`PJSIP/${name}`, { _tag: 'Rings' as const }])),
  })
  const asterisk = connect({ username: 'admin', password: 'secret', transport: pbx.transport })
  const values = names.map(() => new BehaviorSubject<number>(0))
  const items = names.map((path, index): MqttItem => ({
    path,
    name: path,
    type: 'num',
    value$: values[index] ?? new BehaviorSubject(0),
  }))
  const bridge = mqttBridge(asterisk, mqttBroker({ url: server.url }), settings, items)
  let online = false
  bridge.status$.subscribe(({ broker }) => (online = broker._tag === 'Online'))
  bridge.start()
  await eventually('the bridge is online', () => online, 20_000)
  const cpu = process.cpuUsage()
  const began = performance.now()
  let told = 0
  while (performance.now() - began < seconds * 1000) {
    const due = Math.floor(((performance.now() - began) / 1000) * STATES)
    for (; told < due; told += 1) values[told % PHONES]?.next(told + 1)
    await sleep(10)
  }
  const { user, system } = process.cpuUsage(cpu)
  const share = ((user + system) / 1000 / (performance.now() - began)) * 100
  await sleep(1000)
  const ha = await watcher({ url: server.url })
  await eventually('all are there', () =>
    names.every((name) => ha.newest(`rx-asterisk/bench/item/${name}`) !== undefined),
  )
  const wrong = names.filter(
    (name, index) => ha.newest(`rx-asterisk/bench/item/${name}`) !== String(values[index]?.value),
  )
  tell(`${STATES} states a second for ${seconds} s beside ${PHONES} phones: states told`, String(told))
  tell('newest values that the broker lacks', String(wrong.length))
  tell('CPU of the process, the simulated Asterisk included', `${share.toFixed(1)} % of a core`)
  tell('resident memory', `${(process.memoryUsage().rss / 1024 / 1024).toFixed(0)} MiB`)
  ha.close()
  await bridge.close()
  await asterisk.close()
}

const server = await mosquitto()
try {
  memory()
  await outages(server)
  await will(server)
  await load(server)
} finally {
  await server.close()
}
