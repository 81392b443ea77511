/** `run` as a process: items, logics, outages, reloads, and its end. */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { directory, page, plugin, removeDirectories, write } from '../support/directory.js'
import { aCall, house, stopped } from './house.js'
import { inside } from '../support/inside.js'
import { missing, objects, run, start } from '../support/program.js'

const test = suite('run')

test('runs the page’s configuration: office.fon follows the phone, logic1 and logic2 run for their UserEvents', async () => {
  const at = await house()
  const running = await start(['run', directory(page(at.port))])
  await running.prints('ready: all links are up')
  at.pbx.userEvent('Call', { Source: '0301', Value: 'Mum' })
  at.pbx.userEvent('Action', {})
  await aCall(at)
  await running.prints('[logic2] a logic')
  const { code, out, err } = await stopped(running, at, 'SIGTERM')
  assert.is(code, 0)
  assert.equal(
    missing(out, 'ready', 'logic1 runs (by Asterisk, source "0301", value "Mum")', 'logic1 got 0301 Mum'),
    [],
  )
  assert.equal(missing(out, 'office.fon = true (by Asterisk', 'office.fon = false (by Asterisk'), [])
  assert.equal(missing(err, '1 connection: ast', '[ast] connecting to', '[ast] logged in (Asterisk 22)'), [])
  assert.match(err, "[logic2] a logic's handler failed: no luck")
})

test('closes the link with Logoff within a second of SIGTERM, and of SIGINT', async () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const at = await house()
    // neither a handler that never ends nor an open timer may keep the process from exiting
    const slow = 'setInterval(() => {}, 1000)\nexport default () => new Promise(() => {})\n'
    const running = await start(['run', directory({ ...page(at.port), 'logics/logic1.js': slow })])
    await running.prints('ready')
    at.pbx.userEvent('Call', {})
    await running.prints('logic1 runs')
    const began = performance.now()
    running.stop(signal)
    while (!at.actions().includes('Logoff')) await sleep(2)
    const saidLogoff = performance.now() - began
    const { code } = await running.ended
    await at.pbx.close()
    assert.is(code, 0)
    assert.ok(saidLogoff < 1000, `${signal}: Logoff after ${saidLogoff} ms`)
  }
})

test('goes on by itself when Asterisk is killed and started again', async () => {
  const at = await house()
  const running = await start(['run', directory(page(at.port)), '--json'])
  await running.prints('"type":"ready"')
  at.pbx.faults.kill()
  await running.prints('next try in')
  at.pbx.faults.start()
  await running.prints('no link for')
  await sleep(400)
  await aCall(at)
  await running.prints('"item":"office.fon","value":false')
  const { code, out } = await stopped(running, at)
  assert.is(code, 0)
  const objectsOut = objects(out.replaceAll(/^logic.*\n/gm, '')).map((each) => JSON.stringify(each))
  assert.is(objectsOut.filter((line) => line.includes('"type":"ready"')).length, 2)
  assert.ok(objectsOut.some((line) => line.includes('"type":"item","item":"office.fon","value":true,"by":"Asterisk"')))
})

test('--watch reloads changed items and logics, and reports mistakes', async () => {
  const at = await house()
  const dir = directory(page(at.port))
  const running = await start(['run', dir, '--watch'])
  await running.prints('ready')
  write(dir, { 'logics/logic1.js': 'export default ({ value }) => { console.log(`changed: ${value}`) }\n' })
  while (!running.text().includes('changed: new')) {
    at.pbx.userEvent('Call', { Value: 'new' })
    await sleep(50)
  }
  write(dir, { 'items/cellar.conf': '[cellar]\n[[fon]]\ntype = lamp\n' })
  await running.prints('items/cellar.conf:3')
  assert.is(at.actions().filter((name) => name === 'Login').length, 1)
  const { code } = await stopped(running, at)
  assert.is(code, 0)
})

test('runs the parts without mistakes, and reports the mistakes', async () => {
  const at = await house()
  const dir = directory({ ...page(at.port), 'items/bad.conf': '[bad]\ntype = lamp\n' })
  const running = await start(['run', dir])
  await running.prints('ready')
  const { code, err } = await stopped(running, at)
  assert.is(code, 0)
  assert.match(err, `${join(dir, 'items/bad.conf')}:2:`)
  assert.match(err, 'errors: 1; the parts with errors are left out, and the rest runs')
})

test('exits 3 when Asterisk refuses the login, and 2 without a connection in the directory', async () => {
  const at = await house()
  const [refused, nothing] = await Promise.all([
    run(['run', directory({ 'etc/plugin.conf': plugin(at.port, 'full', 'wrong') })]),
    inside(['run', directory({ 'items/x.conf': '[x]\ntype = bool\n' })]),
  ])
  await at.pbx.close()
  assert.is(refused.code, 3)
  assert.match(refused.err, 'Asterisk refused the login: Authentication failed')
  assert.is(nothing.code, 2)
  assert.match(nothing.err, 'there is no connection in')
})

test('replaces settings of plugin.conf by the environment, for containers', async () => {
  const at = await house()
  const dir = directory({ ...page(1), 'etc/plugin.conf': plugin(1, 'nobody', 'nothing') })
  const running = await start(['run', dir], { env: { ...at.as('full'), RX_ASTERISK_HOST: '127.0.0.1' } })
  await running.prints('ready')
  assert.is((await stopped(running, at)).code, 0)
})

