/** `run` as a process: items, logics, outages, reloads, and its end. */
import { chmodSync, existsSync, readFileSync } from 'node:fs'
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

test('exits 3 when Asterisk refuses the login, and 1 without a connection in the directory', async () => {
  const at = await house()
  const [refused, nothing] = await Promise.all([
    run(['run', directory({ 'etc/plugin.conf': plugin(at.port, 'full', 'wrong') })]),
    inside(['run', directory({ 'items/x.conf': '[x]\ntype = bool\n' })]),
  ])
  await at.pbx.close()
  assert.is(refused.code, 3)
  assert.match(refused.err, 'Asterisk refused the login: Authentication failed')
  assert.is(nothing.code, 1)
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

test.after(removeDirectories)

test.run()
