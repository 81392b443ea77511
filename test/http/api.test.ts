/** The API by the rows of its table: each collection, each action that Asterisk does not simulate, keys, and outcomes as events. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { COLLECTIONS } from '../../src/http/boardState.js'
import { ROUTES } from '../../src/http/routes.js'
import { eventually } from '../support/watching.js'
import { listening, NOBODY, type Served, served } from './served.js'

const test = suite('the API by its table')

const ALL = ['call', 'hangup', 'transfer', 'park', 'pause', 'mute', 'kick', 'userEvent'] as const

const itemsOf = (json: Readonly<Record<string, unknown>>): readonly unknown[] => {
  const { items } = json
  return Array.isArray(items) ? items : []
}

/** Another user each time: a test asks faster than one user may. */
let asks = 0
const read = (at: Served, path: string) => {
  asks += 1
  return at.ask('GET', path, { context: { user: { name: `reader ${asks}` } } })
}

/** A field of the first entry that has it. */
const firstOf = (json: Readonly<Record<string, unknown>>, field: string): string =>
  new RegExp(`"${field}":"([^"]+)"`).exec(JSON.stringify(itemsOf(json)))?.[1] ?? ''

test('each collection is the time and its items, and each entry is found by its id', async () => {
  const at = served({ registrations: ['provider'], mailboxes: ['2222'] })
  const leave = at.watch()
  at.pbx.registration('provider').registered()
  at.pbx.conference('room').join('PJSIP/300')
  at.pbx.dial('PJSIP/200', '2222')
  await eventually('they talk', async () => (await read(at, '/api/calls')).text.includes('"state":"talking"'))
  const paths = ROUTES.map(({ path }): string => path)
  for (const collection of COLLECTIONS) {
    const path = `/api/${collection}`
    await eventually(`${collection} are known`, async () => {
      const { status, json } = await read(at, path)
      return status === 200 && (itemsOf(json).length > 0 || collection === 'parked')
    })
    const { json } = await read(at, path)
    assert.equal(Object.keys(json), ['at', 'items'])
    if (!paths.includes(`${path}/:id`)) continue
    const id = encodeURIComponent(firstOf(json, 'id'))
    assert.equal((await read(at, `${path}/${id}`)).json, itemsOf(json)[0])
    assert.is((await read(at, `${path}/nothing-of-that-name`)).status, 404)
  }
  leave()
  await at.close()
})

test('each collection that is not known is 503 with Retry-After, and never empty', async () => {
  const at = served({ mailboxes: ['2222'], registrations: ['provider'] })
  at.pbx.faults.kill()
  const answers = await Promise.all(COLLECTIONS.map((collection) => at.ask('GET', `/api/${collection}`)))
  const state = await at.ask('GET', '/api/state')
  await at.close()
  for (const { status, headers, json } of answers)
    assert.equal([status, headers.get('retry-after'), json['title']], [503, '1', 'NotKnownYet'])
  for (const collection of COLLECTIONS) assert.is(state.json[collection], null)
})

test('a collection that this login may not list names the right, and the line of manager.conf', async () => {
  const at = served({}, { users: { admin: { secret: 'secret', read: 'all', write: 'originate' } } })
  const leave = at.watch()
  await eventually('the lack is known', async () => (await read(at, '/api')).text.includes('"stream":"rooms"'))
  const { status, json } = await read(at, '/api/rooms')
  leave()
  await at.close()
  assert.equal([status, json['title'], json['needs']], [503, 'Lacking', ['reporting']])
  assert.match(String(json['detail']), 'grant this login write=reporting')
})

test('an Asterisk without app_confbridge has no rooms, and is ready', async () => {
  const error = 'Invalid/unknown command: ConfbridgeListRooms. Use Action: ListCommands to show available commands.'
  const at = served({}, { actions: { ConfbridgeListRooms: () => ({ error }) } })
  const leave = at.watch()
  await eventually('it is ready', async () => (await read(at, '/readyz')).status === 200)
  assert.equal(itemsOf((await read(at, '/api/rooms')).json), [])
  leave()
  await at.close()
})

test('users of a room are muted, unmuted and kicked by their ids', async () => {
  const sent: string[] = []
  const noted = (name: string) => (headers: Readonly<Record<string, string>>) => {
    sent.push(`${name} ${headers['Conference'] ?? ''} ${(headers['Channel'] ?? '').replace(/-\w+$/, '')}`)
    return { headers: {} }
  }
  const actions = {
    ConfbridgeMute: noted('mute'),
    ConfbridgeUnmute: noted('unmute'),
    ConfbridgeKick: noted('kick'),
  }
  const at = served({ allow: ALL }, { actions })
  const leave = at.watch()
  at.pbx.conference('room').join('PJSIP/300')
  await eventually('the room is there', async () => (await read(at, '/api/rooms')).text.includes('"device":"300"'))
  const { json } = await read(at, '/api/rooms')
  const id = /"users":\[\{"id":"([^"]+)"/.exec(JSON.stringify(json))?.[1] ?? ''
  for (const action of ['mute', 'unmute', 'kick'])
    assert.is((await at.ask('POST', `/api/rooms/room/users/${id}/${action}`, { body: {} })).status, 204)
  assert.is((await at.ask('POST', '/api/rooms/room/users/7.7/kick', { body: {} })).status, 404)
  assert.is((await at.ask('POST', `/api/rooms/other/users/${id}/kick`, { body: {} })).status, 404)
  leave()
  await at.close()
  assert.equal(sent, ['mute room PJSIP/300', 'unmute room PJSIP/300', 'kick room PJSIP/300'])
})

