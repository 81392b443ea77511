/** `switchboard` as a process against a simulated Asterisk. */
import { createServer } from 'node:http'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { passwordHash } from '../../src/http/index.js'
import { inside } from '../support/inside.js'
import { eventually } from '../support/watching.js'
import { run, type Running, start } from '../support/program.js'
import { type House, house, stopped } from './house.js'

const test = suite('switchboard')

const folder = mkdtempSync(join(tmpdir(), 'switchboard-'))
test.after(() => rmSync(folder, { recursive: true }))

const fileOf = (value: unknown): string => {
  const file = join(folder, `users-${String(Math.random()).slice(2)}.json`)
  writeFileSync(file, JSON.stringify(value))
  return file
}

/** Starts on a free port; the address and the token of the page. */
const begun = async (at: House, ...words: readonly string[]) => {
  const running: Running = await start(['switchboard', '--listen', '127.0.0.1:0', ...words], { env: at.as('full') })
  await running.prints('the switchboard is at')
  const out = running.text()
  const [, url = '', token = ''] = /at (http:\/\/127\.0\.0\.1:\d+)\/(?:#token=(\S+))?/.exec(out) ?? []
  return { running, url, token }
}

const post = (url: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  fetch(url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', ...headers },
  })

test('the printed token opens one session, which reads and acts; SIGTERM ends it with Logoff', async () => {
  const at = await house()
  const ready = join(folder, 'ready')
  const { running, url, token } = await begun(at, '--allow', 'call', '--ready-file', ready)
  const login = await post(`${url}/login`, { token })
  assert.is(login.status, 200)
  assert.is((await post(`${url}/login`, { token })).status, 401)
  const headers = {
    Cookie: (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '',
    Origin: url,
    'Rx-Asterisk': '1',
    'Idempotency-Key': 'one-call-please',
  }
  const called = await post(`${url}/api/calls`, { source: '200', destination: '2222' }, headers)
  assert.is(called.status, 200)
  while (!existsSync(ready)) await new Promise((resolve) => setTimeout(resolve, 20))
  assert.is((await fetch(`${url}/readyz`)).status, 200)
  const stream = await fetch(`${url}/api/events`, { headers })
  const reading = stream.text().catch(() => 'cut')
  const { code, out } = await stopped(running, at, 'SIGTERM')
  await reading
  assert.is(code, 0)
  assert.match(out, /operator call: done/)
  assert.not.match(out.replace(/#token=\S+/, ''), token)
  assert.is(existsSync(ready), false)
  assert.equal(at.actions().slice(-1), ['Logoff'])
})

test('--settings keeps the settings of each user in a file, through a restart', async () => {
  const at = await house()
  const secret = 'a-token-of-a-program'
  const { createHash } = await import('node:crypto')
  const sha256 = createHash('sha256').update(secret).digest('hex')
  const words = ['--users', fileOf({ tokens: [{ name: 'door', sha256 }] }), '--settings', join(folder, 'settings.json')]
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${secret}` }
  const first = await begun(at, ...words)
  const settings = { favourites: ['300'] }
  const put = { method: 'PUT', headers, body: JSON.stringify({ settings }) }
  assert.is((await fetch(`${first.url}/api/settings`, put)).status, 204)
  first.running.stop('SIGTERM')
  await first.running.ended
  assert.equal(JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8')), { door: settings })
  const second = await begun(at, ...words)
  const about = await (await fetch(`${second.url}/api`, { headers })).text()
  await stopped(second.running, at, 'SIGTERM')
  assert.match(about, `"settings":${JSON.stringify(settings)}`)
})

test('a file of --settings that cannot be used is named before anything is opened', async () => {
  const at = await house()
  const env = at.as('full')
  for (const [file, why] of [
    [fileOf([1]), /has no settings of users; give the name of a new file/],
    [fileOf({ anna: 'dark' }), /has no settings of users/],
    [join(folder, 'nowhere', 'settings.json'), /the file of --settings cannot be written: /],
    [folder, /the file of --settings cannot be written: it is no ordinary file/],
  ] as const) {
    const { code, err } = await run(['switchboard', '--settings', file], { env })
    assert.is(code, 2)
    assert.match(err, why)
  }
  await at.pbx.close()
})

test('a client that goes away in mid-call cancels its call', async () => {
  const at = await house()
  const secret = 'a-token-of-a-program'
  const { createHash } = await import('node:crypto')
  const sha256 = createHash('sha256').update(secret).digest('hex')
  const users = fileOf({ tokens: [{ name: 'door', sha256, allow: ['call'] }] })
  const { running, url } = await begun(at, '--users', users, '--allow', 'call')
  const leaving = new AbortController()
  let told = ''
  const asked = fetch(`${url}/api/calls`, {
    method: 'POST',
    body: JSON.stringify({ source: '30', destination: '2222' }),
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${secret}` },
    signal: leaving.signal,
  })
    .then(async (response) => (told = await response.text()))
    .catch(() => undefined)
  await eventually('it rings, or was refused', () => told !== '' || at.pbx.channels().length > 0)
  assert.is(told, '')
  leaving.abort()
  await asked
  await eventually('the ringing ends', () => at.pbx.channels().length === 0)
  assert.is((await stopped(running, at)).code, 0)
})

test('an absolute request line of another host is refused, as is a chunked body without end', async () => {
  const at = await house()
  const { running, url } = await begun(at)
  const { port } = new URL(url)
  const answerTo = (text: string): Promise<string> =>
    new Promise((resolve) => {
      let got = ''
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(text))
      socket.on('data', (data) => {
        got += data.toString()
        if (got.includes('\r\n\r\n')) {
          resolve(got)
          socket.destroy()
        }
      })
    })
  assert.match(
    await answerTo(`GET http://evil.example/api HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`),
    /^HTTP\/1.1 4(?:00|21)/,
  )
  const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`
  const body = `POST /login HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`
  assert.match(await answerTo(body + chunk + chunk), /^HTTP\/1.1 413/)
  assert.is((await stopped(running, at)).code, 0)
})

test('a client that never ends its headers is cut, and the others are served', async () => {
  const at = await house()
  const { running, url } = await begun(at)
  const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: '))
  const cut = new Promise<string>((resolve) => {
    let got = ''
    socket.on('data', (data) => (got += data.toString()))
    socket.on('close', () => {
      resolve(got)
    })
  })
  assert.is((await fetch(`${url}/healthz`)).status, 200)
  assert.match(await cut, /^HTTP\/1.1 408/)
  assert.is((await stopped(running, at)).code, 0)
})

test('a proxy of this machine names the user, who has the rights of the file', async () => {
  const at = await house()
  const users = fileOf({ users: [{ name: 'anna', allow: ['hangup'] }] })
  const { running, url } = await begun(at, '--users', users, '--allow', 'call', '--trust-user-header', 'X-User')
  const headers = { 'X-User': 'anna' }
  assert.is((await fetch(`${url}/api/state`, { headers })).status, 200)
  assert.is((await fetch(`${url}/api/state`, { headers: { 'X-User': 'otto' } })).status, 401)
  assert.is((await fetch(`${url}/api/state`)).status, 401)
  assert.is((await post(`${url}/api/calls`, { source: '200', destination: '2222' }, headers)).status, 403)
  assert.is((await post(`${url}/login`, { name: 'anna', password: 'guess' })).status, 401)
  assert.is((await stopped(running, at)).code, 0)
})

test('the audit is a line of JSON for each login and each action, without any secret', async () => {
  const at = await house()
  const password = 'correct horse battery'
  const bearer = 'a-token-of-a-program'
  const { createHash } = await import('node:crypto')
  const sha256 = createHash('sha256').update(bearer).digest('hex')
  const hash = await passwordHash(password)
  const users = fileOf({ users: [{ name: 'anna', password: hash }], tokens: [{ name: 'door', sha256 }] })
  const words = ['--users', users, '--allow', 'call,userEvent', '--json']
  const running: Running = await start(['switchboard', '--listen', '127.0.0.1:0', ...words], { env: at.as('full') })
  await running.prints('"listening"')
  const url = /"url":"(http:\/\/[\d.:]+)/.exec(running.text())?.[1] ?? ''
  const login = await post(`${url}/login`, { name: 'anna', password })
  const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const body = { name: 'Door', headers: { Pin: 'pin-4711' } }
  assert.is((await post(`${url}/api/user-events`, body, { Authorization: `Bearer ${bearer}` })).status, 204)
  const { out, err } = await stopped(running, at)
  const lines = out
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
    .filter((line) => JSON.stringify(line).includes('"type":"audit"'))
  assert.is(lines.length, 2)
  assert.match(
    JSON.stringify(lines[0]),
    /"user":"anna","address":"127.0.0.1","action":"login","target":null,"status":200/,
  )
  assert.match(
    JSON.stringify(lines[1]),
    /"user":"door","address":"127.0.0.1","action":"userEvent",.*"outcome":"done","ms":\d+/,
  )
  for (const secret of [password, hash, bearer, sha256, cookie.split('=')[1] ?? '', 'pin-4711'])
    assert.not.ok(`${out}${err}`.includes(secret), secret)
})

test('users log in by password', async () => {
  const at = await house()
  const users = fileOf({ users: [{ name: 'anna', password: await passwordHash('right') }] })
  const { running, url, token } = await begun(at, '--users', users)
  assert.is(token, '')
  assert.is((await post(`${url}/login`, { name: 'anna', password: 'right' })).status, 200)
  assert.is((await post(`${url}/login`, { name: 'anna', password: 'wrong' })).status, 401)
  const { out } = await stopped(running, at)
  assert.match(out, /nobody login: WrongLogin/)
})

test('wrong words are refused before anything is connected', async () => {
  const at = await house()
  const wrong = async (...words: readonly string[]) => {
    const { code, err } = await inside(['switchboard', ...words], { env: at.as('full') })
    assert.is(code, 2, words.join(' '))
    return err
  }
  assert.match(await wrong('--listen', '0.0.0.0:8080'), 'needs a login')
  assert.match(await wrong('--listen', '127.0.0.1:8088'), 'not 8088')
  assert.match(await wrong('--allow', 'call,originate'), '--allow must be')
  assert.match(await wrong('--numbers', '('), '--numbers is no regular expression')
  assert.match(await wrong('--users', fileOf({ users: [{ name: 'anna' }] })), 'anna has no password')
  assert.match(
    await wrong('--users', fileOf({ users: [{ name: 'anna', password: 7 }] })),
    'users.0.password'.replace('.0', ''),
  )
  await at.pbx.close()
  assert.equal(at.actions(), [])
})

test('a port that is taken ends it with exit code 1', async () => {
  const at = await house()
  const other = createServer()
  const port = await new Promise<number>((resolve) => {
    other.listen(0, '127.0.0.1', () => {
      const address: AddressInfo | string | null = other.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
  const { code, err } = await run(['switchboard', '--listen', `127.0.0.1:${port}`], { env: at.as('full') })
  other.close()
  await at.pbx.close()
  assert.is(code, 1)
  assert.match(err, 'cannot listen on')
})

test('a refused login ends it with exit code 3', async () => {
  const at = await house()
  const env = { ...at.as('full'), RX_ASTERISK_PASSWORD: 'wrong' }
  const { code } = await run(['switchboard', '--listen', '127.0.0.1:0'], { env })
  await at.pbx.close()
  assert.is(code, 3)
})

test.run()
