/** `gateway`, `fleet`, and commands with `--bus`, as processes with a real NATS server and a simulated Asterisk. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as O from 'fp-ts/lib/Option.js'
import { Subject } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Stop } from '../../src/cli/terminal.js'
import type { Failure } from '../../src/index.js'
import { bus as openBus, fleet } from '../../src/nats/index.js'
import { inside } from '../support/inside.js'
import { natsMissing, natsServers } from '../support/natsServer.js'
import { missing, objects, run, type Running, start } from '../support/program.js'
import { aCall, house } from './house.js'

const absent = await natsMissing()
if (absent !== undefined) {
  if (process.env['CI'] === 'true' && process.env['RX_ASTERISK_REAL'] !== 'no') throw new Error(absent)
  console.log(`not run: the command line of fleets: ${absent}`)
}

const USERS = `authorization { users: [
  { user: admin, password: "letmein7" }
  { user: reader, password: "letmein8", permissions: {
    publish: ["$JS.API.INFO", "$JS.API.STREAM.NAMES", "$JS.API.STREAM.INFO.*", "$JS.API.STREAM.MSG.GET.*",
              "$JS.API.CONSUMER.CREATE.*.>", "$JS.API.CONSUMER.INFO.*.>", "$JS.API.CONSUMER.MSG.NEXT.*.>"]
    subscribe: ["_INBOX.reader.>"] } }
  { user: writer, password: "letmein9", permissions: {
    publish: ["ami.berlin.lead", "ami.berlin.s.>", "$JS.API.>"]
    subscribe: ["act.berlin.*", "_INBOX.writer.>"] } }
] }`

const folder = mkdtempSync(join(tmpdir(), 'rx-fleet-cli-'))
const nats = absent === undefined ? await natsServers(1) : undefined
const guarded = absent === undefined ? await natsServers(1, USERS) : undefined
const url = nats?.urls[0] ?? ''
const at = await house()
const amiEnv = at.as('full')
const bus = { RX_ASTERISK_BUS: url }
const running: Running[] = []

const begin = async (words: readonly string[], env: Readonly<Record<string, string>>): Promise<Running> => {
  const program = await start(words, { env, limit: 60_000 })
  running.push(program)
  return program
}

const gatewayOf = (server: string, ...more: readonly string[]): Promise<Running> =>
  begin(['gateway', '--server', server, '--lease', '0.8', ...more], { ...bus, ...amiEnv })

const ended = async (...programs: readonly Running[]): Promise<readonly (number | string | null)[]> => {
  for (const each of programs) each.stop('SIGTERM')
  return Promise.all(programs.map(async (each) => (await each.ended).code))
}

const tests = suite('the command line of fleets')
const test: (name: string, row: () => Promise<void>) => void =
  absent === undefined
    ? tests
    : (name) => {
        tests.skip(name)
      }

tests.after(async () => {
  for (const each of running) each.stop('SIGKILL')
  await at.pbx.close()
  await nats?.close()
  await guarded?.close()
  rmSync(folder, { recursive: true, force: true })
})

test('gateways: one leads and one follows; after SIGTERM the other leads at once', async () => {
  const file = join(folder, 'ready')
  const first = await gatewayOf('berlin', '--ready-file', file, '--name', 'one')
  await first.prints('berlin: leads, epoch 1')
  while (!existsSync(file)) await sleep(5)
  const second = await gatewayOf('berlin', '--json', '--name', 'two')
  await second.prints('"role":"following"')
  await second.prints('logged in (Asterisk 22)')
  await sleep(300)
  const before = performance.now()
  first.stop('SIGTERM')
  await second.prints('"role":"leading"')
  const took = performance.now() - before
  const { code, err } = await first.ended
  assert.is(code, 0)
  assert.not(existsSync(file))
  assert.equal(missing(err, 'connecting to 127.0.0.1', 'logged in'), [])
  assert.ok(err.includes(`the bus at ${url} answers`), err)
  assert.ok(took < 700, `${took} ms, and the lease is 800`)
  assert.equal(await ended(second), [0])
})

test('metrics of a gateway', async () => {
  const leader = await gatewayOf('bonn', '--metrics', '127.0.0.1:0')
  await leader.prints('metrics are at ')
  await leader.prints('bonn: leads')
  const [, at2 = ''] = /metrics are at (\S+)/.exec(leader.text()) ?? []
  await aCall(at)
  const value = (text: string, name: string): number =>
    Number(new RegExp(`^rx_asterisk_${name}\\{server="bonn",gateway="gateway-\\w+"\\} (\\d+)$`, 'm').exec(text)?.[1])
  const read = async (): Promise<string> => (await fetch(at2)).text()
  while (!(value(await read(), 'gateway_relayed_total') > 3)) await sleep(20)
  const asked = await run(['db', 'get', 'dnd/office', '--server', 'bonn'], { env: bus })
  assert.equal([asked.code, asked.out], [0, '1\n'])
  const text = await read()
  assert.equal(
    ['link_up', 'bus_up', 'gateway_leads', 'gateway_epoch', 'gateway_fenced', 'gateway_gaps_total'].map((name) =>
      value(text, name),
    ),
    [1, 1, 1, 1, 0, 0],
  )
  assert.equal(
    ['gateway_offers_total', 'gateway_actions_total', 'gateway_declined_total'].map((name) => value(text, name)),
    [1, 1, 0],
  )
  assert.match(text, '# TYPE rx_asterisk_frames_total counter\n')
  assert.is((await fetch(at2.replace('/metrics', '/'))).status, 404)
  assert.is((await fetch(at2, { method: 'POST' })).status, 405)
  const taken = await run(['gateway', '--server', 'bonn', '--metrics', new URL(at2).host], {
    env: { ...bus, ...amiEnv },
  })
  assert.is(taken.code, 1)
  assert.match(taken.err, /rx-asterisk: --metrics: cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE/)
  assert.equal(await ended(leader), [0])
})

test('fleet setup makes a log, and fleet status shows it: once, as JSON, in a pipe and on a screen', async () => {
  const made = await run(['fleet', 'setup', 'kiel', 'ulm'], { env: bus })
  assert.equal([made.code, made.out, made.err], [0, 'kiel: the log is there\nulm: the log is there\n', ''])
  const pipe = await begin(['fleet', 'status'], bus)
  await pipe.prints('kiel: nobody leads, epoch 0')
  const gate = await gatewayOf('kiel', '--name', 'north')
  await gate.prints('kiel: leads')
  await pipe.prints('kiel: north-')
  const watching = await begin(['watch', '--server', 'kiel'], bus)
  await watching.prints('logged in (Asterisk 22)')
  const once = await run(['fleet', 'status', '--once'], { env: bus })
  assert.is(once.code, 0)
  const lines = once.out.split('\n').map((line) => line.split(/ {2,}/))
  assert.equal(lines[0], ['SERVER', 'LEADER', 'EPOCH', 'LAG', 'WORKERS'])
  const kiel = lines.find(([name]) => name === 'kiel') ?? []
  assert.match(kiel[1] ?? '', /^north-\w{8}$/)
  assert.equal(kiel.slice(2), ['1', '0', '2'])
  const json = objects((await run(['fleet', 'status', '--once', '--json'], { env: bus })).out)
  assert.ok(
    JSON.stringify(json).includes('{"type":"server","server":"ulm","leader":null,"epoch":0,"lag":0,"workers":1}'),
    JSON.stringify(json),
  )
  const stop$ = new Subject<Stop>()
  const screen = await inside(['fleet', 'status'], {
    env: bus,
    screen: true,
    stop$,
    heard: (text) => {
      if (/kiel +north-\w+ +1 +0 +\d/.test(text)) stop$.next('SIGINT')
    },
  })
  assert.is(screen.code, 0)
  assert.match(screen.out, /the bus at nats:\S+ answers\n\nSERVER/)
  assert.equal(await ended(pipe, watching, gate), [0, 0, 0])
})

test('fleet setup keeps its link until the last of many logs is there', async () => {
  const names = Array.from({ length: 30 }, (_, index) => `many${index}`)
  const { code, out, err } = await run(['fleet', 'setup', ...names, '--json'], { env: bus })
  assert.equal([code, err], [0, ''])
  assert.equal(
    objects(out),
    names.map((server) => ({ type: 'log', server })),
  )
})

test('watch, devices, call and db work over the bus', async () => {
  const gate = await gatewayOf('essen')
  await gate.prints('essen: leads')
  const env = { ...bus, RX_ASTERISK_SERVER: 'essen' }
  const watching = await begin(['watch'], env)
  await watching.prints('logged in (Asterisk 22)')
  const [devices, called, got, put] = [
    await run(['devices', '2222', '--once'], { env }),
    await run(['call', '200', '2222', 'internal'], { env }),
    await run(['db', 'get', 'dnd/office'], { env }),
    await run(['db', 'put', 'dnd/office', '0'], { env }),
  ]
  assert.match(devices.out, /2222 +idle/)
  assert.equal([called.code, called.err], [0, ''])
  assert.equal([got.code, got.out, put.code], [0, '1\n', 0])
  assert.is(at.pbx.database().get('dnd/office'), '0')
  await watching.prints('PJSIP/200-')
  await watching.prints('rings for')
  assert.equal(await ended(watching, gate), [0, 0])
  const alone = await run(['db', 'get', 'dnd/office'], { env })
  assert.is(alone.code, 3)
  assert.match(alone.err, 'no gateway leads essen; start one: rx-asterisk gateway')
})

test('a login that Asterisk refuses ends the gateway with 3', async () => {
  const env = { ...bus, ...amiEnv, RX_ASTERISK_PASSWORD: 'wrong-secret' }
  const { code, err } = await run(['gateway', '--server', 'aachen'], { env })
  assert.is(code, 3)
  assert.match(err, 'rx-asterisk: Asterisk refused the login')
  assert.not.match(err, 'wrong-secret')
})

test('without an answer of the bus fleet ends with 3', async () => {
  for (const words of [
    ['status', '--once'],
    ['setup', 'berlin'],
  ]) {
    const { code, err } = await run(['fleet', ...words, '--bus', 'nats://127.0.0.1:1'], {})
    assert.is(code, 3, err)
    assert.match(err, /^rx-asterisk: the bus is lost: .*$/m)
  }
})

test('no password of the bus is shown, and none is taken in a URL', async () => {
  const secret = 'hunter2-bus'
  const withSecret = url.replace('//', `//house:${secret}@`)
  for (const words of [
    ['fleet', 'status', '--once'],
    ['gateway', '--server', 'berlin'],
    ['watch', '--server', 'berlin'],
  ]) {
    for (const given of [
      { words: [...words, '--bus', withSecret], env: amiEnv },
      { words, env: { ...amiEnv, RX_ASTERISK_BUS: withSecret } },
    ]) {
      const { code, out, err } = await run(given.words, { env: given.env })
      assert.is(code, 2)
      assert.match(err, 'RX_ASTERISK_BUS_USER and RX_ASTERISK_BUS_PASSWORD')
      assert.not.match(out + err, secret)
    }
  }
  const env = {
    RX_ASTERISK_BUS: guarded?.urls[0] ?? '',
    RX_ASTERISK_BUS_USER: 'admin',
    RX_ASTERISK_BUS_PASSWORD: secret,
  }
  const refused = await run(['fleet', 'status', '--once'], { env })
  assert.is(refused.code, 3)
  assert.match(refused.err, /authorization violation|refused/i)
  assert.not.match(refused.out + refused.err, secret)
})

test('gateway and fleet say which rights their users lack', async () => {
  const as = (user: string, password: string) => ({
    RX_ASTERISK_BUS: guarded?.urls[0] ?? '',
    RX_ASTERISK_BUS_USER: user,
    RX_ASTERISK_BUS_PASSWORD: password,
  })
  const made = await run(['fleet', 'setup', 'berlin'], { env: as('admin', 'letmein7') })
  assert.equal([made.code, made.err], [0, ''])
  const gate = await begin(['gateway', '--server', 'berlin'], { ...amiEnv, ...as('writer', 'letmein9') })
  for (const lacking of ['publish to ami.berlin.u.probe', 'publish to _INBOX.probe', 'subscribe to off.berlin.*'])
    await gate.prints(
      `rx-asterisk: the user of the bus may not ${lacking}; allow it in the permissions of the NATS server\n`,
    )
  const status = await run(['fleet', 'status', '--once'], { env: as('reader', 'letmein8') })
  assert.is(status.code, 0)
  assert.match(status.out, / \?\n$/)
  assert.match(status.err, 'may not publish to $JS.API.CONSUMER.NAMES.AMI_berlin')
  assert.equal(await ended(gate), [0])
})

test('fleet setup --group makes a group, whose member needs no right to make one', async () => {
  const sample = readFileSync('misc/nats/server.conf', 'utf8')
  const server = await natsServers(1, sample.slice(sample.indexOf('authorization')))
  const as = (user: string) => ({
    RX_ASTERISK_BUS: server.urls[0] ?? '',
    RX_ASTERISK_BUS_USER: user,
    RX_ASTERISK_BUS_PASSWORD: `change-me-${user}`,
  })
  const made = await run(['fleet', 'setup', 'berlin', '--group', 'doors=Door'], { env: as('admin') })
  assert.equal([made.code, made.out, made.err], [0, 'berlin: the log is there\nberlin: the group doors is there\n', ''])
  const gate = await begin(['gateway', '--server', 'berlin'], { ...amiEnv, ...as('gateway') })
  await gate.prints('berlin: leads')
  const nats = openBus({
    servers: server.urls,
    user: 'member',
    password: 'change-me-member',
    inboxPrefix: '_INBOX.member',
  })
  const all = fleet(nats)
  const faults: Failure[] = []
  all.fault$.subscribe((failure) => faults.push(failure))
  const done = new Promise<string>((resolve) => {
    all.shared('doors').userEvent('Door', ({ source }) => {
      resolve(O.getOrElse(() => '')(source))
    })
  })
  at.pbx.userEvent('Door', { Source: 'front' })
  assert.is(await done, 'front')
  assert.equal(faults, [])
  await all.close()
  await nats.close()
  gate.stop('SIGTERM')
  const { err } = await gate.ended
  assert.not.match(err, 'may not')
  await server.close()
})

test('a credentials file of the bus that is missing is named', async () => {
  const file = join(folder, 'no.creds')
  const { code, err } = await run(['fleet', 'status', '--once', '--bus-credentials', file], { env: bus })
  assert.is(code, 2)
  assert.match(err, file)
  writeFileSync(file, 'nothing')
  const wrong = await run(['fleet', 'status', '--once', '--bus-credentials', file], { env: bus })
  assert.is(wrong.code, 3)
  assert.match(wrong.err, 'the bus is lost')
})

tests.run()
