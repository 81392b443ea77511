/** The settings of users: kept by the server for each name, and given back to the same user only. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { SettingsStore } from '../../src/http/index.js'
import { NOBODY, served } from './served.js'

const test = suite('the settings of users')

const memory = (): SettingsStore & { readonly kept: ReadonlyMap<string, string> } => {
  const kept = new Map<string, string>()
  return {
    kept,
    read: (user) => Promise.resolve(kept.get(user)),
    write: (user, text) => Promise.resolve(void kept.set(user, text)),
  }
}

const BERTA = { context: { user: { name: 'berta' } } }
const SETTINGS = { favourites: ['300', '2222'], theme: 'dark', sound: true }
const body = { settings: SETTINGS }

test('settings that a user puts come back with /api, to this user and to nobody else', async () => {
  const at = served({ settings: memory() })
  assert.equal((await at.ask('GET', '/api')).json['settings'], {})
  assert.is((await at.ask('PUT', '/api/settings', { body })).status, 204)
  assert.equal((await at.ask('GET', '/api')).json['settings'], SETTINGS)
  assert.equal((await at.ask('GET', '/api', BERTA)).json['settings'], {})
  assert.is((await at.ask('PUT', '/api/settings', { body: { settings: {} }, ...BERTA })).status, 204)
  assert.equal((await at.ask('GET', '/api')).json['settings'], SETTINGS)
  await at.close()
})

test('a server without a store says null, and has no such path', async () => {
  const at = served()
  assert.is((await at.ask('GET', '/api')).json['settings'], null)
  const { status, json } = await at.ask('PUT', '/api/settings', { body })
  assert.equal([status, json['title']], [404, 'NotFound'])
  await at.close()
})

test('only an object is kept, of at most 16 KiB, and from a known user', async () => {
  const store = memory()
  const at = served({ settings: store })
  for (const settings of ['dark', ['dark'], null, 7])
    assert.is((await at.ask('PUT', '/api/settings', { body: { settings } })).json['title'], 'WrongBody')
  assert.is((await at.ask('PUT', '/api/settings', { body: { ...body, user: 'berta' } })).json['title'], 'WrongBody')
  const long = { settings: { theme: 'x'.repeat(16 * 1024) } }
  assert.is((await at.ask('PUT', '/api/settings', { body: long })).status, 413)
  assert.is((await at.ask('PUT', '/api/settings', { body, context: NOBODY })).status, 401)
  assert.is(store.kept.size, 0)
  await at.close()
})

test('a page of another site cannot change settings', async () => {
  const store = memory()
  const at = served({ settings: store })
  const headers = { 'Sec-Fetch-Site': 'cross-site', Origin: 'http://evil.example' }
  assert.is((await at.ask('PUT', '/api/settings', { body, headers })).json['title'], 'CrossSite')
  assert.is(store.kept.size, 0)
  await at.close()
})

test('a store that fails makes no answer wrong: null in /api, and a problem for PUT', async () => {
  const failing: SettingsStore = {
    read: () => Promise.reject(new Error('the disk is broken')),
    write: () => Promise.reject(new Error('the disk is full')),
  }
  const at = served({ settings: failing })
  const about = await at.ask('GET', '/api')
  assert.equal([about.status, about.json['settings']], [200, null])
  const { status, text } = await at.ask('PUT', '/api/settings', { body })
  assert.is(status, 500)
  assert.not.match(text, /disk/)
  await at.close()
})

test('a text that is no object in the store counts as null', async () => {
  const at = served({ settings: { read: () => Promise.resolve('[1'), write: () => Promise.resolve() } })
  assert.is((await at.ask('GET', '/api')).json['settings'], null)
  await at.close()
})

test.run()
