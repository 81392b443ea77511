/** The gap in `Ready` after an outage: its length, the lists that are read again, and the data that is lost. */
import { distinctUntilChanged } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as O from 'fp-ts/lib/Option.js'
import type { Asterisk } from '../../src/index.js'
import type { Gap } from '../../src/connection/status.js'
import { politeExcept, client, noted, peer, polite, refusing, silent, statusOf, story } from '../support/peer.js'

const test = suite('the gap after an outage')

const BACK = { backoff: { min: 100, max: 100 } }
const LOST = ['userEvents', 'dtmf', 'endedCalls'] as const

/** The gaps of all links so far, none where a `Ready` has none; a `Ready` that only tells what is read is no new link. */
const gapsOf = (asterisk: Asterisk): (() => readonly (Gap | undefined)[]) => {
  const status = noted(asterisk.status$.pipe(distinctUntilChanged((before, now) => before._tag === now._tag)))
  return () => statusOf(status, 'Ready').map(({ gap }) => O.toUndefined(gap))
}

test('a first link has none, nor has one that comes after nobody needed one', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport, { linger: 0 })
    const gaps = gapsOf(asterisk)
    const first = noted(asterisk.event$)
    at(100, first.stop)
    at(200, () => noted(asterisk.event$))
    at(300, () => {
      assert.equal(gaps(), [undefined, undefined])
      void asterisk.close()
    })
  })
})

for (const [what, end] of [
  ['closed', 'end'],
  ['reset', 'fail'],
] as const) {
  test(`a link that was ${what} is away until the next is ready, failed tries included`, () => {
    let open = true
    const server = peer(politeExcept({ Login: (action, link) => (open ? polite(action, link) : link.end()) }))
    story((at) => {
      const asterisk = client(server.transport, BACK)
      const gaps = gapsOf(asterisk)
      noted(asterisk.channel$)
      at(1000, () => {
        open = false
        server.links[0]?.[end]('ECONNRESET')
      })
      at(5000, () => {
        open = true
      })
      at(6000, () => {
        const [, gap] = gaps()
        const ready = (server.links.at(-1)?.openedAt ?? 0) + 2
        assert.ok(server.links.length > 10)
        assert.equal(gap, { away: ready - 1000, resynchronised: ['channels'], unknown: LOST })
        void asterisk.close()
      })
    })
  })
}

test('a link that went silent is away since its last byte, not since that was noticed', () => {
  const server = peer(politeExcept({ Ping: silent }))
  story((at) => {
    const asterisk = client(server.transport, { ...BACK, keepAlive: { interval: 3000, deadline: 2000 } })
    const gaps = gapsOf(asterisk)
    noted(asterisk.userEvent('Door'))
    at(1000, () => server.links[0]?.say('Event: Reload')) // the last byte
    at(7000, () => {
      const ready = (server.links[1]?.openedAt ?? 0) + 2
      assert.equal(gaps()[1], { away: ready - 1000, resynchronised: [], unknown: LOST })
      void asterisk.close()
    })
  })
})

test('every outage has a gap of its own', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport, BACK)
    const gaps = gapsOf(asterisk)
    noted(asterisk.mailbox('2222'))
    for (const n of [0, 1, 2]) at(1000 * (n + 1), () => server.links[n]?.end())
    at(5000, () => {
      assert.equal(
        gaps().map((gap) => gap?.resynchronised),
        [undefined, ['mailboxes'], ['mailboxes'], ['mailboxes']],
      )
      assert.ok(gaps().every((gap) => gap === undefined || gap.away < 200))
      void asterisk.close()
    })
  })
})

test('what the last link refused to list is unknown, until a link lists it', () => {
  let allowed = false
  const denied = refusing('Permission denied')
  const server = peer(
    politeExcept({ Status: (action, link) => (allowed ? polite : denied)(action, link), MailboxCount: denied }),
  )
  story((at) => {
    const asterisk = client(server.transport, BACK)
    const gaps = gapsOf(asterisk)
    noted(asterisk.device('2222'))
    noted(asterisk.mailbox('2222'))
    at(1000, () => server.links[0]?.end())
    at(2000, () => {
      allowed = true
      server.links[1]?.end()
    })
    at(3000, () => server.links[2]?.end())
    at(4000, () => {
      const [, first, second, third] = gaps()
      assert.equal(first?.unknown, [...LOST, 'channels', 'mailboxes'])
      assert.equal(first?.resynchronised, [])
      assert.equal(second, { ...second, resynchronised: [], unknown: [...LOST, 'channels', 'mailboxes'] })
      assert.equal(third, { ...third, resynchronised: ['channels'], unknown: [...LOST, 'mailboxes'] })
      void asterisk.close()
    })
  })
})

test.run()