test('a ringing call is taken to another phone', async () => {
  const at = served({ allow: ALL })
  const leave = at.watch()
  await read(at, '/api/calls')
  at.pbx.dial('PJSIP/200', '300')
  await eventually('it rings', async () => (await read(at, '/api/calls')).text.includes('"state":"ringing"'))
  const id = firstOf((await read(at, '/api/calls')).json, 'id')
  assert.is((await at.ask('POST', `/api/calls/${id}/take`, { body: { to: '2222' } })).status, 204)
  await eventually('2222 talks', async () =>
    /"id":"2222"[^}]*"state":"talking"/.test((await read(at, '/api/devices')).text),
  )
  leave()
  await at.close()
})

test('a UserEvent is sent with its headers', async () => {
  const at = served({ allow: ALL })
  const body = { name: 'Door', headers: { Source: 'front' } }
  assert.is((await at.ask('POST', '/api/user-events', { body })).status, 204)
  assert.is(at.sent('UserEvent'), 1)
  await at.close()
})

test('the outcome of an asynchronous request is an event of its user, and of nobody else', async () => {
  const at = served({ allow: ALL })
  const [own, other] = [await listening(at), await listening(at, { context: { user: { name: 'eva' } } })]
  const headers = { Prefer: 'respond-async', 'Idempotency-Key': 'key-of-anna' }
  const asked = { body: { source: '200', destination: '2222' }, headers }
  const begun = await at.ask('POST', '/api/calls', asked)
  assert.equal([begun.status, begun.headers.get('preference-applied')], [202, 'respond-async'])
  const text = await own.until('event: outcome')
  const request = String(begun.json['request'])
  assert.match(
    text,
    `event: outcome\ndata: {"request":"${request}","outcome":"done","status":200,"body":{"outcome":"answered"`,
  )
  const replayed = await at.ask('POST', '/api/calls', asked)
  assert.equal([replayed.status, replayed.headers.get('idempotency-replayed')], [200, 'true'])
  assert.is(at.sent('Originate'), 1)
  await at.close()
  await other.end()
  assert.not.match(other.text(), 'event: outcome')
})

test('two requests with one key that come before the models are known are one call', async () => {
  const at = served({ allow: ALL })
  const asked = { body: { source: '200', destination: '2222' }, headers: { 'Idempotency-Key': 'key-of-both' } }
  const answers = await Promise.all([1, 2, 3].map(() => at.ask('POST', '/api/calls', asked)))
  assert.equal(answers.map(({ status }) => status).sort(), [200, 409, 409])
  assert.is(at.sent('Originate'), 1)
  await at.close()
})

test('a repeated key gets its answer also without a link, and after another login of the same user', async () => {
  const at = served({ allow: ALL, tokens: [], oneTimeToken: 'once-only-token' })
  const asked = { body: { source: '200', destination: '2222' }, headers: { 'Idempotency-Key': 'key-of-anna' } }
  assert.is((await at.ask('POST', '/api/calls', asked)).status, 200)
  at.pbx.faults.kill()
  const again = await at.ask('POST', '/api/calls', {
    ...asked,
    context: { user: { name: 'anna' }, address: '192.0.2.9' },
  })
  assert.equal([again.status, again.headers.get('idempotency-replayed')], [200, 'true'])
  const other = await at.ask('POST', '/api/calls', { ...asked, context: { user: { name: 'eva' } } })
  assert.is(other.status, 503)
  await at.close()
})

test('a request whose client has left before it began rings nobody', async () => {
  const at = served({ allow: ALL })
  const leaving = new AbortController()
  leaving.abort()
  const asked = { body: { source: '300', destination: '2222' }, signal: leaving.signal }
  const { json } = await at.ask('POST', '/api/calls', asked)
  assert.is(json['title'], 'Cancelled')
  await eventually('nobody rings', () => at.pbx.channels().length === 0)
  await at.close()
})

test('HEAD is GET without a body, and opens no stream', async () => {
  const at = served()
  for (const path of ['/api/state', '/api/events', '/healthz']) {
    const response = await at.raw('HEAD', path)
    assert.equal([response.status, response.body], [200, null], path)
  }
  assert.match((await at.ask('GET', '/metrics')).text, '\nrx_asterisk_http_streams 0\n')
  await at.close()
})

test('a stream whose client has left before it began leaves nothing', async () => {
  const at = served()
  const leaving = new AbortController()
  leaving.abort()
  for (let round = 0; round < 10; round += 1) await at.raw('GET', '/api/events', { signal: leaving.signal })
  assert.match((await at.ask('GET', '/metrics')).text, '\nrx_asterisk_http_streams 0\n')
  await at.close()
})

test('OpenAPI tells the parameters of each route, and the members of a problem', async () => {
  const at = served()
  const { text } = await at.ask('GET', '/api/openapi.json', { context: NOBODY })
  await at.close()
  assert.match(text, '{"name":"only","in":"query"')
  assert.match(text, '"mayHaveHappened":{"type":"boolean"')
  for (const [, name = ''] of ROUTES.flatMap(({ path }) => [...path.matchAll(/:(\w+)/g)]))
    assert.match(text, `{"name":"${name}","in":"path","required":true`)
  assert.is(text.split('"Idempotency-Key"').length - 1, ROUTES.filter((route) => 'action' in route).length)
})

test.run()
