/** Actions over HTTP: each once, with its outcome, on a simulated Asterisk. */
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Served, served, type Told } from './served.js'

const test = suite('actions over http')

const ALL = ['call', 'hangup', 'transfer', 'park', 'pause', 'mute', 'kick', 'userEvent'] as const

const RINGS = { source: '300', destination: '2222' }

/** The id of the only call, once its state is this one. */
const callId = async (at: Served, state: string): Promise<string> => {
  for (let tries = 0; tries < 200; tries += 1) {
    const { text } = await at.ask('GET', '/api/calls', { context: { user: { name: `try ${tries}` } } })
    const id = new RegExp(`"id":"([^"]+)","state":"${state}"`).exec(text)?.[1]
    if (id !== undefined) return id
    await sleep(20)
  }
  throw new Error(`no call is ${state}`)
}

const titles = (...all: readonly Told[]) => all.map(({ status, json }) => [status, json['title']])

test('a call answers when the phone has answered, or with the reason why not', async () => {
  const at = served(
    { allow: ['call'] },
    { endpoints: { 'PJSIP/200': { _tag: 'Answers', after: 20 }, 'PJSIP/31': { _tag: 'Busy' } } },
  )
  const good = await at.ask('POST', '/api/calls', { body: { source: '200', destination: '200' } })
  const busy = await at.ask('POST', '/api/calls', { body: { source: '31', destination: '200' } })
  await at.close()
  assert.is(good.status, 200)
  assert.is(good.json['outcome'], 'answered')
  assert.equal([busy.status, busy.json['title'], busy.json['reason']], [409, 'CallFailed', 'busy'])
})

test('the client going away cancels its call: the phone stops ringing', async () => {
  const at = served({ allow: ['call'] })
  const leaving = new AbortController()
  const asked = at.ask('POST', '/api/calls', { body: RINGS, signal: leaving.signal })
  while (at.pbx.channels().length === 0) await sleep(10)
  leaving.abort()
  assert.is((await asked).json['title'], 'Cancelled')
  while (at.pbx.channels().length > 0) await sleep(10)
  await at.close()
})

test('a key places one call: a second request waits for nothing, and gets the same answer later', async () => {
  const at = served({ allow: ['call'] })
  const asked = (body: unknown, key = 'key-12345') =>
    at.ask('POST', '/api/calls', { body, headers: { 'Idempotency-Key': key } })
  const body = { source: '200', destination: '2222' }
  const [first, second] = await Promise.all([asked(body), asked(body)])
  const [third, other] = [await asked(body), await asked({ ...body, destination: '300' })]
  assert.equal(titles(first, second, third, other), [
    [200, undefined],
    [409, 'KeyInUse'],
    [200, undefined],
    [422, 'KeyOfAnother'],
  ])
  assert.is(third.headers.get('idempotency-replayed'), 'true')
  assert.is(third.text, first.text)
  assert.is(at.sent('Originate'), 1)
  await at.close()
})

test('respond-async answers at once; the outcome is asked for, and a DELETE cancels', async () => {
  const at = served({ allow: ['call'] })
  const begun = await at.ask('POST', '/api/calls', { body: RINGS, headers: { Prefer: 'respond-async' } })
  assert.is(begun.status, 202)
  const where = begun.headers.get('location') ?? ''
  assert.is((await at.ask('GET', where)).json['outcome'], null)
  assert.is((await at.ask('GET', where, { context: { user: { name: 'eva' } } })).status, 404)
  assert.is((await at.ask('DELETE', where)).json['outcome'], 'Cancelled')
  while (at.pbx.channels().length > 0) await sleep(10)
  await at.close()
})

test('closing the handler cancels what runs', async () => {
  const at = served({ allow: ['call'] })
  const asked = at.ask('POST', '/api/calls', { body: RINGS })
  while (at.pbx.channels().length === 0) await sleep(10)
  await at.close()
  assert.is((await asked).json['title'], 'Cancelled')
})

