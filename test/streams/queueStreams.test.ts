/** The streams of queues on a link: when Asterisk is asked for what, and the truth after an outage. */
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Frame, type Queue, type QueueCallChange } from '../../src/index.js'
import { client, noted, type Peer, refusing, said, statusOf, story } from '../support/peer.js'
import { asked, asteriskWith, type Queues } from '../support/queueServer.js'
import { said as way } from '../support/queueView.js'
import { abandons, joins, leaves, ofChannel } from '../support/queueWire.js'

const ANNA = 'PJSIP/2222'

const tell = (server: Peer, each: Frame): void => {
  server.links.at(-1)?.raw(`${each.text}\r\n\r\n`)
}

const TWO: Queues = { support: { members: { [ANNA]: {} } }, sales: { callers: ['1.1'] } }

const callersOf = (value: unknown): readonly string[] | 'none' => {
  const queue = value as O.Option<Queue>
  return O.isSome(queue) ? queue.value.callers.map(({ uniqueid }) => uniqueid) : 'none'
}

const test = suite('queue streams')

test('one queue is asked for by its name, at once and each minute, and not after the last subscriber', () => {
  const server = asteriskWith(() => TWO)
  story((at) => {
    const asterisk = client(server.transport)
    const told = noted(asterisk.queue('sales'))
    at(100, () => {
      assert.equal(asked(server), ['sales'])
      assert.equal(said(told).map(callersOf), [['1.1']])
    })
    at(67_000, () => assert.equal(asked(server), ['sales', 'sales']))
    at(68_000, () => {
      told.stop()
    })
    at(400_000, () => {
      assert.equal(asked(server), ['sales', 'sales'])
      assert.is(server.heard('QueueSummary').length, 0)
      void asterisk.close()
    })
  })
})

test('a queue and its callers are answered by one list', () => {
  const server = asteriskWith(() => TWO)
  story((at) => {
    const asterisk = client(server.transport)
    noted(asterisk.queue('sales'))
    const calls = noted(asterisk.queueCall('sales'))
    at(100, () => {
      assert.equal(asked(server), ['sales'])
      assert.equal(
        said(calls).map((change) => way(change as QueueCallChange)),
        ['1.1 Joined'],
      )
      void asterisk.close()
    })
  })
})

test('more than 20 queues are asked for at once', () => {
  const server = asteriskWith(() => TWO)
  story((at) => {
    const asterisk = client(server.transport)
    const told = Array.from({ length: 21 }, (_, index) => noted(asterisk.queue(index === 0 ? 'sales' : `q${index}`)))
    at(1000, () => {
      assert.equal(asked(server), ['*'])
      assert.equal(
        told.slice(0, 2).map((each) => said(each).map(callersOf)),
        [[['1.1']], ['none']],
      )
      assert.is(server.heard('QueueSummary').length, 1)
      void asterisk.close()
    })
  })
})

test('all queues: the list once, the short one each minute, and only the queues that differ in between', () => {
  let queues = TWO
  const server = asteriskWith(() => queues)
  story((at) => {
    const asterisk = client(server.transport)
    const sizes: number[] = []
    asterisk.queue$.subscribe((all) => sizes.push([...all.values()].flatMap(({ callers }) => callers).length))
    at(70_000, () => {
      assert.equal(asked(server), ['*'])
      assert.ok(server.heard('QueueSummary').length >= 2)
      // a realtime member left without an event, and a caller is there that nobody told of
      queues = { support: { members: { [ANNA]: { status: 5 } } }, sales: { callers: ['1.1'] } }
    })
    at(140_000, () => assert.equal(asked(server), ['*', 'support']))
    at(800_000, () => {
      assert.is(asked(server).filter((name) => name === '*').length, 1)
    })
    at(1_000_000, () => {
      assert.is(asked(server).filter((name) => name === '*').length, 2)
      assert.equal(sizes.at(-1), 1)
      void asterisk.close()
    })
  })
})

test('a queue that Asterisk does not have is none; it is asked for again when a caller joins it', () => {
  let queues = TWO
  const server = asteriskWith(() => queues)
  story((at) => {
    const asterisk = client(server.transport)
    const told = noted(asterisk.queue('new'))
    at(2000, () => {
      queues = { ...TWO, new: { callers: ['7.1'] } }
      tell(server, joins('new', '7.1', 1, 1))
    })
    at(3000, () => {
      assert.equal(said(told).map(callersOf), ['none', ['7.1']])
      void asterisk.close()
    })
  })
})

