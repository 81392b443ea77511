/** Answers that no form foresees: nothing that belongs to an action of ours vanishes. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { custom } from '../../src/index.js'
import { client, noted, peer, politeExcept, said, story, type Manner, tags } from '../support/peer.js'

const test = suite('answers that no form foresees')

/** A success that promises one event, and the event (`res_fax.c`). */
const fax: Manner = ({ id }, link) => {
  link.say('Response: Success', `ActionID: ${id}`, 'Message: FAXStats event will follow')
  link.say('Event: FAXStats', `ActionID: ${id}`, 'CompletedFAXes: 7')
}

for (const [what, busy] of [
  ['while nothing else is pending', false],
  ['while another action is pending', true],
] as const) {
  for (const [how, list] of [
    ['send', false],
    ['list', true],
  ] as const) {
    test(`an event that a response promised reaches event$ and event(), asked by ${how} ${what}`, () => {
      const server = peer(politeExcept({ FAXStats: fax, Never: () => undefined }))
      story((at) => {
        const asterisk = client(server.transport)
        const [every, named, faults] = [
          noted(asterisk.event$),
          noted(asterisk.event('FAXStats')),
          noted(asterisk.fault$),
        ]
        at(50, () => {
          if (busy) noted(asterisk.send(custom({ Action: 'Never' })))
          noted(list ? asterisk.list(custom({ Action: 'FAXStats' })) : asterisk.send({ Action: 'FAXStats' }))
        })
        at(100, () => {
          assert.equal([every.log.length, named.log.length, faults.log.length], [1, 1, 0])
          void asterisk.close()
        })
      })
    })
  }
}

test('an unsubscribed action leaves nothing to event$', () => {
  const server = peer(
    politeExcept({
      FAXStats: ({ id }, link) => {
        link.say('Response: Success', `ActionID: ${id}`, 'Message: FAXStats event will follow')
        link.say('Event: FAXStats', `ActionID: ${id}`)
      },
    }),
  )
  story((at) => {
    const asterisk = client(server.transport)
    const every = noted(asterisk.event$)
    at(50, () => {
      noted(asterisk.send({ Action: 'FAXStats' })).stop()
    })
    at(100, () => {
      assert.equal(every.log, [])
      void asterisk.close()
    })
  })
})

/** A list of one item, whose end has no ActionID (chan_sccp). */
const sccp: Manner = ({ id }, link) => {
  link.say('Response: Success', `ActionID: ${id}`, 'EventList: start')
  link.say('Event: DeviceEntry', `ActionID: ${id}`, 'ObjectId: SEP001122334455')
  link.say('Event: SCCPListDevicesComplete', 'EventList: Complete', 'ListItems: 1')
}

test('an end without an ActionID ends the only open list', () => {
  const server = peer(politeExcept({ SCCPListDevices: sccp }))
  story((at) => {
    const asterisk = client(server.transport, { timeout: 500 })
    const items = noted(asterisk.list(custom({ Action: 'SCCPListDevices' })))
    at(100, () => {
      assert.is(items.log.length, 2)
      assert.is(said(items).at(-1), 'end')
      void asterisk.close()
    })
  })
})

test('an end without an ActionID ends none of two open lists', () => {
  const open: Manner = ({ id }, link) => {
    link.say('Response: Success', `ActionID: ${id}`, 'EventList: start')
  }
  const server = peer(politeExcept({ SCCPListDevices: sccp, QueueStatus: open }))
  story((at) => {
    const asterisk = client(server.transport, { timeout: 500 })
    const first = noted(asterisk.list({ Action: 'QueueStatus' }))
    const second = noted(asterisk.list(custom({ Action: 'SCCPListDevices' })))
    at(1000, () => {
      assert.equal([tags(first), tags(second)], [['TimedOut'], ['TimedOut']])
      void asterisk.close()
    })
  })
})

test('the end of a list without an ActionID is nothing while no list is open', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport)
    const [every, faults] = [noted(asterisk.event$), noted(asterisk.fault$)]
    at(50, () => server.links[0]?.say('Event: SCCPListDevicesComplete', 'EventList: Complete'))
    at(100, () => {
      assert.equal([every.log.length, faults.log], [1, []])
      void asterisk.close()
    })
  })
})

test.run()
