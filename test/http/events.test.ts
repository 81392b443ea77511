/** Server-sent events of a handler: snapshot, changes, happenings, and what ends them. */
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { listening, served } from './served.js'

const test = suite('events over http')

test('a stream begins with a snapshot, and a change has what is new', async () => {
  const at = served()
  const reader = await listening(at)
  assert.is(reader.response.headers.get('content-type'), 'text/event-stream')
  assert.is(reader.response.headers.get('x-accel-buffering'), 'no')
  await reader.until('event: snapshot')
  assert.match(reader.text(), /^retry: 2000\n\nid: \w+-0\nevent: snapshot\ndata: \{"at":\d+,"link":/)
  await reader.until('"calls":[]')
  const call = at.pbx.dial('PJSIP/200', '2222')
  await reader.until('"state":"talking"')
  call.hangup()
  await reader.until(/"gone":\{[^}]*"calls":\["[\d.]+"\]/)
  await reader.leave()
  await at.close()
})

test('a collection that is not known yet is null, and then an empty list', async () => {
  const at = served()
  const reader = await listening(at)
  await reader.until('"rooms":null')
  await reader.until('"rooms":[]')
  await at.close()
})

test('?only= gives these collections alone', async () => {
  const at = served()
  const reader = await listening(at, {}, '/api/events?only=queues')
  await reader.until('"support"')
  at.pbx.dial('PJSIP/200', '2222')
  at.pbx.mailbox('2222@default', { old: 0, new: 1, urgent: 0 })
  await sleep(200)
  await at.close()
  await reader.end()
  assert.not.match(reader.text(), '"calls"')
  assert.not.match(reader.text(), '"devices"')
})

test('UserEvents are replayed after the last id, and a foreign id says that some were missed', async () => {
  const at = served()
  const first = await listening(at)
  await first.until('"calls":[]')
  at.pbx.userEvent('Door', { Source: 'front' })
  await first.until('"name":"Door","source":"front"')
  const start = /id: (\w+)-0\n/.exec(first.text())?.[1] ?? ''
  await first.leave()
  const again = await listening(at, { headers: { 'Last-Event-ID': `${start}-0` } })
  await again.until('event: happened\ndata: {"userEvents":[{')
  const same = await listening(at, { headers: { 'Last-Event-ID': `${start}-1` } })
  await same.until('event: snapshot')
  assert.not.match(same.text(), 'happened')
  const foreign = await listening(at, { headers: { 'Last-Event-ID': 'other-7' } })
  await foreign.until('"missed":true')
  await at.close()
})

test('a lost link is told, the values stay, and the next link makes them right', async () => {
  const at = served()
  const reader = await listening(at)
  const call = at.pbx.dial('PJSIP/200', '2222')
  await reader.until('"state":"talking"')
  at.pbx.faults.drop()
  await reader.until('"state":"waiting"')
  call.hangup()
  await reader.until(/"gone":\{[^}]*"calls":\["/)
  assert.match(reader.text(), /"link":\{"state":"waiting",[^}]*"current":false/)
  await at.close()
})

test('masking comes before the stream: each right has its own text', async () => {
  const at = served({}, { callerIds: { 'PJSIP/200': 'Marta <0305550142>' } })
  const open = await listening(at)
  const masked = await listening(at, { context: { user: { name: 'eva', privacy: 'all' } } })
  at.pbx.dial('PJSIP/200', '2222')
  await Promise.all([open.until('"state":"talking"'), masked.until('"state":"talking"')])
  await at.close()
  await masked.end()
  assert.match(open.text(), '0305550142')
  assert.not.match(masked.text(), /0142|Marta/)
})

test('a hostile name is one line of data, whatever it has in it', async () => {
  const name = '</script><img src=x onerror=alert(1)>\u202e"'
  const at = served({}, { callerIds: { 'PJSIP/200': `${name} <200>` } })
  const reader = await listening(at)
  at.pbx.dial('PJSIP/200', '2222')
  await reader.until('"state":"talking"')
  await at.close()
  await reader.end()
  for (const block of reader.text().split('\n\n')) assert.ok(block.split('\n').length <= 3, block)
})

test('a thousand readers that come and go leave nothing: no stream, no link', async () => {
  const at = served()
  for (let round = 0; round < 1000; round += 1) {
    const leaving = new AbortController()
    const context = { user: { name: `reader ${round}` } }
    const response = await at.raw('GET', '/api/events', { context, signal: leaving.signal })
    if (round % 2 === 0) await response.body?.cancel()
    else leaving.abort()
  }
  assert.match((await at.ask('GET', '/metrics')).text, '\nrx_asterisk_http_streams 0\n')
  await at.close()
  assert.is(at.pbx.links(), 0)
})

test('closing the handler ends its streams', async () => {
  const at = served()
  const reader = await listening(at)
  await at.close()
  await reader.end()
  assert.match(reader.text(), 'event: snapshot')
})

test.run()
