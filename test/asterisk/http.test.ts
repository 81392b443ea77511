/** The API over HTTP on both labs: states and actions of phones, and a stream that outlives Asterisk. */
import * as assert from 'uvu/assert'
import { http, type HttpHandler } from '../../src/http/index.js'
import { eventually } from '../support/watching.js'
import { type Bench, conformance, row } from './conformance.js'
import type { Lab } from './lab.js'
import { type Client, client } from './httpClient.js'
import { ANSWERS } from './talk.js'

const ALLOW = ['call', 'hangup', 'transfer', 'park', 'pause'] as const

const withApi =
  (play: (api: Client, lab: Lab, handler: HttpHandler) => Promise<void>) =>
  async ({ lab, connect }: Bench): Promise<void> => {
    const handler = http(connect('full'), { allow: ALLOW, contexts: ['internal', 'door'] })
    const leave = handler.watch()
    const api = client(handler)
    try {
      await eventually('it is ready', async () => (await api.ask('GET', '/readyz')).status === 200, 20_000)
      await play(api, lab, handler)
    } finally {
      leave()
      await handler.close()
    }
  }

const TALKING = /"id":"([^"]+)","state":"talking"/

/** 200 and 30 talk to each other; the id of their call. */
const talking = async (api: Client, lab: Lab): Promise<string> => {
  await lab.phone('200', ANSWERS)
  await lab.phone('30', ANSWERS)
  const placed = await api.ask('POST', '/api/calls', { source: '200', destination: '30' })
  assert.is(placed.status, 200, placed.text)
  return api.shows('/api/calls', TALKING)
}

/** Reads a stream of events until it has this. */
const reading = async (handler: HttpHandler) => {
  const leaving = new AbortController()
  const request = new Request('http://localhost/api/events?only=devices', { signal: leaving.signal })
  const { body } = await handler(request, { user: { name: 'reader' } })
  let text = ''
  void (async () => {
    for await (const piece of body?.pipeThrough(new TextDecoderStream()) ?? []) text += piece
  })().catch(() => undefined)
  return {
    sees: (part: RegExp) => eventually(`the stream has ${String(part)}`, () => part.test(text), 60_000),
    forget: () => (text = ''),
    leave: () => {
      leaving.abort()
    },
  }
}

conformance('the API over HTTP', [
  row(
    'W1: a call is placed, shown at both phones, and ended',
    withApi(async (api, lab) => {
      const id = await talking(api, lab)
      await api.shows('/api/devices/200', /"state":"talking","direction":"[a-z]+","peer":\{"number":"30"/)
      await api.shows('/api/devices/30', /"state":"talking"/)
      assert.is((await api.ask('DELETE', `/api/calls/${id}`)).status, 204)
      await api.shows('/api/devices/200', /"state":"(?:free|unreachable)"/)
      await eventually('no channel lives', async () => (await lab.channels()).length === 0)
    }),
  ),
  row(
    'W2: a phone is hung up',
    withApi(async (api, lab) => {
      await talking(api, lab)
      assert.is((await api.ask('POST', '/api/devices/30/hangup')).status, 204)
      await eventually('no channel lives', async () => (await lab.channels()).length === 0)
    }),
  ),
  row(
    'W3: a transfer to a missing number loses nobody, and one to a right number moves the caller',
    withApi(async (api, lab) => {
      const id = await talking(api, lab)
      const wrong = await api.ask('POST', `/api/calls/${id}/transfer`, { to: '999', context: 'door' })
      assert.is(wrong.status, 409)
      assert.match(wrong.text, '"reason":"noExtension"')
      assert.is((await lab.channels()).length, 2)
      assert.is((await api.ask('POST', `/api/calls/${id}/transfer`, { to: '100' })).status, 204)
      await eventually('one is left', async () => (await lab.channels()).length === 1, 10_000)
    }),
  ),
  row(
    'W4: a call is parked, shown with its place, and taken back by another phone',
    withApi(async (api, lab) => {
      const id = await talking(api, lab)
      await lab.phone('2222', ANSWERS)
      const parked = await api.ask('POST', `/api/calls/${id}/park`)
      assert.is(parked.status, 200, parked.text)
      const place = await api.shows('/api/parked', /"id":"([^"]+)","lot":"default","space":"7\d\d"/)
      const taken = await api.ask('POST', `/api/parked/${place}/take`, { to: '2222' })
      assert.is(taken.status, 200, taken.text)
      await api.shows('/api/devices/2222', /"state":"talking"/)
      await api.shows('/api/parked', /"items":\[\]/)
    }),
  ),
  row(
    'W5: a client that goes away while the phone rings cancels its call',
    withApi(async (api, lab) => {
      await lab.phone('200', { _tag: 'Rings' })
      const leaving = new AbortController()
      const asked = api.ask('POST', '/api/calls', { source: '200', destination: '100' }, leaving.signal)
      await eventually('it rings', async () => (await lab.channels()).length > 0, 10_000)
      leaving.abort()
      assert.match((await asked).text, 'Cancelled')
      await eventually('nobody rings', async () => (await lab.channels()).length === 0, 10_000)
    }),
  ),
  row(
    'W6: a right that this login lacks is named',
    withApi(async (api) => {
      await api.shows('/api/queues/support', /"interface":"PJSIP\/2222"/)
      const path = '/api/queues/support/members/PJSIP%2F2222/pause'
      const { status, text } = await api.ask('PUT', path, { paused: true, reason: 'lunch' })
      assert.is(status, 403)
      assert.match(text, '"needs":["agent"]')
    }),
    { on: 'real' },
  ),
  row(
    'W7: Asterisk is killed and starts again: not ready meanwhile; the stream stays, tells it, and is right again',
    withApi(async (api, lab, handler) => {
      await talking(api, lab)
      const stream = await reading(handler)
      await stream.sees(/event: snapshot\n.*"id":"200"[^}]*"state":"talking"/)
      await lab.kill()
      await stream.sees(/"link":\{"state":"waiting"[^}]*"current":false/)
      assert.is((await api.ask('GET', '/readyz')).status, 503)
      stream.forget()
      await lab.start()
      await stream.sees(/"link":\{"state":"ready"[^}]*"current":true/)
      await stream.sees(/"id":"200"[^}]*"state":"(?:free|unreachable|unknown)"/)
      assert.is((await api.ask('GET', '/readyz')).status, 200)
      stream.leave()
    }),
  ),
  row(
    'W8: Asterisk is stopped at its console and starts again: the stream and the readiness come back by themselves',
    withApi(async (api, lab, handler) => {
      const stream = await reading(handler)
      await stream.sees(/event: snapshot/)
      // `core restart now` starts the program by its name, which an Asterisk that is only unpacked does not have in its path
      await lab.cli('core stop now')
      await stream.sees(/"link":\{"state":"waiting"/)
      stream.forget()
      await lab.kill()
      await lab.start()
      await stream.sees(/"link":\{"state":"ready"[^}]*"current":true/)
      await eventually('it is ready', async () => (await api.ask('GET', '/readyz')).status === 200, 20_000)
      stream.leave()
    }),
    { on: 'real' },
  ),
])
