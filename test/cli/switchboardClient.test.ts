/** The client of a request to `switchboard`: only a proxy that is named may speak for others. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { clientContext, type Fronting } from '../../src/cli/switchboard/client.js'

const test = suite('clients of the switchboard')

const OPEN: Fronting = { proxies: [], userHeader: undefined, users: [] }
const NAMED: Fronting = { ...OPEN, userHeader: 'X-User' }

const context = (peer: string | undefined, headers: Readonly<Record<string, string>>, fronting: Fronting) =>
  clientContext({ headers: new Headers(headers) }, peer, fronting)

test('without words nobody is believed', () => {
  const headers = { 'X-User': 'anna', 'X-Forwarded-For': '192.0.2.7' }
  assert.equal(context('127.0.0.1', headers, OPEN), { address: '127.0.0.1', user: undefined })
})

test('a user header counts from this machine, and from no other', () => {
  const headers = { 'X-User': 'anna' }
  for (const peer of ['127.0.0.1', '::1', '::ffff:127.0.0.1'])
    assert.equal(context(peer, headers, NAMED).user, { name: 'anna' }, peer)
  for (const peer of ['192.0.2.9', '::ffff:192.0.2.9', '1270.0.0.1', undefined])
    assert.is(context(peer, headers, NAMED).user, undefined)
})

test('with a proxy on the list it counts from the proxy only', () => {
  const fronting = { ...NAMED, proxies: ['192.0.2.1'] }
  assert.equal(context('192.0.2.1', { 'X-User': 'anna' }, fronting).user, { name: 'anna' })
  assert.is(context('127.0.0.1', { 'X-User': 'anna' }, fronting).user, undefined)
})

test('the last address of X-Forwarded-For is the client, where the proxy is on the list', () => {
  const fronting = { ...OPEN, proxies: ['192.0.2.1'] }
  const forged = { 'X-Forwarded-For': '203.0.113.1, 198.51.100.7' }
  assert.is(context('192.0.2.1', forged, fronting).address, '198.51.100.7')
  assert.is(context('192.0.2.2', forged, fronting).address, '192.0.2.2')
  assert.is(context('192.0.2.1', { 'X-Forwarded-For': 'unknown' }, fronting).address, '192.0.2.1')
})

test('a name of the file has its rights; another name, two names, and none are nobody', () => {
  const anna = { name: 'anna', password: '', allow: ['call' as const] }
  const fronting = { ...NAMED, users: [anna] }
  assert.equal(context('127.0.0.1', { 'X-User': 'anna' }, fronting).user, anna)
  for (const name of ['otto', 'anna, otto', '']) assert.is(context('::1', { 'X-User': name }, fronting).user, undefined)
  assert.is(context('::1', { 'X-User': 'a,b' }, NAMED).user, undefined)
})

test.run()
