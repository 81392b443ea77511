/** `fleet`, and commands with `--bus`, as processes with a real NATS server and a simulated Asterisk. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as O from 'fp-ts/lib/Option.js'
import { Subject } from 'rxjs'
import * as assert from 'uvu/assert'
import type { Stop } from '../../src/cli/terminal.js'
import type { Failure } from '../../src/index.js'
import { bus as openBus, fleet } from '../../src/nats/index.js'
import { inside } from '../support/inside.js'
import { natsServers } from '../support/natsServer.js'
import { objects, run } from '../support/program.js'
import { amiEnv, at, begin, bus, busUser, ended, fleetSuite, folder, gatewayOf, url } from './fleetLab.js'

const { tests, test } = fleetSuite('fleet')

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

test('the switchboard works over the bus', async () => {
  const gate = await gatewayOf('bonn')
  await gate.prints('bonn: leads')
  const board = await begin(['switchboard', '--listen', '127.0.0.1:0'], { ...bus, RX_ASTERISK_SERVER: 'bonn' })
  await board.prints('the switchboard is at ')
  const [, address = '', token = ''] = /at (http:\/\/127\.0\.0\.1:\d+)\/#token=(\S+)/.exec(board.text()) ?? []
  const login = await fetch(`${address}/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token }),
  })
  const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? ''
  const answer = await fetch(`${address}/api/devices/2222`, { headers: { cookie } })
  assert.equal([login.ok, answer.status], [true, 200])
  assert.match(await answer.text(), /"id":"2222",.*"state":"(?!unknown)\w+"/)
  assert.equal(await ended(board, gate), [0, 0])
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
  const guarded = await natsServers(1, 'authorization { user: admin, password: "letmein7" }')
  const env = busUser(guarded.urls[0] ?? '', 'admin', secret)
  const refused = await run(['fleet', 'status', '--once'], { env })
  assert.is(refused.code, 3)
  assert.match(refused.err, /authorization violation|refused/i)
  assert.not.match(refused.out + refused.err, secret)
  await guarded.close()
})

test('fleet setup --group makes a group, whose member needs no right to make one', async () => {
  const sample = readFileSync('misc/nats/server.conf', 'utf8')
  const server = await natsServers(1, sample.slice(sample.indexOf('authorization')))
  const as = (user: string) => busUser(server.urls[0] ?? '', user, `change-me-${user}`)
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
