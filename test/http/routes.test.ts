/** The states of an Asterisk by GET: each row of the table of routes. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ROUTES } from '../../src/http/routes.js'
import { NOBODY, served } from './served.js'

const test = suite('states by GET')

test('the state has all collections, with names of the configuration', async () => {
  const at = served({ names: { '200': 'Kitchen', '999': 'Cellar' }, mailboxes: ['2222'] })
  const { status, json } = await at.ask('GET', '/api/state')
  await at.close()
  assert.is(status, 200)
  assert.equal(json['mailboxes'], [{ id: '2222', box: '2222', new: 1, old: 3, urgent: 0 }])
  assert.equal(json['registrations'], [])
  assert.match(
    JSON.stringify(json['devices']),
    '{"id":"200","name":"Kitchen","state":"free","direction":null,"peer":null',
  )
  // a phone of the configuration that Asterisk does not know is shown, and nothing is claimed of it
  assert.match(JSON.stringify(json['devices']), '{"id":"999","name":"Cellar","state":"unknown"')
})

test('a call is shown with both sides at both phones, and is gone after its end', async () => {
  const at = served()
  await at.ask('GET', '/api/state')
  const call = at.pbx.dial('PJSIP/200', '2222')
  await until(at, (text) => text.includes('"state":"talking"'))
  const id = /"id":"([^"]+)"/.exec((await at.ask('GET', '/api/calls')).text)?.[1] ?? ''
  assert.match((await at.ask('GET', '/api/devices/2222')).text, `"calls":["${id}"]`)
  assert.match((await at.ask('GET', `/api/calls/${id}`)).text, '"talks":[{"between":["200","2222"]')
  call.hangup()
  await until(at, (text) => text.includes('"items":[]'))
  assert.is((await at.ask('GET', `/api/calls/${id}`)).status, 404)
  await at.close()
})

test('without a link nothing is known, and no list is empty', async () => {
  const at = served()
  at.pbx.faults.kill()
  const [calls, state, ready, metrics] = await Promise.all([
    at.ask('GET', '/api/calls'),
    at.ask('GET', '/api/state'),
    at.ask('GET', '/readyz'),
    at.ask('GET', '/metrics'),
  ])
  await at.close()
  assert.is(calls.status, 503)
  assert.is(calls.headers.get('retry-after'), '1')
  assert.is(calls.json['title'], 'NotKnownYet')
  assert.equal([state.json['devices'], state.json['calls']], [null, null])
  assert.is(ready.status, 503)
  assert.match(metrics.text, '\nrx_asterisk_link_up 0\n')
  assert.not.match(metrics.text, 'asterisk_calls')
})

test('metrics count phones and queues by closed lists of labels', async () => {
  const at = served()
  await at.ask('GET', '/api/queues')
  const { text, headers } = await at.ask('GET', '/metrics')
  await at.close()
  assert.match(headers.get('content-type') ?? '', 'text/plain; version=0.0.4')
  assert.match(text, '\nasterisk_devices{state="free"} 3\n')
  assert.match(text, '\nasterisk_queue_waiting{queue="support"} 0\n')
  assert.match(text, '\nrx_asterisk_http_requests_total{route="/api/queues",method="GET",status="200"} 1\n')
  assert.not.match(text, /PJSIP|2222|anna/)
})

test('every answer has the headers of security, and tells nothing of this program', async () => {
  const at = served()
  for (const path of ['/api/state', '/nope', '/healthz', '/api/openapi.json']) {
    const { headers } = await at.ask('GET', path)
    assert.match(headers.get('content-security-policy') ?? '', "default-src 'none'")
    assert.is(headers.get('x-content-type-options'), 'nosniff')
    assert.is(headers.get('access-control-allow-origin'), null)
  }
  await at.close()
})

test('a path that is not there, and a method that is not, are told apart', async () => {
  const at = served()
  const [lost, wrong, head] = await Promise.all([
    at.ask('GET', '/api/nothing'),
    at.ask('PATCH', '/api/calls'),
    at.ask('HEAD', '/healthz'),
  ])
  await at.close()
  assert.is(lost.status, 404)
  assert.is(lost.headers.get('content-type'), 'application/problem+json')
  assert.equal([wrong.status, wrong.headers.get('allow')], [405, 'GET, POST'])
  assert.is(head.status, 200)
})

test('OpenAPI has every route, with its body, and no other', async () => {
  const at = served()
  const { json, status } = await at.ask('GET', '/api/openapi.json', { context: NOBODY })
  await at.close()
  assert.is(status, 200)
  assert.is(json['openapi'], '3.1.0')
  const paths = ROUTES.map(({ method, path }) => [method, path.replaceAll(/:(\w+)/g, '{$1}')] as const)
  const known = json['paths'] ?? {}
  const found = Object.entries(known).flatMap(([path, methods]: readonly [string, unknown]) =>
    Object.keys(typeof methods === 'object' && methods !== null ? methods : {}).map(
      (method) => `${method.toUpperCase()} ${path}`,
    ),
  )
  assert.equal(found.sort(), paths.map((each) => each.join(' ')).sort())
  assert.match(JSON.stringify(json), '"required":["source","destination"]')
})

test('a mount below a path serves that path only', async () => {
  const at = served({ prefix: '/phones' })
  assert.is((await at.ask('GET', '/phones/healthz')).status, 200)
  assert.is((await at.ask('GET', '/healthz')).status, 404)
  assert.is((await at.ask('GET', '/phonesx/healthz')).status, 404)
  await at.close()
})

test('a mount without the slash at its end redirects to itself with the slash', async () => {
  const at = served({ prefix: '/s/north' })
  const { status, headers } = await at.ask('GET', '/s/north?a=1', { context: NOBODY })
  assert.is(status, 308)
  assert.is(headers.get('location'), '/s/north/?a=1')
  await at.close()
})

const until = async (at: ReturnType<typeof served>, isThere: (text: string) => boolean): Promise<void> => {
  for (let tries = 0; tries < 200; tries += 1) {
    if (isThere((await at.ask('GET', '/api/calls', { context: { user: { name: `try ${tries}` } } })).text)) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  assert.unreachable('it did not come')
}

test.run()
