/** The servers of docs/guide/mounting.md, each as a process: states, events and a call below /phones, the rest beside it. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { dial, hangup, simulate } from '../../src/testing/index.js'
import { filesOf, freePort, login, type Program, startFile } from '../support/guide.js'
import { eventually } from '../support/watching.js'

const test = suite('the handler in other servers')

const TOKEN = 'a-token-of-the-test'
const AUTHORIZED = { Authorization: `Bearer ${TOKEN}` }

/** The login of the page, as the simulated Asterisk knows it. */
const USERS = { phones: { secret: 'secret', read: 'call,system', write: 'call,originate' } }

const checked = async (url: string): Promise<void> => {
  assert.is(await (await fetch(`${url}/`)).text(), 'the rest of your server\n')
  assert.is((await fetch(`${url}/phones/healthz`)).status, 200)
  assert.is((await fetch(`${url}/phones/api/devices`)).status, 401)
  await eventually('the devices are known', async () => {
    const answer = await fetch(`${url}/phones/api/devices`, { headers: AUTHORIZED })
    return (await answer.text()).includes('"id":"2222"')
  })
  const leaving = new AbortController()
  const stream = await fetch(`${url}/phones/api/events`, { headers: AUTHORIZED, signal: leaving.signal })
  const first = await stream.body?.pipeThrough(new TextDecoderStream()).getReader().read()
  assert.match(String(first?.value), 'event: snapshot')
  leaving.abort()
  const called = await fetch(`${url}/phones/api/calls`, {
    method: 'POST',
    headers: { ...AUTHORIZED, 'Content-Type': 'application/json' },
    body: JSON.stringify({ source: '200', destination: '2222' }),
  })
  assert.is(called.status, 200, await called.text())
}

for (const file of ['node.mts', 'fastify.mts', 'express.mts', 'hono.mts']) {
  test(`${file} of page 'mounting' serves the phones below a path, and the rest beside them`, async () => {
    const pbx = simulate({
      users: USERS,
      endpoints: { 'PJSIP/200': { _tag: 'Answers', after: 20 }, 'PJSIP/2222': { _tag: 'Answers', after: 20 } },
      contexts: { internal: (exten) => [dial([`PJSIP/${exten}`]), hangup()] },
    })
    const { host, port } = await pbx.listen()
    const own = await freePort()
    const { folder, remove } = filesOf('mounting')
    const env = { ...login({ username: 'phones', password: 'secret', host, port }), PHONES_TOKEN: TOKEN }
    const program: Program = startFile(folder, file, { ...env, PORT: String(own) })
    try {
      await program.prints('listening')
      await checked(`http://127.0.0.1:${own}`)
    } finally {
      assert.is(await program.stop(), 0, program.text())
      await pbx.close()
      remove()
    }
  })
}

test.run()
