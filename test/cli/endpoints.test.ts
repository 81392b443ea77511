/** `endpoints`: a line for each change, the table, and the state once. */
import { setTimeout as sleep } from 'node:timers/promises'
import { from } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { endpointLine, endpointTable } from '../../src/cli/endpointTable.js'
import type { Endpoint } from '../../src/index.js'
import * as O from 'fp-ts/lib/Option.js'
import { inside } from '../support/inside.js'
import { missing, objects } from '../support/program.js'
import { house } from './house.js'

const test = suite('endpoints')

const stopAfter = (ms: number) => from(new Promise<'SIGINT'>((resolve) => setTimeout(resolve, ms, 'SIGINT')))

const CONTACT = ['Privilege: system,all', 'URI: sip:2222@127.0.0.1:5060', 'AOR: 2222', 'EndpointName: 2222']

test('the table shows the fastest contact, and no control character', () => {
  const endpoint: Endpoint = {
    name: 'desk\x07',
    reachable: 'yes',
    state: 'NOT_INUSE',
    contacts: [
      { uri: 'sip:a', status: 'reachable', rtt: O.some(12.34) },
      { uri: 'sip:b', status: 'unknown', rtt: O.none },
    ],
  }
  const [head = '', row = ''] = endpointTable(new Map([['desk', endpoint]]))
  assert.match(head, /^ENDPOINT +REACHABLE +STATE +RTT +CONTACTS$/)
  assert.match(row, /^desk\\x07 +yes +not inuse +12\.3 ms +sip:a sip:b$/)
  assert.is(
    endpointLine({ ...endpoint, name: 'desk', reachable: 'unknown' }).text,
    'desk may be reachable: nothing checks it (not inuse)',
  )
})

test('prints a line for each change in a pipe', async () => {
  const at = await house()
  const running = inside(['endpoints'], { env: at.as('full'), stop$: stopAfter(700) })
  await sleep(300)
  at.pbx.send('Event: ContactStatus', ...CONTACT, 'ContactStatus: Unreachable', 'RoundtripUsec: 0')
  await sleep(50)
  at.pbx.send('Event: ContactStatus', ...CONTACT, 'ContactStatus: Reachable', 'RoundtripUsec: 1500')
  const { code, out } = await running
  await at.pbx.close()
  assert.is(code, 0)
  assert.equal(
    missing(out, '2222 is reachable (not inuse)', '30 is reachable', '2222 is not reachable', '2222 is reachable'),
    [],
  )
  assert.is(out.match(/ 200 is reachable/g)?.length, 1)
})

test('--once shows the current state, as a table or as JSON', async () => {
  const at = await house()
  const [table, json] = await Promise.all([
    inside(['endpoints', '--once'], { env: at.as('full') }),
    inside(['endpoints', '2222', '4711', '--once', '--json'], { env: at.as('full') }),
  ])
  await at.pbx.close()
  assert.match(table.out, /2222 +yes +not inuse +sip:2222@127\.0\.0\.1:5060\n/)
  assert.equal(
    objects(json.out).map((line) => JSON.stringify(line).slice(0, 66)),
    [
      '{"type":"endpoint","endpoint":"2222","reachable":"yes","state":"NO',
      '{"type":"endpoint","endpoint":"4711","reachable":"no","state":"INV',
    ],
  )
})

test('--once reports a login that may not list endpoints', async () => {
  const at = await house()
  const { code, out, err } = await inside(['endpoints', '--once'], { env: at.as('minimal') })
  await at.pbx.close()
  assert.equal([code, out], [1, ''])
  assert.equal(missing(err, 'PJSIPShowEndpoints was refused: Permission denied', 'write=system'), [])
})

test('a screen gets a table that is drawn over itself', async () => {
  const at = await house()
  const { code, out } = await inside(['endpoints'], { env: at.as('full'), screen: true, stop$: stopAfter(500) })
  await at.pbx.close()
  assert.is(code, 0)
  assert.match(out, /\x1b\[\d+A\x1b\[J/)
  assert.equal(missing(out, 'logged in (Asterisk 22)', 'ENDPOINT', '2222'), [])
})

test.run()
