/** `ready$`, `status()`, `close()` and `await using`: the connection as a program waits for it. */
import { firstValueFrom, map } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connect } from '../../src/index.js'
import { simulate } from '../../src/testing/index.js'
import { client, nobody, noted, peer, politeExcept, refusing, said, story } from '../support/peer.js'

const test = suite('ready$')

test('opens the link, and emits at each Ready and as lists come in', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport, { backoff: { min: 100, max: 100 } })
    const ready = noted(asterisk.ready$.pipe(map(({ reading }) => reading)))
    at(500, () => noted(asterisk.device('2222')))
    at(1000, () => server.links[0]?.end())
    at(2000, () => {
      assert.equal(said(ready), [[], ['channels'], [], ['channels'], []])
      void asterisk.close()
    })
  })
})

test('emits the present Ready first to a late subscriber', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport)
    noted(asterisk.event$)
    at(500, () => {
      const late = noted(asterisk.ready$)
      assert.equal(late.log.length, 1)
      void asterisk.close()
    })
  })
})

test('fails when Asterisk refuses the password before a first Ready', () => {
  const server = peer(politeExcept({ Login: refusing('Authentication failed') }))
  story((at) => {
    const ready = noted(client(server.transport).ready$)
    at(500, () => assert.equal(said(ready), [{ _tag: 'LoginRefused', message: 'Authentication failed' }]))
  })
})

test('completes at close(), and closes the link when it was the last subscriber', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport, { linger: 0 })
    const [first, second] = [noted(asterisk.ready$), noted(asterisk.ready$)]
    at(100, first.stop)
    at(200, () => assert.is(server.links[0]?.closedAt, undefined))
    at(300, () => void asterisk.close())
    at(400, () => {
      assert.is(said(second).at(-1), 'end')
      assert.is(server.links[0]?.closedAt === undefined, false)
    })
  })
})

test('waits for a link as long as it takes', () => {
  story((at) => {
    const asterisk = client(nobody('refused'), { backoff: { min: 100, max: 100 } })
    const ready = noted(asterisk.ready$)
    at(60_000, () => {
      assert.equal(ready.log, [])
      void asterisk.close()
    })
  })
})

test('status() is the newest status, without a subscription', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport)
    assert.is(asterisk.status()._tag, 'Idle')
    noted(asterisk.event$)
    assert.is(asterisk.status()._tag, 'Authenticating')
    at(100, () => {
      assert.is(asterisk.status()._tag, 'Ready')
      void asterisk.close()
      assert.is(asterisk.status()._tag, 'Closed')
    })
  })
})

test('close() is a promise that resolves once the link is closed, and the same each time', async () => {
  const { transport } = simulate()
  const asterisk = connect({ username: 'admin', password: 'secret', transport })
  const { ami } = await firstValueFrom(asterisk.ready$)
  assert.is(ami, '11.0.0')
  const closing = asterisk.close()
  assert.is(asterisk.close(), closing)
  await closing
  assert.is(asterisk.status()._tag, 'Closed')
})

test('await using closes it', async () => {
  const { transport } = simulate()
  const asterisk = connect({ username: 'admin', password: 'secret', transport })
  await firstValueFrom(asterisk.ready$)
  await asterisk[Symbol.asyncDispose]()
  assert.is(asterisk.status()._tag, 'Closed')
})

test('options may be undefined, as the environment gives them', () => {
  const asterisk = connect({ username: 'admin', password: 'x', host: process.env['NO_SUCH_HOST'], backoff: undefined })
  assert.is(asterisk.status()._tag, 'Idle')
})

test.run()
