import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as O from 'fp-ts/lib/Option.js'
import type { Transport } from '../../src/index.js'
import {
  politeExcept,
  client,
  nobody,
  noted,
  peer,
  polite,
  said,
  silent,
  statusOf,
  story,
  tags,
} from '../support/peer.js'

const test = suite('the life of a link')

test('connect, status$ and fault$ open nothing', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport)
    noted(asterisk.fault$)
    const status = noted(asterisk.status$)
    at(1000, () => {
      assert.is(server.links.length, 0)
      assert.equal(tags(status), ['Idle'])
      void asterisk.close()
    })
  })
})

test('all share one link', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport)
    noted(asterisk.event$)
    noted(asterisk.device('2222'))
    at(50, () => noted(asterisk.send({ Action: 'Ping' })))
    at(100, () => asterisk.close())
  })
  assert.is(server.links.length, 1)
})

test('status$ tells each step, and the newest to those who come late', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport)
    const status = noted(asterisk.status$)
    noted(asterisk.event$)
    at(100, () => {
      const late = noted(asterisk.status$)
      assert.equal(tags(late), ['Ready'])
      void asterisk.close()
      assert.equal(tags(status), ['Idle', 'Connecting', 'Authenticating', 'Ready', 'Closed'])
      assert.is(said(status).at(-1), 'end')
    })
  })
})

test('the link lingers after the last subscriber, says Logoff, and is idle', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport, { linger: 1000 })
    const status = noted(asterisk.status$)
    const events = noted(asterisk.event$)
    at(100, events.stop)
    at(1000, () => assert.is(tags(status).at(-1), 'Ready'))
    at(1200, () => {
      assert.is(tags(status).at(-1), 'Idle')
      assert.is(server.heard('Logoff')[0]?.at, 1100)
      assert.is(server.links[0]?.closedAt, 1101)
    })
  })
})

test('a subscriber who comes while it lingers keeps the link', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport, { linger: 1000 })
    const first = noted(asterisk.event$)
    at(100, first.stop)
    at(900, () => noted(asterisk.event$))
    at(3000, () => {
      assert.is(server.links.length, 1)
      assert.equal(server.heard('Logoff'), [])
      void asterisk.close()
    })
  })
})

test('with linger 0 the link goes with the last subscriber, and comes back with the next', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport, { linger: 0 })
    const first = noted(asterisk.event$)
    at(100, first.stop)
    at(200, () => noted(asterisk.event$))
    at(300, () => asterisk.close())
  })
  assert.equal(
    server.links.map(({ openedAt }) => openedAt),
    [0, 200],
  )
})

test('who leaves while it waits for the next try ends the tries', () => {
  story((at) => {
    const asterisk = client(nobody('refused'), { linger: 0, backoff: { min: 1000, max: 1000 } })
    const status = noted(asterisk.status$)
    const events = noted(asterisk.event$)
    at(100, events.stop)
    at(10_000, () => assert.equal(tags(status), ['Idle', 'Connecting', 'Waiting', 'Idle']))
  })
})

test('what Asterisk says to a Logoff is no fault, and events after it reach nobody', () => {
  const server = peer(
    politeExcept({
      Logoff: (action, link) => {
        link.say('Event: Reload')
        polite(action, link)
      },
    }),
  )
  story((at) => {
    const asterisk = client(server.transport, { linger: 0 })
    const faults = noted(asterisk.fault$)
    const events = noted(asterisk.event$)
    at(100, events.stop)
    at(200, () => {
      assert.is(server.heard('Logoff').length, 1)
      assert.equal(faults.log, [])
      assert.is(asterisk.metrics().events, 0)
    })
  })
})

test('a Logoff that nobody answers is not awaited for ever', async () => {
  const server = peer(politeExcept({ Logoff: silent }))
  let closed: Promise<void> = Promise.reject(new Error('never closed'))
  story((at) => {
    const asterisk = client(server.transport)
    noted(asterisk.event$)
    at(100, () => {
      closed.catch(() => undefined)
      closed = asterisk.close()
      at(1000, () => {
        assert.is(server.links[0]?.closedAt, 500)
      })
    })
  })
  await closed
})