test('a transfer to a wrong number loses nobody, and one to a right number moves the caller', async () => {
  const at = served({ allow: ALL, numbers: /^\d+$/ })
  await at.ask('GET', '/api/state')
  at.pbx.dial('PJSIP/200', '2222')
  const id = await callId(at, 'talking')
  const wrong = await at.ask('POST', `/api/calls/${id}/transfer`, { body: { to: '9' } })
  assert.equal([wrong.status, wrong.json['reason']], [409, 'noExtension'])
  assert.is(at.sent('Redirect'), 0)
  assert.is(at.pbx.channels().length, 2)
  assert.is((await at.ask('POST', `/api/calls/${id}/transfer`, { body: { to: '300' } })).status, 204)
  await callId(at, 'ringing')
  await at.close()
})

test('a call is parked, shown with its place, and taken back', async () => {
  const at = served({ allow: ALL })
  await at.ask('GET', '/api/state')
  at.pbx.dial('PJSIP/200', '2222')
  const id = await callId(at, 'talking')
  const parked = await at.ask('POST', `/api/calls/${id}/park`, { body: {} })
  assert.equal([parked.status, parked.json['outcome'], parked.json['space']], [200, 'parked', '701'])
  const { text } = await at.ask('GET', '/api/parked')
  const place = /"id":"([^"]+)"/.exec(text)?.[1] ?? ''
  const taken = await at.ask('POST', `/api/parked/${place}/take`, { body: { to: '2222' } })
  assert.equal([taken.status, taken.json['outcome']], [200, 'answered'])
  await at.close()
})

test('a call is ended, and a second end finds none', async () => {
  const at = served({ allow: ALL })
  await at.ask('GET', '/api/state')
  at.pbx.dial('PJSIP/200', '2222')
  const id = await callId(at, 'talking')
  assert.is((await at.ask('DELETE', `/api/calls/${id}`)).status, 204)
  assert.is((await at.ask('DELETE', `/api/calls/${id}`)).status, 404)
  assert.is(at.pbx.channels().length, 0)
  await at.close()
})

test('a device is hung up, also where it has no call', async () => {
  const at = served({ allow: ALL })
  await at.ask('GET', '/api/state')
  at.pbx.dial('PJSIP/200', '2222')
  await callId(at, 'talking')
  assert.is((await at.ask('POST', '/api/devices/2222/hangup', { body: {} })).status, 204)
  assert.is(at.pbx.channels().length, 0)
  assert.is((await at.ask('POST', '/api/devices/2222/hangup', { body: {} })).status, 204)
  await at.close()
})

test('a member is paused with its percent-encoded name, and a refusal is told', async () => {
  const got: Readonly<Record<string, string>>[] = []
  const at = served(
    { allow: ALL },
    {
      actions: {
        QueuePause: (headers) => {
          got.push(headers)
          return headers['Paused'] === 'true' ? { headers: {} } : { error: 'Interface not found' }
        },
      },
    },
  )
  const path = '/api/queues/support/members/PJSIP%2F2222/pause'
  const good = await at.ask('PUT', path, { body: { paused: true, reason: 'lunch' } })
  const bad = await at.ask('PUT', path, { body: { paused: false } })
  await at.close()
  assert.equal([good.status, bad.status, bad.json['title']], [204, 409, 'Refused'])
  assert.equal([got[0]?.['Interface'], got[0]?.['Reason']], ['PJSIP/2222', 'lunch'])
})

test('a missing right is a 403 that names it', async () => {
  const at = served({ allow: ALL }, { users: { admin: { secret: 'secret', read: 'all', write: 'call,reporting' } } })
  const { status, json } = await at.ask('POST', '/api/calls', { body: { source: '200', destination: '2222' } })
  await at.close()
  assert.is(status, 403)
  assert.match(JSON.stringify(json), '"needs":["originate"]')
})

test.run()