test('notifies systemd, and keeps a file, when it is ready, waits or stops', async () => {
  const at = await house()
  const dir = directory({ ...page(at.port), 'bin/systemd-notify': '#!/bin/sh\necho "$*" >> "$NOTIFY_LOG"\n' })
  chmodSync(join(dir, 'bin/systemd-notify'), 0o755)
  const [file, log] = [join(dir, 'ready'), join(dir, 'log')]
  write(dir, { ready: 'left behind', log: '' })
  const running = await start(['run', dir, '--ready-file', file], {
    env: { PATH: `${join(dir, 'bin')}:${process.env['PATH'] ?? ''}`, NOTIFY_SOCKET: '/run/none', NOTIFY_LOG: log },
  })
  await running.prints('connecting to')
  await running.prints('ready')
  while (!readFileSync(log, 'utf8').includes('--ready')) await sleep(5)
  assert.ok(existsSync(file))
  at.pbx.faults.kill()
  await running.prints('next try in')
  while (existsSync(file)) await sleep(5)
  at.pbx.faults.start()
  while (!existsSync(file)) await sleep(5)
  while (readFileSync(log, 'utf8').split('--ready').length < 3) await sleep(5)
  await stopped(running, at, 'SIGTERM')
  assert.not.ok(existsSync(file))
  while (!readFileSync(log, 'utf8').includes('STOPPING=1')) await sleep(5)
  assert.equal(missing(readFileSync(log, 'utf8'), '--ready', 'waiting for Asterisk', '--ready', 'STOPPING=1'), [])
})

/** Ways in which the code of a user ends the process. */
for (const crash of [
  'setTimeout(() => { throw new Error("late") }, 400)',
  'setTimeout(() => { throw undefined }, 400)',
  'setTimeout(() => void Promise.reject(null), 400)',
  'setTimeout(() => process.exit(1), 400)',
]) {
  test(`a crash by ${crash} leaves no ready file, and is restarted by the unit`, async () => {
    const at = await house()
    const dir = directory({
      ...page(at.port),
      'etc/logic.conf': '[crash]\ninit = yes\n',
      'logics/crash.js': `export default () => { ${crash} }\n`,
    })
    const file = join(dir, 'ready')
    const running = await start(['run', dir, '--ready-file', file])
    await running.prints('ready')
    const { code } = await running.ended
    await at.pbx.close()
    assert.is(code, 1)
    assert.not.ok(existsSync(file))
  })
}

/** Files that cannot be the ready file; each makes its place. */
const NOT_READY: readonly (readonly [what: string, make: (dir: string) => string])[] = [
  ['in a folder that does not exist', (dir) => join(dir, 'none/ready')],
  ['a directory', (dir) => (mkdirSync(join(dir, 'ready')), join(dir, 'ready'))],
  ['a device', () => '/dev/null'],
  ['a link', (dir) => (symlinkSync('elsewhere', join(dir, 'ready')), join(dir, 'ready'))],
  ['below a file', (dir) => join(dir, 'etc/plugin.conf/ready')],
]
for (const [what, make] of NOT_READY) {
  test(`a ready file that is ${what} is refused before anything begins`, async () => {
    const at = await house()
    const dir = directory(page(at.port))
    const { code, err } = await inside(['run', dir, '--ready-file', make(dir)])
    await at.pbx.close()
    assert.is(code, 2)
    assert.match(err, /--ready-file: .* cannot be written: /)
    assert.equal(at.actions(), [])
    assert.ok(statSync('/dev/null').isCharacterDevice())
  })
}

test('a ready file that cannot be written later is reported, and ends nothing', async () => {
  const at = await house()
  const dir = directory({ ...page(at.port), 'ready/x': '' })
  const running = await start(['run', dir, '--ready-file', join(dir, 'ready/file')])
  await running.prints('ready: all links are up')
  at.pbx.faults.kill()
  await running.prints('next try in')
  rmSync(join(dir, 'ready'), { recursive: true })
  at.pbx.faults.start()
  await running.prints('the file of --ready-file cannot be written: ENOENT')
  await running.prints('no link for')
  assert.is((await stopped(running, at)).code, 0)
})

test('a port in the environment that is none is refused, and variables without an effect are reported', async () => {
  const at = await house()
  const two = `${plugin(at.port)}['two']\nclass_path = plugins.asterisk\ninstance = two\nusername = full\npassword = hunter2\nport = ${at.port}\n`
  const refused = await inside(['run', directory(page(at.port))], { env: { RX_ASTERISK_PORT: 'ami' } })
  assert.equal(
    [refused.code, refused.err],
    [2, 'rx-asterisk: RX_ASTERISK_PORT must be a whole number from 1 to 65535\n'],
  )
  const running = await start(['run', directory({ ...page(at.port), 'etc/plugin.conf': two })], { env: at.as('full') })
  await running.prints('plugin.conf has 2 connections, so the environment replaces no setting: RX_ASTERISK_PORT')
  await running.prints('ready')
  assert.is((await stopped(running, at)).code, 0)
})

test('a logic whose import never ends stops no other, and has one sentence', async () => {
  const at = await house()
  const dir = directory({
    ...page(at.port),
    'etc/logic.conf': '[never]\ninit = yes\n[other]\ninit = yes\n',
    'logics/never.js': 'await new Promise(() => {}); export default () => {}\n',
    'logics/other.js': 'export default () => {}\n',
  })
  const running = await start(['run', dir])
  await running.prints('other runs (by Init)')
  const { code, err } = await stopped(running, at)
  assert.is(code, 0)
  assert.match(err, 'logics/never.js: error: [never] does not run: the import of its file has not ended')
  assert.not.match(err, '[never] has no handler')
})

test.after(removeDirectories)

test.run()