test('close ends streams by completion and lets no new ones begin', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport)
    const before = ['event$', 'frame$', 'fault$', 'channel$'] as const
    const open = before.map((name) => noted(asterisk[name]))
    const device = noted(asterisk.device('2222'))
    at(100, () => {
      void asterisk.close()
      void asterisk.close()
      open.forEach((each) => assert.is(said(each).at(-1), 'end'))
      assert.equal(said(device), [false, 'end'])
      assert.equal(said(noted(asterisk.event$)), ['end'])
      assert.equal(said(noted(asterisk.fault$)), ['end'])
      assert.equal(said(noted(asterisk.dbRead('dnd/office'))), [
        { _tag: 'NotSent', action: 'DBGet', why: 'the connection was closed by close()' },
      ])
    })
    at(1000, () => {
      assert.is(server.links.length, 1)
      assert.is(server.heard('Logoff').length, 1)
    })
  })
})

test('close before anything was opened is done at once', async () => {
  const server = peer()
  const asterisk = client(server.transport)
  story(() => {
    void asterisk.close()
    assert.equal(tags(noted(asterisk.status$)), ['Closed'])
  })
  await asterisk.close()
  assert.is(server.links.length, 0)
})

test('close while it waits for the next try is done at once', async () => {
  const asterisk = client(nobody('refused'), { backoff: { min: 1000, max: 1000 } })
  story((at) => {
    noted(asterisk.event$)
    at(100, () => void asterisk.close())
  })
  await asterisk.close()
})

test('a lost link comes back by itself, and Ready tells of the gap', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport, { backoff: { min: 100, max: 100 } })
    const status = noted(asterisk.status$)
    const events = noted(asterisk.event$)
    noted(asterisk.device('2222'))
    noted(asterisk.mailbox('2222'))
    at(1000, () => server.links[0]?.fail('ECONNRESET'))
    at(2000, () => {
      const gap = O.chain(({ gap }: { readonly gap: O.Option<unknown> }) => gap)(
        O.fromNullable(statusOf(status, 'Ready')[1]),
      )
      const [, back] = server.links
      assert.equal(
        gap,
        O.some({
          away: (back?.openedAt ?? 0) + 2 - 1000,
          resynchronised: ['channels', 'mailboxes'],
          unknown: ['userEvents', 'dtmf', 'endedCalls'],
        }),
      )
      assert.equal(events.log, [])
      assert.is(asterisk.metrics().reconnects, 1)
      void asterisk.close()
    })
  })
})

test('the first link has no gap, however often it was tried in vain', () => {
  const server = peer()
  let tries = 0
  const transport: Transport = {
    peer: 'late',
    open: () => {
      tries += 1
      return (tries < 4 ? nobody('refused') : server.transport).open()
    },
  }
  story((at) => {
    const asterisk = client(transport, { backoff: { min: 100, max: 100 } })
    const status = noted(asterisk.status$)
    noted(asterisk.event$)
    at(2000, () => {
      assert.equal(
        statusOf(status, 'Ready').map(({ gap }) => gap),
        [O.none],
      )
      assert.is(tries, 4)
      void asterisk.close()
    })
  })
})

test('the gap names only what is read again', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport, { backoff: { min: 100, max: 100 } })
    const status = noted(asterisk.status$)
    noted(asterisk.userEvent('Door'))
    at(1000, () => server.links[0]?.end())
    at(2000, () => {
      const gap = statusOf(status, 'Ready')[1]?.gap
      assert.equal(gap?._tag === 'Some' && gap.value.resynchronised, [])
      assert.is(server.heard('Status').length, 0)
      void asterisk.close()
    })
  })
})

test.run()
