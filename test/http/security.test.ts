/** The rules of section "Security" of docs/switchboard.md: each of them fails here where it is taken out. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { passwordHash, type AuditLine } from '../../src/http/index.js'
import { ROUTES } from '../../src/http/routes.js'
import { sha256 } from '../../src/http/secrets.js'
import { type Asked, NOBODY, served } from './served.js'

const test = suite('security of http')

const call: Asked = { body: { source: '200', destination: '2222' } }
const BEARER = 'x'.repeat(20)

const withCookie = (cookie: string, more: Readonly<Record<string, string>> = {}): Asked => ({
  ...call,
  context: NOBODY,
  headers: {
    Cookie: cookie,
    Origin: 'http://localhost:8080',
    'Rx-Asterisk': '1',
    'Idempotency-Key': 'key-12345',
    ...more,
  },
})

const cookieIn = (headers: Headers): string => (headers.get('set-cookie') ?? '').split(';')[0] ?? ''

test('nobody reads without a login, but for health, the description and the page', async () => {
  const at = served()
  for (const path of ['/api', '/api/state', '/api/calls', '/api/events', '/metrics'])
    assert.is((await at.ask('GET', path, { context: NOBODY })).status, 401, path)
  assert.is((await at.ask('GET', '/healthz', { context: NOBODY })).status, 200)
  await at.close()
})

test('nothing acts by default; an allowed action acts only for a user who may', async () => {
  const none = served()
  assert.is((await none.ask('POST', '/api/calls', call)).json['title'], 'NotAllowed')
  assert.is(none.sent('Originate'), 0)
  await none.close()
  const some = served({ allow: ['call'] })
  const context = { user: { name: 'eva', allow: ['hangup' as const] } }
  assert.is((await some.ask('POST', '/api/calls', { ...call, context })).status, 403)
  assert.is(some.sent('Originate'), 0)
  assert.is((await some.ask('POST', '/api/calls', call)).status, 200)
  await some.close()
})

test('a rebound host name is refused on every path, in the URL and in the header', async () => {
  const at = served()
  for (const path of ['/', '/api/state', '/healthz']) {
    assert.is((await at.ask('GET', `http://evil.example${path}`)).status, 421)
    assert.is((await at.ask('GET', path, { headers: { Host: 'evil.example' } })).status, 421)
    const absolute = await at.ask('GET', `http://evil.example${path}`, { headers: { Host: 'localhost:8080' } })
    assert.is(absolute.status, 421)
  }
  assert.is((await at.ask('GET', '/healthz', { headers: { Host: '127.0.0.1:9' } })).status, 200)
  await at.close()
  const named = served({ hosts: ['pbx.lan:8080'] })
  assert.is((await named.ask('GET', 'http://pbx.lan:8080/healthz')).status, 200)
  assert.is((await named.ask('GET', 'http://pbx.lan:81/healthz')).status, 421)
  assert.is((await named.ask('GET', '/healthz')).status, 421)
  await named.close()
})

test('a page of another origin writes nothing, whatever it sends', async () => {
  const at = served({ allow: ['call'] })
  const from = (headers: Readonly<Record<string, string>>) => at.ask('POST', '/api/calls', { ...call, headers })
  for (const headers of [
    { Origin: 'http://evil.example' },
    { Origin: 'http://localhost:9090' },
    { Origin: 'null' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
  ])
    assert.is((await from(headers)).json['title'], 'CrossSite')
  assert.is((await at.ask('GET', '/api/state', { headers: { 'Sec-Fetch-Site': 'cross-site' } })).status, 403)
  assert.is((await from({ 'Content-Type': 'text/plain' })).status, 415)
  assert.is((await from({ 'Content-Type': 'application/x-www-form-urlencoded' })).status, 415)
  assert.is(at.sent('Originate'), 0)
  await at.close()
})

test('a page of another site reads nothing of the API, not even who is logged in', async () => {
  const at = served()
  for (const path of ['/api', '/api/state', '/api/events'])
    assert.is((await at.ask('GET', path, { headers: { 'Sec-Fetch-Site': 'cross-site' } })).status, 403, path)
  // a link to the page itself is one that a person follows
  assert.is.not((await at.ask('GET', '/', { headers: { 'Sec-Fetch-Site': 'cross-site' } })).status, 403)
  await at.close()
})

test('behind https a page of http on the same host is another site', async () => {
  const at = served({ allow: ['call'], secure: true })
  const from = (Origin: string) => at.ask('POST', '/api/calls', { ...call, headers: { Origin } })
  assert.is((await from('http://localhost:8080')).json['title'], 'CrossSite')
  assert.is((await from('https://localhost:8080')).status, 200)
  await at.close()
})

test('GET changes nothing: every action and the logins are other methods', () => {
  const changing = ROUTES.filter((route) => 'action' in route || ['login', 'logout', 'cancel'].includes(route.name))
  assert.ok(changing.length >= 14)
  assert.equal(
    changing.map(({ method }): string => method).filter((method) => method === 'GET'),
    [],
  )
})

test('the policy of every answer forbids markup, frames, and other sites', async () => {
  const at = served()
  const { headers } = await at.ask('GET', '/api/state')
  await at.close()
  assert.equal((headers.get('content-security-policy') ?? '').split('; '), [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ])
  for (const [name, value] of [
    ['x-content-type-options', 'nosniff'],
    ['referrer-policy', 'no-referrer'],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cross-origin-resource-policy', 'same-origin'],
    ['cache-control', 'no-store'],
  ] as const)
    assert.is(headers.get(name), value)
})

test('a cookie alone writes nothing: origin, own header and key are needed', async () => {
  const at = served({ allow: ['call'], oneTimeToken: 'once-only-token' })
  const login = await at.ask('POST', '/login', { context: NOBODY, body: { token: 'once-only-token' } })
  const cookie = cookieIn(login.headers)
  assert.match(login.headers.get('set-cookie') ?? '', /HttpOnly; SameSite=Strict/)
  const titles = await Promise.all(
    [{ Origin: '' }, { Origin: 'http://localhost:8081' }, { 'Rx-Asterisk': '0' }, { 'Idempotency-Key': 'short' }].map(
      async (more) => (await at.ask('POST', '/api/calls', withCookie(cookie, more))).json['title'],
    ),
  )
  assert.equal(titles, ['CrossSite', 'CrossSite', 'CrossSite', 'KeyNeeded'])
  const { Origin, ...without } = withCookie(cookie).headers ?? {}
  assert.ok(Origin)
  assert.is(
    (await at.ask('POST', '/api/calls', { ...call, context: NOBODY, headers: without })).json['title'],
    'CrossSite',
  )
  assert.is(at.sent('Originate'), 0)
  assert.is((await at.ask('POST', '/api/calls', withCookie(cookie))).status, 200)
  await at.close()
})

test('the token of the start works once', async () => {
  const at = served({ oneTimeToken: 'once-only-token' })
  const login = () => at.ask('POST', '/login', { context: NOBODY, body: { token: 'once-only-token' } })
  assert.is((await login()).status, 200)
  assert.is((await login()).status, 401)
  await at.close()
})

test('with https the cookie is for https and this host only', async () => {
  const at = served({ oneTimeToken: 'once-only-token', secure: true })
  const { headers } = await at.ask('POST', '/login', { context: NOBODY, body: { token: 'once-only-token' } })
  await at.close()
  assert.match(
    headers.get('set-cookie') ?? '',
    /^__Host-rx-asterisk=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; .*; Secure$/,
  )
})

test('a wrong password and an unknown name look the same, take time, and are counted', async () => {
  const lines: AuditLine[] = []
  const password = await passwordHash('right')
  const at = served({ users: [{ name: 'anna', password }], audit: (line) => lines.push(line) })
  const login = (name: string, given: string) =>
    at.ask('POST', '/login', { context: { address: '192.0.2.1' }, body: { name, password: given } })
  const began = performance.now()
  const [wrong, unknown] = [await login('anna', 'wrong'), await login('otto', 'wrong')]
  assert.ok(performance.now() - began >= 490)
  assert.equal(wrong.text, unknown.text)
  assert.is((await login('anna', 'right')).status, 200)
  const more = await Promise.all([1, 2, 3, 4].map(() => login('anna', 'wrong')))
  assert.is(more.filter(({ status }) => status === 429).length, 1)
  assert.ok(Number(more.at(-1)?.headers.get('retry-after')) > 0)
  await at.close()
  assert.not.match(JSON.stringify(lines), /wrong"|right|scrypt/)
  assert.equal(lines[0], {
    ...lines[0],
    user: null,
    address: '192.0.2.1',
    action: 'login',
    outcome: 'WrongLogin',
    status: 401,
  })
})

test('logout ends the session and its streams', async () => {
  const at = served({ oneTimeToken: 'once-only-token' })
  const cookie = cookieIn(
    (await at.ask('POST', '/login', { context: NOBODY, body: { token: 'once-only-token' } })).headers,
  )
  const asked = withCookie(cookie)
  const stream = await at.raw('GET', '/api/events', { context: NOBODY, headers: { Cookie: cookie } })
  const text = stream.text()
  assert.is((await at.ask('POST', '/logout', { ...asked, body: {} })).status, 204)
  assert.match(await text, 'event: snapshot')
  assert.is((await at.ask('GET', '/api', { context: NOBODY, headers: { Cookie: cookie } })).status, 401)
  await at.close()
})

test('a bearer token is known by its hash, and only in its header', async () => {
  const at = served({ tokens: [{ name: 'prometheus', sha256: sha256(BEARER) }] })
  const ask = (path: string, headers: Readonly<Record<string, string>>) =>
    at.ask('GET', path, { context: NOBODY, headers })
  assert.is((await ask('/metrics', { Authorization: `Bearer ${BEARER}` })).status, 200)
  assert.is((await ask('/metrics', { Authorization: `Bearer ${BEARER}y` })).status, 401)
  assert.is((await ask(`/metrics?token=${BEARER}`, {})).status, 401)
  await at.close()
})

test('numbers that cost money, strange contexts and other sources are refused before anything is sent', async () => {
  const at = served({ allow: ['call'] })
  for (const body of [
    { source: '200', destination: '0900123456' },
    { source: '200', destination: '2222', context: 'outside' },
    { source: 'Local/0900123456@outside', destination: '2222' },
    { source: 'PJSIP/0900123456@trunk', destination: '2222' },
  ])
    assert.is((await at.ask('POST', '/api/calls', { body })).status, 403, JSON.stringify(body))
  assert.is((await at.ask('POST', '/api/calls', { body: { source: '777', destination: '2222' } })).status, 404)
  assert.is(at.sent('Originate'), 0)
  await at.close()
})

test('the audit has a line for each action, without bodies', async () => {
  const lines: AuditLine[] = []
  const at = served({ allow: ['userEvent'], audit: (line) => lines.push(line) })
  await at.ask('POST', '/api/user-events', { body: { name: 'Secret', headers: { Pin: '4711' } } })
  await at.ask('POST', '/api/calls', call)
  await at.close()
  assert.is(lines.length, 1)
  assert.equal(lines[0], { ...lines[0], user: 'anna', action: 'userEvent', outcome: 'done', status: 204, target: null })
  assert.not.match(JSON.stringify(lines), /4711|Secret/)
})

test('the audit and the answers mask for a user with privacy', async () => {
  const lines: AuditLine[] = []
  const at = served(
    { allow: ['call', 'hangup'], numbers: /^\d+$/, audit: (line) => lines.push(line) },
    { actions: { Originate: () => ({ error: 'no way to 0305550142' }) } },
  )
  const context = { user: { name: 'eva', privacy: 'numbers' as const } }
  await at.ask('POST', '/api/devices/0305550142/hangup', { context, body: {} })
  const { json, text } = await at.ask('POST', '/api/calls', {
    context,
    body: { source: '200', destination: '0305550142' },
  })
  await at.close()
  assert.equal([lines[0]?.target, json['title']], ['030555***', 'Refused'])
  assert.not.match(text + JSON.stringify(lines), '0142')
})

test('a user of a group sees its devices, and neither other devices nor that there are any', async () => {
  const groups = { Kitchen: { devices: ['200'] } }
  const at = served({ groups, allow: ['hangup'] })
  const context = { user: { name: 'eva', groups: ['Kitchen'] } }
  const ask = (method: string, path: string) => at.ask(method, path, { context })
  const { text } = await ask('GET', '/api/state')
  assert.match(text, '"id":"200"')
  assert.not.match(text, /"2222"|"300"|support/)
  assert.equal((await ask('GET', '/api/devices/2222')).text, (await ask('GET', '/api/devices/777')).text)
  assert.is((await at.ask('POST', '/api/devices/2222/hangup', { context, body: {} })).status, 404)
  assert.is(at.sent('Hangup'), 0)
  await at.close()
})

test('a closed handler answers 503', async () => {
  const at = served()
  await at.close()
  assert.is((await at.ask('GET', '/healthz')).json['title'], 'Closed')
})

test.run()
