/** /metrics: each metric, with labels of closed lists. */
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connect } from '../../src/index.js'
import { simulate } from '../../src/testing/index.js'
import { Tally } from '../../src/http/tally.js'
import { labelled, metricsText, MOST_LABELS } from '../../src/http/metricsText.js'
import { eventually } from '../support/watching.js'
import { metricNames, type Served, served } from './served.js'

const test = suite('metrics')

/** The value of a metric, by the beginning of its line. */
const value = async (at: Served, metric: string): Promise<number | undefined> => {
  const { text } = await at.ask('GET', '/metrics', { context: { user: { name: `scrape ${String(Math.random())}` } } })
  const line = text.split('\n').find((each) => each.startsWith(`${metric} `))
  return line === undefined ? undefined : Number(line.split(' ').at(-1))
}

/** All metrics of this server, and all of the phones. */
const SERVER = [
  'build_info',
  'link_up',
  'link_ready_timestamp_seconds',
  'links_total',
  'away_seconds_total',
  'faults_total',
  'frames_total',
  'received_bytes_total',
  'sent_bytes_total',
  'actions_pending',
  'actions_total',
  'action_duration_seconds',
  'http_requests_total',
  'http_streams',
  'http_conflated_total',
  'http_dropped_total',
]
const PHONES = [
  'devices',
  'calls',
  'channels',
  'parked_calls',
  'queue_waiting',
  'queue_longest_wait_seconds',
  'queue_members',
  'queue_callers_total',
  'calls_ended_total',
  'call_answer_seconds',
  'conference_users',
  'registration_up',
]

test('every metric is there, with its help and its type', async () => {
  const at = served({ registrations: ['provider'] })
  const leave = at.watch()
  at.pbx.registration('provider').registered()
  at.pbx.conference('room').join('PJSIP/200')
  await eventually(
    'all are known',
    async () => (await value(at, 'asterisk_registration_up{registration="provider"}')) === 1,
  )
  await at.ask('GET', '/api/rooms')
  const names = metricNames((await at.ask('GET', '/metrics')).text)
  leave()
  await at.close()
  const wanted = [...SERVER.map((name) => `rx_asterisk_${name}`), ...PHONES.map((name) => `asterisk_${name}`)]
  assert.equal([...names].sort(), wanted.sort())
})

test('a call is counted at its end, with the time until the answer', async () => {
  const at = served()
  await at.ask('GET', '/api/calls')
  assert.is(await value(at, 'asterisk_calls_ended_total{outcome="answered"}'), 0)
  const call = at.pbx.dial('PJSIP/200', '2222')
  await eventually('they talk', async () => (await value(at, 'asterisk_calls{state="talking"}')) === 1)
  assert.is(await value(at, 'asterisk_channels{state="up"}'), 2)
  call.hangup()
  await eventually(
    'it is counted',
    async () => (await value(at, 'asterisk_calls_ended_total{outcome="answered"}')) === 1,
  )
  await eventually('nobody talks', async () => (await value(at, 'asterisk_calls{state="talking"}')) === 0)
  assert.is(await value(at, 'asterisk_call_answer_seconds_count'), 1)
  assert.is(await value(at, 'asterisk_call_answer_seconds_bucket{le="+Inf"}'), 1)
  await at.close()
})

test('a queue counts who waits, its members by state, and how callers left', async () => {
  const at = served()
  await at.ask('GET', '/api/queues')
  const caller = at.pbx.queue('support').join('PJSIP/200')
  at.pbx.queue('support').pause('PJSIP/2222', 'lunch')
  await eventually('one waits', async () => (await value(at, 'asterisk_queue_waiting{queue="support"}')) === 1)
  assert.is(await value(at, 'asterisk_queue_members{queue="support",state="paused"}'), 1)
  at.pbx.queue('support').leave(caller, 'abandon')
  await eventually(
    'it is counted',
    async () => (await value(at, 'asterisk_queue_callers_total{queue="support",outcome="abandoned"}')) === 1,
  )
  assert.is(await value(at, 'asterisk_queue_callers_total{queue="support",outcome="answered"}'), 0)
  await at.close()
})

