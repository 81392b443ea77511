/** The command line on a real Asterisk, as the minimal and as the full user: what it prints, and how it exits. */
import { setTimeout as sleep } from 'node:timers/promises'
import * as assert from 'uvu/assert'
import { directory, removeDirectories } from '../support/directory.js'
import { missing, objects, type Ran, run, type Running, start } from '../support/program.js'
import { ITEMS, LOGIC } from '../support/page.js'
import { type Bench, conformance, row } from './conformance.js'
import type { LabUser } from './lab.js'
import { eventually } from '../support/watching.js'

const environment = ({ lab }: Bench, user: LabUser): Readonly<Record<string, string>> => {
  const { username, password, port = 5038 } = lab.options(user)
  return { RX_ASTERISK_USERNAME: username, RX_ASTERISK_PASSWORD: password, RX_ASTERISK_PORT: `${port}` }
}

const as =
  (bench: Bench, user: LabUser) =>
  (...args: readonly string[]): Promise<Ran> =>
    run(args, { env: environment(bench, user) })

const started = (bench: Bench, user: LabUser, ...args: readonly string[]): Promise<Running> =>
  start(args, { env: environment(bench, user), limit: 60_000 })

/** The directory of the plugin's page, for that Asterisk. */
const house = ({ lab }: Bench): string => {
  const { username, password, port = 5038 } = lab.options('full')
  const plugin = `[ast]\nclass_path = plugins.asterisk\nusername = ${username}\npassword = ${password}\nport = ${port}\n`
  const handler = 'export default ({ source, value }) => { console.log(`logic1 got ${source} ${value}`) }\n'
  return directory({
    'etc/plugin.conf': plugin,
    'etc/logic.conf': LOGIC,
    'items/office.conf': ITEMS,
    'logics/logic1.js': handler,
    'logics/logic2.js': 'export default () => undefined\n',
  })
}

