/** Transports that are not ours. */
import * as O from 'fp-ts/lib/Option.js'
import { map } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Transport } from '../../src/index.js'
import { BANNER, client, noted, peer, polite, politeExcept, said, silent, story, tags } from '../support/peer.js'

const test = suite('a foreign transport')

const THROWN = new Error('no socket')
/** Somebody's own transport, whose wire cannot send. */
const mute = (transport: Transport): Transport => ({
  peer: transport.peer,
  open: () =>
    transport.open().pipe(
      map(({ byte$ }) => ({
        byte$,
        send: () => {
          throw THROWN
        },
      })),
    ),
})

for (const [when, greeting] of [
  ['at once', BANNER],
  ['later', ''],
] as const) {
  test(`a wire that throws when it sends ends the streams with that, and nothing else; banner ${when}`, () => {
    const server = peer(polite, greeting)
    story((at) => {
      const asterisk = client(mute(server.transport))
      const status = noted(asterisk.status$)
      const events = noted(asterisk.event$)
      if (greeting === '') at(20, () => server.links[0]?.raw(BANNER))
      at(100, () => {
        assert.equal(tags(status), ['Idle', 'Connecting', 'Authenticating', 'Closed'])
        assert.equal(said(events), [THROWN])
        void asterisk.close()
      })
    })
  })
}

/** Somebody's own transport, whose wire throws at one action. */
const brokenAt = (action: string, transport: Transport): Transport => ({
  peer: transport.peer,
  open: () =>
    transport.open().pipe(
      map(({ byte$, send }) => ({
        byte$,
        send: (text) => {
          if (text.startsWith(`Action: ${action}`)) throw THROWN
          send(text)
        },
      })),
    ),
})

test('a wire that throws fails the actions that were sent, and names its error', () => {
  const server = peer(politeExcept({ Getvar: silent }))
  story((at) => {
    const asterisk = client(brokenAt('QueueReset', server.transport))
    const getvar = noted(asterisk.send({ Action: 'Getvar', Variable: 'A' }))
    at(100, () => {
      const reset = noted(asterisk.send({ Action: 'QueueReset' }))
      for (const [notes, action] of [
        [getvar, 'Getvar'],
        [reset, 'QueueReset'],
      ] as const) {
        const why = 'the transport failed: no socket'
        assert.equal(said(notes), [{ _tag: 'FateUnknown', action, why, needs: [] }])
      }
      void asterisk.close()
    })
  })
})

test('after a wire that throws, the next subscription opens the next link, and the status follows it', () => {
  const server = peer(politeExcept({ Getvar: silent }))
  story((at) => {
    const asterisk = client(brokenAt('QueueReset', server.transport))
    const status = noted(asterisk.status$)
    const waiting = noted(asterisk.event$)
    noted(asterisk.send({ Action: 'QueueReset' }))
    at(100, () => {
      assert.equal(said(waiting), [THROWN])
      const failure = { _tag: 'LinkLost', why: 'the transport failed: no socket' }
      assert.equal(said(status).at(-1), { _tag: 'Closed', failure: O.some(failure) })
      noted(asterisk.event$)
    })
    at(200, () => {
      assert.is(asterisk.status()._tag, 'Ready')
      void asterisk.close()
    })
  })
})

test.run()
