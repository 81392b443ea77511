import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { clickToCall } from '../../misc/examples/clickToCall.js'
import { connect } from '../../src/index.js'
import { answer, type PhoneBehaviour, simulate, type Simulation, wait } from '../../src/testing/index.js'
import { eventually } from '../support/watching.js'

const test = suite('example: click to call')

/** Runs the server beside a simulated Asterisk whose phone 200 behaves like that. */
const served = async (phone: PhoneBehaviour, use: (url: string, pbx: Simulation) => Promise<void>): Promise<void> => {
  const pbx = simulate({
    endpoints: { 'PJSIP/200': phone },
    contexts: { internal: (exten) => (exten === '240' ? [answer(), wait(60_000)] : undefined) },
  })
  const asterisk = connect({ username: 'admin', password: 'secret', transport: pbx.transport })
  const server = createServer(clickToCall(asterisk, { phones: ['200'], context: 'internal' }))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('it has no port')
  try {
    await use(`http://127.0.0.1:${address.port}`, pbx)
  } finally {
    server.closeAllConnections()
    server.close()
    await asterisk.close()
    pbx.faults.kill()
  }
}

const post = (url: string, signal?: AbortSignal): Promise<Response> =>
  fetch(url, signal === undefined ? { method: 'POST' } : { method: 'POST', signal })

test('answers when the phone has answered, and the call goes on', () =>
  served({ _tag: 'Answers', after: 50 }, async (url, pbx) => {
    const response = await post(`${url}/call?from=200&to=240`)
    assert.is(response.status, 200)
    assert.match(await response.text(), /^\{"channel":"PJSIP\/200-\w+","uniqueid":"rx-\w+"\}$/)
    assert.is(pbx.channels().length, 1)
  }))

test('a client that goes away stops the ringing', () =>
  served({ _tag: 'Rings' }, async (url, pbx) => {
    const leaving = new AbortController()
    const asked = post(`${url}/call?from=200&to=240`, leaving.signal).catch(() => undefined)
    await eventually('it rings', () => pbx.channels().length === 1)
    leaving.abort()
    await asked
    await eventually('it rings no more', () => pbx.channels().length === 0)
  }))

test('tells why the phone was not reached', () =>
  served({ _tag: 'Busy' }, async (url) => {
    const response = await post(`${url}/call?from=200&to=240`)
    assert.is(response.status, 502)
    assert.equal(await response.json(), { error: 'PJSIP/200 is busy' })
  }))

test('rings no phone that is not listed, and sends no text of a browser', () =>
  served({ _tag: 'Rings' }, async (url, pbx) => {
    for (const path of ['/call?from=300&to=240', '/call?from=200&to=2%0d%0a40', '/', '/call'])
      assert.is((await post(url + path)).status, 404)
    assert.equal(pbx.actions(), [])
  }))

test.run()