test('callers are counted again after nobody has watched for a while', async () => {
  const pbx = simulate({ queues: { support: { members: [], entries: [] } } })
  const asterisk = connect({ username: 'admin', password: 'secret', transport: pbx.transport, linger: 0 })
  const tally = new Tally(asterisk)
  const phones$ = tally.phones(asterisk)
  const counted = (): number => tally.queueCallers.samples().reduce((sum, { value }) => sum + value, 0)
  for (let round = 0; round < 2; round += 1) {
    const before = counted()
    const watching = phones$.subscribe()
    await eventually('the queue is followed', () => asterisk.status()._tag === 'Ready')
    await eventually('the lists are read', () => pbx.actions().some(({ action }) => action === 'QueueStatus'))
    await eventually('a caller is counted', async () => {
      pbx.queue('support').leave(pbx.queue('support').join('PJSIP/200'), 'abandon')
      await sleep(50)
      return counted() > before
    })
    watching.unsubscribe()
    await eventually('the link is closed', () => asterisk.status()._tag === 'Idle')
  }
  tally.close()
  await asterisk.close()
  await pbx.close()
})

test('links count what they began and how they ended, and the time between them', async () => {
  const at = served()
  await at.ask('GET', '/api/calls')
  assert.is(await value(at, 'rx_asterisk_links_total{outcome="ready"}'), 1)
  assert.is(await value(at, 'rx_asterisk_links_total{outcome="LinkLost"}'), 0)
  at.pbx.faults.drop()
  await eventually('it is back', async () => (await value(at, 'rx_asterisk_links_total{outcome="ready"}')) === 2)
  assert.is(await value(at, 'rx_asterisk_links_total{outcome="LinkLost"}'), 1)
  assert.ok(((await value(at, 'rx_asterisk_away_seconds_total')) ?? 0) > 0)
  assert.ok(((await value(at, 'rx_asterisk_received_bytes_total')) ?? 0) > 1000)
  assert.ok(((await value(at, 'rx_asterisk_sent_bytes_total')) ?? 0) > 100)
  await at.close()
})

test('faults count by their kind, and actions by their outcome', async () => {
  const at = served({ allow: ['call'] }, { endpoints: { 'PJSIP/31': { _tag: 'Busy' } } })
  await at.ask('POST', '/api/calls', { body: { source: '31', destination: '200' } })
  at.pbx.faults.garble('no colon\r\n\r\n')
  await eventually('it is counted', async () => (await value(at, 'rx_asterisk_faults_total{tag="Malformed"}')) === 1)
  assert.is(await value(at, 'rx_asterisk_faults_total{tag="Overflow"}'), 0)
  assert.is(await value(at, 'rx_asterisk_actions_total{action="call",outcome="CallFailed"}'), 1)
  assert.is(await value(at, 'rx_asterisk_actions_total{action="call",outcome="ok"}'), 0)
  await at.close()
})

test('a scrape sends nothing to Asterisk, and opens no link', async () => {
  const at = served()
  assert.match((await at.ask('GET', '/metrics')).text, '\nrx_asterisk_link_up 0\n')
  assert.equal([at.pbx.links(), at.pbx.actions().length], [0, 0])
  await at.close()
})

test('no label has a number, a name, a device or a path', async () => {
  const at = served({ allow: ['hangup'] }, { callerIds: { 'PJSIP/200': 'Marta <0305550142>' } })
  await at.ask('GET', '/api/calls')
  at.pbx.dial('PJSIP/200', '2222')
  await eventually('they talk', async () => (await value(at, 'asterisk_calls{state="talking"}')) === 1)
  await at.ask('POST', '/api/devices/2222/hangup', { body: {} })
  await at.ask('GET', '/api/devices/0305550142')
  await at.ask('BREW', '/secret-path')
  const { text } = await at.ask('GET', '/metrics')
  await at.close()
  assert.not.match(text, /Marta|0142|2222|PJSIP|anna|secret-path|BREW/)
  assert.match(text, 'route="other",method="other",status="404"')
})

test('a user of a group gets no metrics: they count what the group does not show', async () => {
  const at = served({ groups: { Kitchen: { devices: ['200'] } } })
  assert.is((await at.ask('GET', '/metrics', { context: { user: { name: 'eva', groups: ['Kitchen'] } } })).status, 403)
  await at.close()
})

test('names beyond the first 200 are one, and a label escapes what ends it', () => {
  const values = Array.from({ length: MOST_LABELS + 2 }, (_, n) => ({
    name: `q${String(n).padStart(3, '0')}`,
    value: n,
  }))
  const samples = labelled('queue', values)
  assert.is(samples.length, MOST_LABELS + 1)
  assert.equal(samples.at(-1), { labels: { queue: 'other' }, value: 401 })
  assert.equal(labelled('queue', values, Math.max).at(-1)?.value, 201)
  const text = metricsText([
    { name: 'a', type: 'gauge', help: 'b', samples: labelled('q', [{ name: '"\\\n', value: 1 }]) },
  ])
  assert.match(text, 'a{q="\\"\\\\\\n"} 1\n')
})

test.run()