conformance('rx-asterisk', [
  row('call rings a phone and says that it has answered', async (bench) => {
    await bench.lab.phone('200', { _tag: 'Answers', after: 200 })
    const { code, out, err } = await as(bench, 'full')('call', 'PJSIP/200', '100', 'internal', '--timeout', '10')
    assert.is(code, 0, err)
    assert.match(out, /^PJSIP\/200-[0-9a-f]{8} has answered and is connected with 100@internal\n$/)
  }),
  row('call says that a phone is busy, and which right is missing', async (bench) => {
    await bench.lab.phone('200', { _tag: 'Busy' })
    const busy = await as(bench, 'full')('call', 'PJSIP/200', '100', 'internal', '--timeout', '10')
    const denied = await as(bench, 'minimal')('call', 'PJSIP/200', '100', 'internal')
    assert.equal([busy.code, busy.out, denied.code, denied.out], [1, '', 1, ''])
    assert.match(busy.err, 'PJSIP/200 is busy')
    assert.match(denied.err, 'grant this login write=originate in manager.conf')
  }),
  row('call is cancelled by Ctrl-C, and no phone rings on', async (bench) => {
    await bench.lab.phone('200', { _tag: 'Rings' })
    const calling = await started(bench, 'full', 'call', 'PJSIP/200', '100', 'internal')
    await eventually('it rings', async () => (await bench.lab.channels()).some((name) => name.startsWith('PJSIP/200-')))
    calling.stop('SIGINT')
    assert.is((await calling.ended).code, 130)
    await eventually('nobody rings', async () => (await bench.lab.channels()).length === 0)
  }),
  row('hangup ends the calls of a device with write=call alone', async (bench) => {
    await bench.lab.phone('2222', { _tag: 'Answers', after: 100 })
    await bench.lab.dial('200', '2222')
    await eventually('they talk', async () => (await bench.lab.channels()).length === 2)
    const { code, out } = await as(bench, 'minimal')('hangup', '2222')
    assert.is(code, 0)
    assert.match(out, /^PJSIP\/2222-[0-9a-f]{8}\n$/)
    await eventually('the call is over', async () => (await bench.lab.channels()).length === 0)
    const none = await as(bench, 'minimal')('hangup', '2222')
    assert.equal(none, { code: 0, out: '', err: '2222 has no call\n' })
  }),
  row('db puts, gets, lists and deletes', async (bench) => {
    const full = as(bench, 'full')
    assert.is((await full('db', 'put', 'cli/one', 'Žluťoučký kůň: 1')).code, 0)
    assert.equal(await full('db', 'get', 'cli/one'), { code: 0, out: 'Žluťoučký kůň: 1\n', err: '' })
    assert.equal(await full('db', 'tree', 'cli'), { code: 0, out: 'one=Žluťoučký kůň: 1\n', err: '' })
    assert.is((await full('db', 'delete', 'cli/one')).code, 0)
    assert.equal(await full('db', 'get', 'cli/one'), { code: 1, out: '', err: 'rx-asterisk: cli/one is not set\n' })
  }),
  row('db names the rights that are missing', async (bench) => {
    const get = await as(bench, 'minimal')('db', 'get', 'cli/one')
    const put = await as(bench, 'minimal')('db', 'put', 'cli/one', '1')
    assert.equal([get.code, put.code], [1, 1])
    assert.match(get.err, 'grant this login write=system or write=reporting')
    assert.match(put.err, 'grant this login write=system')
  }),
  row('mailbox counts with the minimal rights', async (bench) => {
    await bench.lab.mailbox('2222@default', { old: 3, new: 2, urgent: 0 })
    assert.equal(await as(bench, 'minimal')('mailbox', '2222'), { code: 0, out: '2 new, 3 old\n', err: '' })
    await bench.lab.mailbox('2222@default', { old: 0, new: 0, urgent: 0 })
    const empty = await as(bench, 'full')('mailbox', '2222', '--json')
    assert.equal(objects(empty.out), [{ mailbox: '2222', new: 0, old: 0 }])
  }),
  row('doctor tells what the minimal user may do, and the lines that mend it', async (bench) => {
    const all = await as(bench, 'minimal')('doctor')
    const some = await as(bench, 'minimal')('doctor', 'call', 'device')
    assert.equal([all.code, all.err, some.code], [0, '', 1])
    assert.equal(
      missing(
        all.out,
        'ok    link          127.0.0.1:',
        `ok    version       Asterisk ${bench.lab.version}`,
        'ok    clock         0.',
        'ok    device        allowed',
        'note  call          not allowed: Originate',
        'ok    hangup        allowed',
        'note  dbWrite       not allowed: DBPut',
        'read = call',
      ),
      [],
      all.out,
    )
    assert.match(some.out, 'WRONG call          not allowed: Originate')
  }),
  row('doctor finds nothing missing for the full user, and its exact version', async (bench) => {
    const { code, out } = await as(bench, 'full')('doctor', 'call', 'dbWrite', 'mailbox', 'hangup')
    assert.is(code, 0, out)
    assert.not.match(out, 'not allowed')
    if (bench.lab.kind === 'real') assert.match(out, new RegExp(`Asterisk ${bench.lab.version}\\.\\d+\\.\\d+`))
  }),
  row('action and command print what Asterisk says', async (bench) => {
    const full = as(bench, 'full')
    const list = await full('action', 'DeviceStateList', '--json')
    const version = await full('command', 'core show version')
    assert.equal([list.code, version.code], [0, 0])
    assert.match(list.out, '"Event":"DeviceStateListComplete"')
    assert.match(version.out, `Asterisk ${bench.lab.version}.`)
  }),
  row('devices shows who talks with whom', async (bench) => {
    await bench.lab.phone('2222', { _tag: 'Answers', after: 100 })
    await bench.lab.phone('30', { _tag: 'Rings' })
    await bench.lab.dial('200', '2222')
    await eventually('they talk', async () => (await bench.lab.channels()).length === 2)
    await sleep(300)
    const { code, out } = await as(bench, 'minimal')('devices', '2222', '200', '30', '--once')
    assert.is(code, 0)
    assert.match(out, /^DEVICE.*\n200 +talks.*\n2222 +talks +← .*\n30 +idle\n$/)
  }),
  row('B5: devices shows a phone that is not registered as away, and one that is as idle', async (bench) => {
    await bench.lab.phone('2222', { _tag: 'Rings' })
    const { code, out } = await as(bench, 'minimal')('devices', 'PJSIP/2222', 'PJSIP/front-door', '--once')
    assert.is(code, 0)
    assert.match(out, /^DEVICE.*\nPJSIP\/2222 +idle\nPJSIP\/front-door +away\n$/)
  }),
  row('run lives through kill -9 of Asterisk, and says Logoff at SIGTERM', async (bench) => {
    const running = await started(bench, 'full', 'run', house(bench))
    await running.prints('ready')
    await bench.lab.run('page', 'events', { number: '0301', name: 'Mum' })
    await running.prints('logic1 got 0301 Mum')
    await bench.lab.kill()
    await running.prints('next try in')
    await bench.lab.start()
    await running.prints('no link for')
    await bench.lab.phone('2222', { _tag: 'Answers', after: 100 })
    const call = await bench.lab.dial('200', '2222')
    await running.prints('office.fon = true')
    await call.hangup()
    await running.prints('office.fon = false')
    const began = performance.now()
    running.stop('SIGTERM')
    const { code, out } = await running.ended
    assert.is(code, 0)
    assert.ok(performance.now() - began < 2000)
    assert.is(out.split('ready: all links are up').length, 3)
    removeDirectories()
  }),
])
