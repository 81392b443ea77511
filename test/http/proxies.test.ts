/** The switchboard behind nginx and Caddy, with the lines of its page: events at once, a session, a call, the client's address. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { passwordHash } from '../../src/http/index.js'
import { house, stopped } from '../cli/house.js'
import { freePort } from '../support/guide.js'
import { start } from '../support/program.js'
import { eventually } from '../support/watching.js'
import { hasProxies, proxy, type ProxyName } from './proxies.js'

const test = suite('behind a proxy')

const folder = mkdtempSync(join(tmpdir(), 'proxies-'))
test.after(() => rmSync(folder, { recursive: true }))

/** The program behind a proxy; the address of the proxy. */
const behind = async (name: ProxyName) => {
  const at = await house()
  const own = await freePort()
  const users = join(folder, `${name}.json`)
  writeFileSync(users, JSON.stringify({ users: [{ name: 'anna', password: await passwordHash('right') }] }))
  const words = ['--listen', '127.0.0.1:0', '--users', users, '--allow', 'call', '--proxy', '127.0.0.1']
  const running = await start(['switchboard', ...words, '--host-name', `127.0.0.1:${own}`], { env: at.as('full') })
  await running.prints('the switchboard is at')
  const port = Number(/at http:\/\/127\.0\.0\.1:(\d+)/.exec(running.text())?.[1])
  const leave = await proxy(name, own, port)
  return { at, running, leave, url: `http://127.0.0.1:${own}` }
}

const canRun = await hasProxies()
const there = (title: string, run: () => Promise<void>): void => {
  if (canRun) test(title, run)
  else test.skip(title)
}

for (const name of ['nginx', 'caddy'] as const) {
  there(`${name} sends events at once, and keeps the origin and the address of the client`, async () => {
    const { at, running, leave, url } = await behind(name)
    const json = { 'Content-Type': 'application/json', Origin: url }
    const login = await fetch(`${url}/login`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ name: 'anna', password: 'right' }),
    })
    assert.is(login.status, 200, await login.text())
    const headers = { ...json, Cookie: (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '' }
    const leaving = new AbortController()
    const stream = await fetch(`${url}/api/events`, { headers, signal: leaving.signal })
    let text = ''
    void (async () => {
      for await (const piece of stream.body?.pipeThrough(new TextDecoderStream()) ?? []) text += piece
    })().catch(() => undefined)
    await eventually('the snapshot is there', () => text.includes('event: snapshot'), 4000)
    at.pbx.userEvent('Door', { Source: 'front' })
    await eventually('an event comes before the next beat', () => text.includes('"name":"Door"'), 4000)
    const called = await fetch(`${url}/api/calls`, {
      method: 'POST',
      headers: { ...headers, 'Rx-Asterisk': '1', 'Idempotency-Key': 'one-call-please' },
      body: JSON.stringify({ source: '200', destination: '2222' }),
    })
    assert.is(called.status, 200, await called.text())
    leaving.abort()
    await leave()
    const { out } = await stopped(running, at)
    assert.match(out, /anna login: done \(\d+ ms, from 127\.0\.0\.1\)/)
  })
}

test.run()
