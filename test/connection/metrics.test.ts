/** The numbers of a connection. */
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { client, noted, peer, politeExcept, refusing, silent, story } from '../support/peer.js'

const test = suite('metrics')

test('metrics tell since when the link is ready, and count refused logins', () => {
  const server = peer(politeExcept({ Login: refusing('Authentication failed') }))
  story((at) => {
    const asterisk = client(server.transport)
    noted(asterisk.event$)
    at(100, () => {
      const { refusedLogins, readySince } = asterisk.metrics()
      assert.equal([refusedLogins, readySince], [1, O.none])
    })
  })
})

test('metrics count frames, events, faults and what is not answered yet', () => {
  const server = peer(politeExcept({ CoreStatus: silent }))
  story((at) => {
    const asterisk = client(server.transport)
    noted(asterisk.event$)
    noted(asterisk.send({ Action: 'CoreStatus' }))
    at(100, () => server.links[0]?.say('Event: Reload', 'Module: All'))
    at(100, () => server.links[0]?.say('Response: Success', 'Message: to nobody'))
    at(200, () => {
      assert.equal(asterisk.metrics(), {
        frames: 4,
        events: 1,
        faults: 1,
        pending: 1,
        reconnects: 0,
        refusedLogins: 0,
        readySince: O.some(2),
        lastPong: O.none,
      })
      void asterisk.close()
      assert.is(asterisk.metrics().pending, 0)
    })
  })
})

test.run()
