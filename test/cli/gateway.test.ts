/** `gateway` as a process, with a real NATS server and a simulated Asterisk. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as assert from 'uvu/assert'
import { natsServers } from '../support/natsServer.js'
import { missing, run } from '../support/program.js'
import { amiEnv, at, begin, bus, busUser, ended, fleetSuite, folder, gatewayOf, url } from './fleetLab.js'
import { aCall } from './house.js'

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

const { tests, test } = fleetSuite('gateway')

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

test('a login that Asterisk refuses ends the gateway with 3', async () => {
  const env = { ...bus, ...amiEnv, RX_ASTERISK_PASSWORD: 'wrong-secret' }
  const { code, err } = await run(['gateway', '--server', 'aachen'], { env })
  assert.is(code, 3)
  assert.is(err.split('rx-asterisk: Asterisk refused the login').length, 2, `told once: ${err}`)
  assert.not.match(err, 'wrong-secret')
})

test('gateway and fleet say which rights their users lack', async () => {
  const guarded = await natsServers(1, USERS)
  const as = (user: string, password: string) => busUser(guarded.urls[0] ?? '', user, password)
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
  await guarded.close()
})

tests.run()
