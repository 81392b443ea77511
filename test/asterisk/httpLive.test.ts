/** The API over HTTP with the queues and rooms of a real Asterisk: pause, mute and kick, and who waits. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { http } from '../../src/http/index.js'
import { connect } from '../../src/index.js'
import { eventually } from '../support/watching.js'
import { type Client, client } from './httpClient.js'
import { type LiveLab, realLive } from './liveLab.js'

const test = suite('the API over HTTP with queues and rooms, real')

let lab: LiveLab | undefined

const withApi = (play: (api: Client, lab: LiveLab) => Promise<void>) => async (): Promise<void> => {
  const at = (lab ??= await realLive())
  const asterisk = connect({ ...at.options(), backoff: { min: 50, max: 500 } })
  const handler = http(asterisk, { allow: ['pause', 'mute', 'kick'] })
  const leave = handler.watch()
  const api = client(handler)
  try {
    await eventually('it is ready', async () => (await api.ask('GET', '/readyz')).status === 200, 20_000)
    await play(api, at)
  } finally {
    leave()
    await handler.close()
    await asterisk.close()
    await at.quiet()
  }
}

const ROWS: readonly (readonly [string, (api: Client, lab: LiveLab) => Promise<void>])[] = [
  [
    'a member is paused with a reason, and works again; a caller is shown while it waits',
    async (api, at) => {
      const path = '/api/queues/support/members/PJSIP%2F2222/pause'
      const channel = await at.join('support')
      await api.shows('/api/queues/support', /"waiting":\[\{"id":"[\d.]+","position":1/)
      assert.is((await api.ask('PUT', path, { paused: true, reason: 'lunch' })).status, 204)
      await api.shows('/api/queues/support', /"paused":\{"reason":"lunch","since":\d+\}/)
      assert.is((await api.ask('PUT', path, { paused: false })).status, 204)
      await api.shows('/api/queues/support', /"paused":null/)
      await at.hangup(channel)
      await api.shows('/api/queues/support', /"waiting":\[\]/)
    },
  ],
  [
    'a user of a room is muted, unmuted and removed',
    async (api, at) => {
      await at.enter('100')
      const id = await api.shows('/api/rooms', /"users":\[\{"id":"([^"]+)"/)
      assert.is((await api.ask('POST', `/api/rooms/100/users/${id}/mute`)).status, 204)
      await api.shows('/api/rooms', /"muted":true/)
      assert.is((await api.ask('POST', `/api/rooms/100/users/${id}/unmute`)).status, 204)
      await api.shows('/api/rooms', /"muted":false/)
      assert.is((await api.ask('POST', `/api/rooms/100/users/${id}/kick`)).status, 204)
      await api.shows('/api/rooms', /"items":\[\]/)
    },
  ],
]

const isReal = process.env['RX_ASTERISK_REAL'] !== 'no' && process.env['RX_ASTERISK_TEST_URL'] === undefined

for (const [name, play] of ROWS) {
  if (isReal) test(name, withApi(play))
  else test.skip(name)
}

test.after(async () => {
  await lab?.close()
})

test.run()
