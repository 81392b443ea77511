import { take } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Asterisk, custom } from '../../src/index.js'
import { politeExcept, client, noted, peer, said, story, tags } from '../support/peer.js'

const test = suite('lists')

test('items of a list come one by one, and each one is patience', () => {
  const server = peer(
    politeExcept({
      QueueStatus: ({ id }, link) => {
        link.say('Response: Success', `ActionID: ${id}`, 'EventList: start')
      },
    }),
  )
  story((at) => {
    const asterisk = client(server.transport, { timeout: 1000 })
    const items = noted(asterisk.list({ Action: 'QueueStatus' }))
    const tell = (...lines: readonly string[]): void => {
      server.links[0]?.say(...lines, `ActionID: ${server.heard('QueueStatus')[0]?.id ?? ''}`)
    }
    at(900, () => tell('Event: QueueParams'))
    at(1800, () => tell('Event: QueueMember'))
    at(2700, () => tell('Event: QueueStatusComplete', 'EventList: Complete'))
    at(2800, () => {
      assert.equal(
        items.log.map(([when]) => when),
        [900, 1800, 2700],
      )
      assert.is(said(items).at(-1), 'end')
      void asterisk.close()
    })
  })
})

/** A server whose list of queues has one item, and no end. */
const unfinished = () =>
  peer(
    politeExcept({
      QueueStatus: ({ id }, link) => {
        link.say('Response: Success', `ActionID: ${id}`, 'EventList: start')
        link.say('Event: QueueParams', `ActionID: ${id}`)
      },
    }),
  )

test('items of a list that was left between two items are no events', () => {
  const server = unfinished()
  story((at) => {
    const asterisk = client(server.transport)
    const events = noted(asterisk.event$)
    const items = noted(asterisk.list({ Action: 'QueueStatus' }))
    at(200, () => {
      assert.is(items.log.length, 1)
      items.stop()
      server.links[0]?.say('Event: QueueMember', `ActionID: ${server.heard('QueueStatus')[0]?.id ?? ''}`)
    })
    at(300, () => {
      assert.equal(events.log, [])
      void asterisk.close()
    })
  })
})

/** A server whose list of queues is whole at once. */
const listing = () =>
  peer(
    politeExcept({
      QueueStatus: ({ id }, link) => {
        link.say('Response: Success', `ActionID: ${id}`, 'EventList: start', 'Message: Queue status will follow')
        for (const name of ['QueueParams', 'QueueMember']) link.say(`Event: ${name}`, `ActionID: ${id}`)
        link.say('Event: QueueStatusComplete', 'EventList: Complete', `ActionID: ${id}`)
      },
    }),
  )

for (const [what, ask] of [
  ['that was left at an item', (asterisk: Asterisk) => asterisk.list({ Action: 'QueueStatus' }).pipe(take(1))],
  ['of which only the response was asked', (asterisk: Asterisk) => asterisk.send(custom({ Action: 'QueueStatus' }))],
] as const) {
  test(`items of a list ${what} are no events`, () => {
    const server = listing()
    story((at) => {
      const asterisk = client(server.transport)
      const events = noted(asterisk.event$)
      at(100, () => noted(ask(asterisk)))
      at(200, () => {
        assert.is(server.heard('QueueStatus').length, 1)
        assert.equal(events.log, [])
        void asterisk.close()
      })
    })
  })
}

test('a list cut short by silence gives its items, then the error', () => {
  const server = unfinished()
  story((at) => {
    const asterisk = client(server.transport, { timeout: 1000 })
    const items = noted(asterisk.list({ Action: 'QueueStatus' }))
    at(1500, () => {
      assert.is(items.log.length, 2)
      assert.equal(tags(items), ['TimedOut'])
      void asterisk.close()
    })
  })
})

for (const [what, lines, end] of [
  ['cancelled', ['EventList: cancelled'], 'Refused'],
  ['complete', ['EventList: Complete'], 'end'],
] as const) {
  test(`a list that is ${what} ends so`, () => {
    const server = peer(
      politeExcept({
        QueueStatus: ({ id }, link) => {
          link.say('Response: Success', `ActionID: ${id}`, 'EventList: start')
          link.say('Event: QueueStatusComplete', `ActionID: ${id}`, ...lines)
        },
      }),
    )
    story((at) => {
      const asterisk = client(server.transport)
      const items = noted(asterisk.list({ Action: 'QueueStatus' }))
      at(100, () => {
        assert.equal(end === 'end' ? said(items) : tags(items), [end])
        void asterisk.close()
      })
    })
  })
}

test('a UserEvent that carries our ActionID is no item of our list, and does not end it', () => {
  const server = peer(
    politeExcept({
      QueueStatus: ({ id }, link) => {
        link.say('Response: Success', `ActionID: ${id}`, 'EventList: start')
        link.say('Event: UserEvent', 'UserEvent: x', `ActionID: ${id}`, 'EventList: Complete')
        link.say('Event: UserEvent', 'UserEvent: x', `ActionID: ${id}`)
      },
    }),
  )
  story((at) => {
    const asterisk = client(server.transport)
    const items = noted(asterisk.list({ Action: 'QueueStatus' }))
    at(200, () => {
      assert.equal(items.log, [])
      void asterisk.close()
    })
  })
})

test.run()
