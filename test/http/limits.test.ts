/** The limits of docs/switchboard.md: requests, calls, streams, paths, bodies and names. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { eventually } from '../support/watching.js'
import { served } from './served.js'

const test = suite('limits of http')

test('a body that is too large, no JSON, or strange is refused, and nothing is sent', async () => {
  const at = served({ allow: ['call', 'userEvent'] })
  const large = await at.ask('POST', '/api/calls', { body: { source: 'x'.repeat(17_000), destination: '1' } })
  assert.is(large.status, 413)
  assert.is((await at.ask('POST', '/api/calls', { body: '[1]' })).status, 415)
  for (const body of [
    { source: '200' },
    { source: '200', destination: '2222', application: 'System' },
    { source: 7, destination: '2222' },
    { source: '200\r\nAction: Command', destination: '2222' },
    { source: '200', destination: 'x'.repeat(257) },
  ])
    assert.is((await at.ask('POST', '/api/calls', { body })).status, 422)
  assert.is(at.sent('Originate'), 0)
  await at.close()
})

test('20 requests a second with a burst of 40; then 429 with the time to wait', async () => {
  const at = served()
  const all = await Promise.all(Array.from({ length: 60 }, () => at.ask('GET', '/healthz')))
  await at.close()
  const refused = all.filter(({ status }) => status === 429)
  assert.ok(refused.length >= 10 && refused.length <= 20, String(refused.length))
  assert.is(refused[0]?.headers.get('retry-after'), '1')
})

test('30 calls a minute for one user, whatever the session', async () => {
  const at = served({ allow: ['call'] })
  const asked = Array.from({ length: 31 }, (_, n) =>
    at.ask('POST', '/api/calls', { body: { source: '777', destination: String(1000 + n) } }),
  )
  const all = await Promise.all(asked)
  await at.close()
  assert.is(all.filter(({ status }) => status === 404).length, 30)
  assert.is(all.filter(({ json }) => json['detail'] === 'too many calls').length, 1)
})

test('100 streams, whoever reads', async () => {
  const at = served()
  const context = (n: number) => ({ user: { name: `reader ${n}` } })
  const opened = Array.from({ length: 101 }, (_, n) => at.raw('GET', '/api/events', { context: context(n) }))
  const streams = await Promise.all(opened)
  assert.is(streams.filter(({ status }) => status === 200).length, 100)
  assert.is(streams.filter(({ status }) => status === 429).length, 1)
  await at.close()
})

test('a path of more than 1 KiB is refused, with its query', async () => {
  const at = served()
  assert.is((await at.ask('GET', `/api/devices/${'x'.repeat(1100)}`)).status, 413)
  assert.is((await at.ask('GET', `/api/state?${'x'.repeat(1100)}`)).status, 413)
  await at.close()
})

test('a body is counted as it comes, whatever its length says', async () => {
  const at = served({ allow: ['call'] })
  let sent = 0
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      sent += 4096
      controller.enqueue(new Uint8Array(4096).fill(32))
    },
  })
  assert.is((await at.ask('POST', '/api/calls', { stream })).status, 413)
  assert.ok(sent <= 32_768, String(sent))
  await at.close()
})

test('a name of 10 KB is cut, wherever a caller may have chosen it', async () => {
  const at = served({}, { callerIds: { 'PJSIP/200': `${'x'.repeat(10_000)} <200>` } })
  await at.ask('GET', '/api/calls')
  at.pbx.dial('PJSIP/200', '2222')
  await eventually('it is shown', async () => (await at.ask('GET', '/api/devices/2222')).text.includes('xxx…'))
  assert.ok((await at.ask('GET', '/api/state')).text.length < 10_000)
  await at.close()
})

test('8 streams for one login', async () => {
  const at = served()
  const streams = await Promise.all(Array.from({ length: 9 }, () => at.raw('GET', '/api/events')))
  assert.is(streams.filter(({ status }) => status === 200).length, 8)
  assert.is(streams.filter(({ status }) => status === 429).length, 1)
  await streams[0]?.body?.cancel()
  assert.is((await at.raw('GET', '/api/events')).status, 200)
  await at.close()
})

test.run()
