/** Transports that are not ours. */
import { map } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Transport } from '../../src/index.js'
import { BANNER, client, noted, peer, polite, said, story, tags } from '../support/peer.js'

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

test.run()
