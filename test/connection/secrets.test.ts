/** The password appears nowhere but, as a digest or on request, on the wire. */
import { inspect } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Observable } from 'rxjs'
import type { Asterisk } from '../../src/index.js'
import { settings } from '../../src/options.js'
import { politeExcept, client, noted, peer, refusing, said, silent, story } from '../support/peer.js'

const test = suite('secrets')

const SECRET = 'hunter2'

const shows = (what: unknown): boolean => inspect(what, { depth: 20, showHidden: true }).includes(SECRET)

const streamsOf = (asterisk: Asterisk): readonly Observable<unknown>[] => [
  asterisk.status$,
  asterisk.fault$,
  asterisk.frame$,
  asterisk.event$,
]

for (const [what, manner] of [
  ['a login that is let in', politeExcept({})],
  ['a login that is refused', politeExcept({ Login: refusing('Authentication failed') })],
  ['a login that is not answered', politeExcept({ Login: silent })],
] as const) {
  for (const auth of ['md5', 'plain'] as const) {
    test(`${what}, ${auth}: no stream and no error shows the secret`, () => {
      const server = peer(manner)
      story((at) => {
        const asterisk = client(server.transport, { auth, timeout: 100 })
        const told = streamsOf(asterisk).map(noted)
        const action = noted(asterisk.dbRead('dnd/office'))
        at(500, () => {
          void asterisk.close()
          assert.ok(told.some(({ log }) => log.length > 1))
          assert.not.ok(shows([...told, action].map(said)))
          assert.not.ok(shows(asterisk.metrics()))
          assert.not.ok(shows(asterisk))
        })
      })
    })
  }
}

test('options that are wrong are told without the secret', () => {
  for (const wrong of [{ password: ['hunter2'] }, { password: 'hunter2\n' }, { hunter: SECRET }, { port: 0 }]) {
    const given = settings({ username: 'admin', password: SECRET, ...wrong })
    assert.is(given._tag, 'Left')
    assert.not.ok(shows(given))
  }
})

test.run()
