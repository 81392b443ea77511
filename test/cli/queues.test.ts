/** `queues` and `watch --queue` against a simulated Asterisk. */
import { setTimeout as sleep } from 'node:timers/promises'
import { from } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { inside } from '../support/inside.js'
import { missing, objects, run, start } from '../support/program.js'
import { type House, house, stopped } from './house.js'

const test = suite('queues on the command line')

const QUEUES = {
  support: { members: ['PJSIP/2222', 'PJSIP/200'], entries: ['PJSIP/30-00000001'] },
  sales: { members: [], entries: [] },
}

const joined = ({ pbx }: House, queue: string): void => {
  pbx.send(
    'Event: QueueCallerJoin',
    'Privilege: agent,all',
    'Channel: PJSIP/30-00000009',
    'CallerIDNum: 30\x1b[2J',
    'Context: q',
    'Exten: 1',
    'Priority: 1',
    'Uniqueid: 9.1',
    `Queue: ${queue}`,
    'Position: 1',
    'Count: 1',
  )
}

test('queues --once shows the present state, as a table or as JSON', async () => {
  const at = await house({ queues: QUEUES })
  const [table, json, none] = await Promise.all([
    run(['queues', '--once'], { env: at.as('full') }),
    inside(['queues', 'support', '--once', '--json'], { env: at.as('full') }),
    inside(['queues', 'nowhere', '--once'], { env: at.as('full') }),
  ])
  await at.pbx.close()
  assert.is(table.code, 0)
  assert.match(table.out, /^QUEUE +WAITING +LONGEST +FREE +RINGING +BUSY +PAUSED +AWAY +UNKNOWN\n/)
  assert.match(table.out, /\nsales +0 +0 +0 +0 +0 +0 +0\n/)
  assert.match(table.out, /\nsupport +1 +0:0\d +2 +0 +0 +0 +0 +0\n/)
  const [queue] = objects(json.out)
  assert.match(JSON.stringify(queue), '"queue":"support","exists":true,"waiting":1')
  assert.match(JSON.stringify(queue), '"members":{"free":2,"ringing":0')
  assert.match(none.out, /nowhere +no such queue\n/)
})

test('queues prints a line for each change in a pipe', async () => {
  const at = await house({ queues: QUEUES })
  const watching = await start(['queues'], { env: at.as('full') })
  await watching.prints('queue sales: 0 waiting; members: none')
  joined(at, 'sales')
  await watching.prints('queue sales: 1 waiting')
  const { code, out } = await stopped(watching, at)
  assert.is(code, 0)
  assert.equal(missing(out, 'queue support: 1 waiting; members: 2 free'), [])
})

test('a screen gets a table that is drawn over itself', async () => {
  const at = await house({ queues: QUEUES })
  const stop$ = new Promise<'SIGINT'>((resolve) => setTimeout(resolve, 700, 'SIGINT'))
  const seen = inside(['queues', 'support', 'sales'], { env: at.as('full'), screen: true, stop$: from(stop$) })
  await sleep(300)
  joined(at, 'sales')
  const { code, out } = await seen
  await at.pbx.close()
  assert.is(code, 0)
  assert.match(out, /\x1b\[\d+A\x1b\[J/)
  assert.equal(missing(out, 'logged in (Asterisk 22)', 'QUEUE', 'support'), [])
})

test('watch --queue tells the way of each caller, and what the members do', async () => {
  const at = await house({ queues: QUEUES })
  const watching = await start(['watch', '--queue', 'sales', '--queue', 'support'], { env: at.as('full') })
  await watching.prints('queue support: PJSIP/30-00000001 waits at 1')
  joined(at, 'sales')
  await watching.prints('waits at 1')
  at.pbx.send('Event: QueueCallerLeave', 'Queue: sales', 'Uniqueid: 9.1', 'Exten: 9', 'Position: 1', 'Count: 0')
  await watching.prints('left by a key')
  const { code, out } = await stopped(watching, at)
  assert.is(code, 0)
  assert.equal(missing(out, 'queue sales: 0 waiting; members: none', 'queue support: 1 waiting; members: 2 free'), [])
})

test('doctor knows what queues need', async () => {
  const at = await house({ queues: QUEUES })
  const { out } = await inside(['doctor', 'queueCall'], { env: at.as('minimal') })
  await at.pbx.close()
  assert.match(out, 'queueCall')
  assert.match(out, /read=agent/)
})

test.run()
