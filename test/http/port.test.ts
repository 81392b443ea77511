/** Readers over a socket: those that never read cost nothing and are ended, those that leave leave nothing. */
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { eventually } from '../support/watching.js'
import { onPort } from './onPort.js'

const test = suite('readers over a socket')

const STREAMS = 'rx_asterisk_http_streams'

test('readers that never read are ended 30 s after their last byte, and the others are served meanwhile', async () => {
  const at = await onPort(100)
  await at.talk()
  const dead = await Promise.all([1, 2, 3].map(() => at.read(false)))
  const living = await at.read()
  const stop = at.change(100)
  // they take what the buffers of TCP hold; more of it than a snapshot comes soon
  const load = setInterval(() => {
    at.pbx.userEvent('Load', { Source: 'x'.repeat(250), Value: 'x'.repeat(250) })
  }, 20)
  await eventually('the dead are gone', async () => (await at.metric(STREAMS)) === 1, 60_000)
  assert.is(await at.metric('rx_asterisk_http_dropped_total'), 3)
  const before = living.bytes()
  await sleep(500)
  assert.ok(living.bytes() > before)
  stop()
  clearInterval(load)
  for (const each of [...dead, living]) each.leave()
  await at.close()
})

test('a hundred readers that leave at once leave no stream and no link', async () => {
  const at = await onPort(10)
  for (let round = 0; round < 100; round += 1) (await at.read(round % 2 === 0)).leave()
  await eventually('all are gone', async () => (await at.metric(STREAMS)) === 0)
  await eventually('the link is closed', () => at.pbx.links() === 0, 30_000)
  await at.close()
})

test.run()