test('a reload of the queues asks for what is watched; a reload of another module does not', () => {
  const server = asteriskWith(() => TWO)
  story((at) => {
    const asterisk = client(server.transport)
    noted(asterisk.queue('sales'))
    noted(asterisk.queue('support'))
    at(2000, () => server.links[0]?.say('Event: Reload', 'Module: res_pjsip.so', 'Status: 0'))
    at(3000, () => {
      assert.is(asked(server).length, 2)
      server.links[0]?.say('Event: Reload', 'Module: app_queue.so', 'Status: 0')
    })
    at(4000, () => {
      assert.equal([...asked(server)].sort(), ['sales', 'sales', 'support', 'support'])
      void asterisk.close()
    })
  })
})

test('a Count that differs asks for that queue, once a second at most', () => {
  const server = asteriskWith(() => TWO)
  story((at) => {
    const asterisk = client(server.transport)
    noted(asterisk.queue('sales'))
    for (let index = 0; index < 20; index += 1) {
      at(5000 + index * 20, () => {
        tell(server, joins('sales', `2.${index}`, 2, 9))
      })
    }
    at(6500, () => {
      // at once, and a second later for the rest
      assert.equal(asked(server), ['sales', 'sales', 'sales'])
      void asterisk.close()
    })
  })
})

test('the last value stays during an outage, the list is asked for at once after it, and the gap names the outcomes', () => {
  let queues = TWO
  const server = asteriskWith(() => queues)
  story((at) => {
    const asterisk = client(server.transport, { backoff: { min: 500, max: 500 } })
    const told = noted(asterisk.queue('sales'))
    const calls = noted(asterisk.queueCall('sales'))
    const status = noted(asterisk.status$)
    at(1000, () => {
      queues = { sales: { callers: ['3.1', '3.2'] } }
      server.links[0]?.fail('cable')
    })
    at(1010, () => assert.equal(said(told).map(callersOf), [['1.1']]))
    at(2500, () => {
      assert.equal(said(told).map(callersOf), [['1.1'], ['3.1', '3.2']])
      const [ready] = statusOf(status, 'Ready').slice(-1)
      const gap = ready === undefined ? O.none : ready.gap
      assert.ok(
        O.isSome(gap) && gap.value.resynchronised.includes('queues') && gap.value.unknown.includes('queueOutcomes'),
      )
      const opened = server.links[1]?.openedAt ?? 0
      const [when] = told.log.at(-1) ?? [0]
      assert.ok(when - opened < 300, `${when - opened} ms after the link`)
      assert.equal(
        said(calls).map((change) => way(change as QueueCallChange)),
        ['1.1 Joined', '1.1 Left unknown?', '3.1 Joined', '3.2 Joined'],
      )
      void asterisk.close()
    })
  })
})

test('a map of all queues that nobody kept up to date is not shown: the list comes first', () => {
  let queues = TWO
  const server = asteriskWith(() => queues)
  story((at) => {
    const asterisk = client(server.transport, { backoff: { min: 500, max: 500 } })
    noted(asterisk.queue('sales'))
    const first = noted(asterisk.queue$)
    at(1000, () => {
      first.stop()
      queues = { sales: {} }
      server.links[0]?.end()
    })
    at(3000, () => {
      const names: (readonly string[])[] = []
      asterisk.queue$.subscribe((all) => names.push([...all.keys()]))
      assert.equal(names, [])
      at(1000, () => {
        assert.equal(names, [['sales']])
        void asterisk.close()
      })
    })
  })
})

test('a login that may not list queues knows none, and one fault says so', () => {
  const server = asteriskWith(() => TWO, { QueueStatus: refusing('Permission denied') })
  story((at) => {
    const asterisk = client(server.transport)
    const [one, all, calls] = [
      noted(asterisk.queue('sales')),
      noted(asterisk.queue$),
      noted(asterisk.queueCall('sales')),
    ]
    const faults = noted(asterisk.fault$)
    at(1000, () => {
      tell(server, joins('sales', '1.1', 1, 1))
      assert.equal([said(one), said(all), said(calls)], [[], [], []])
      assert.is(said(faults).length, 1)
      void asterisk.close()
    })
  })
})

test('an outcome that no event shows is told with the next events of the queue', () => {
  const server = asteriskWith(() => TWO)
  story((at) => {
    const asterisk = client(server.transport)
    const calls = noted(asterisk.queueCall('sales'))
    at(1000, () => {
      for (const each of [
        ofChannel('Newstate', '2.1'),
        joins('sales', '2.1', 2, 2),
        abandons('sales', '2.1'),
        leaves('sales', '2.1', 2, 1),
      ]) {
        tell(server, each)
      }
    })
    at(5000, () => {
      tell(server, joins('sales', '2.2', 2, 2))
    })
    at(5500, () => {
      assert.equal(
        said(calls)
          .map((change) => way(change as QueueCallChange))
          .slice(2),
        ['2.1 Left timedOut?', '2.2 Joined'],
      )
      void asterisk.close()
    })
  })
})

test.run()
