/** Requests at each link that keep the streams true. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as O from 'fp-ts/lib/Option.js'
import {
  politeExcept,
  client,
  noted,
  peer,
  polite,
  refusing,
  said,
  silent,
  story,
  tags,
  type Manner,
} from '../support/peer.js'

const test = suite('resynchronisation')

const BACK = { backoff: { min: 100, max: 100 } }

const times = (heard: readonly { readonly at: number }[]): readonly number[] => heard.map(({ at }) => at)

test('channels are listed at each ready link, and once more a moment later', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport, BACK)
    noted(asterisk.device('2222'))
    at(1000, () => server.links[0]?.end())
    at(2000, () => {
      const back = server.links[1]?.openedAt ?? 0
      assert.equal(times(server.heard('Status')), [2, 253, back + 2, back + 253])
      void asterisk.close()
    })
  })
})

test('ten devices and the channels share one list', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport)
    for (const n of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) noted(asterisk.device(String(n)))
    noted(asterisk.channel$)
    at(2000, () => asterisk.close())
  })
  assert.is(server.heard('Status').length, 2)
})

test('who needs no channels asks for none', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport)
    noted(asterisk.userEvent('Door'))
    noted(asterisk.dtmf('2222'))
    at(2000, () => asterisk.close())
  })
  assert.equal(server.heard('Status'), [])
})

test('a list that is not answered is asked for again, and no device turns false by its lack', () => {
  let asked = 0
  const lazy: Manner = (action, link) => {
    asked += 1
    if (asked > 2) polite(action, link)
  }
  const server = peer(politeExcept({ Status: lazy }))
  story((at) => {
    const asterisk = client(server.transport, { timeout: 500 })
    const device = noted(asterisk.device('2222'))
    at(2400, () => assert.equal(device.log, []))
    at(10_000, () => {
      assert.equal(said(device), [false])
      void asterisk.close()
    })
  })
  assert.equal(times(server.heard('Status')).slice(0, 3), [2, 1502, 4002])
})

test('what is left of a list that came too late is no part of the next one', () => {
  let first = ''
  const late: Manner = (action, link) => {
    link.say('Response: Success', `ActionID: ${action.id}`, 'EventList: start')
    if (first === '') first = action.id
    else {
      link.say('Event: StatusComplete', `ActionID: ${first}`, 'EventList: Complete')
      link.say(
        'Event: Status',
        `ActionID: ${action.id}`,
        'Channel: PJSIP/2222-00000001',
        'Uniqueid: 1.1',
        'ChannelState: 6',
      )
      link.say('Event: StatusComplete', `ActionID: ${action.id}`, 'EventList: Complete')
    }
  }
  const server = peer(politeExcept({ Status: late }))
  story((at) => {
    const asterisk = client(server.transport, { timeout: 500 })
    const device = noted(asterisk.device('2222'))
    at(10_000, () => {
      assert.equal(said(device), [true])
      void asterisk.close()
    })
  })
})

test('a list that is refused is told once for all links, and not asked for twice on one', () => {
  const server = peer(politeExcept({ Status: refusing('Permission denied') }))
  story((at) => {
    const asterisk = client(server.transport, BACK)
    const faults = noted(asterisk.fault$)
    const device = noted(asterisk.device('2222'))
    at(5000, () => server.links[0]?.end())
    at(10_000, () => {
      assert.equal(said(faults), [
        {
          _tag: 'Refused',
          action: 'Status',
          message: 'Permission denied',
          needs: ['system', 'call', 'reporting'],
        },
      ])
      assert.is(server.heard('Status').length, 2)
      assert.equal(device.log, [])
      void asterisk.close()
    })
  })
})

test('a list that is refused for another reason than a right is asked for again', () => {
  let busy = true
  const server = peer(
    politeExcept({
      Status: (action, link) => {
        ;(busy ? refusing('Try again') : polite)(action, link)
        busy = false
      },
    }),
  )
  story((at) => {
    const asterisk = client(server.transport)
    const faults = noted(asterisk.fault$)
    const device = noted(asterisk.device('2222'))
    at(2000, () => {
      assert.equal(said(faults), [])
      assert.equal(times(server.heard('Status')), [2, 1003, 1254])
      assert.equal(said(device), [false])
      void asterisk.close()
    })
  })
})

const counting = (counts: () => readonly string[]): Manner =>
  politeExcept({
    MailboxCount: ({ id }, link) => {
      link.say('Response: Success', `ActionID: ${id}`, 'Message: Mailbox Message Count', ...counts())
    },
  })

const box = (fresh: number, old: number): readonly string[] => [
  'Mailbox: 2222@default',
  'UrgMessages: 0',
  `NewMessages: ${fresh}`,
  `OldMessages: ${old}`,
]

const counted = (old: number, fresh: number) => ({ old, new: fresh, urgent: O.some(0) })

test('a mailbox is counted at each ready link, and at each announcement', () => {
  let fresh = 1
  const server = peer(counting(() => box(fresh, 3)))
  story((at) => {
    const asterisk = client(server.transport, BACK)
    const mailbox = noted(asterisk.mailbox('2222'))
    at(1000, () => {
      fresh = 2
      server.links[0]?.say('Event: MessageWaiting', 'Mailbox: 2222@default', 'Waiting: 1', 'New: 2', 'Old: 3')
    })
    at(2000, () => {
      fresh = 0
      server.links[0]?.end()
    })
    at(4000, () => {
      assert.equal(said(mailbox), [counted(3, 1), counted(3, 2), counted(3, 0)])
      assert.is(server.heard('MailboxCount').length, 3)
      void asterisk.close()
    })
  })
})

test('an empty mailbox is counted once more after a second: an Asterisk that is still starting knows of no messages', () => {
  let fresh = 2
  const server = peer(counting(() => box(fresh, 3 * Math.sign(fresh))))
  story((at) => {
    const asterisk = client(server.transport, BACK)
    const mailbox = noted(asterisk.mailbox('2222'))
    at(1000, () => {
      fresh = 0
      server.links[0]?.end()
    })
    at(2000, () => (fresh = 4))
    at(4000, () => {
      assert.equal(said(mailbox), [counted(3, 2), counted(3, 4)])
      assert.is(server.heard('MailboxCount').length, 3)
      void asterisk.close()
    })
  })
})

test('many who watch one mailbox ask once', () => {
  const server = peer(counting(() => box(1, 0)))
  story((at) => {
    const asterisk = client(server.transport)
    const all = [1, 2, 3].map(() => noted(asterisk.mailbox('2222')))
    at(500, () => all.push(noted(asterisk.mailbox('2222', 'default'))))
    at(1000, () => {
      assert.is(server.heard('MailboxCount').length, 1)
      for (const each of all) assert.equal(said(each), [counted(0, 1)])
      void asterisk.close()
    })
  })
})

test('a mailbox that was left and is watched again is counted again', () => {
  const server = peer(counting(() => box(1, 0)))
  story((at) => {
    const asterisk = client(server.transport)
    noted(asterisk.event$)
    const first = noted(asterisk.mailbox('2222'))
    at(100, first.stop)
    at(200, () => noted(asterisk.mailbox('2222')))
    at(300, () => asterisk.close())
  })
  assert.equal(times(server.heard('MailboxCount')), [2, 200])
})

test('a count that is not answered is asked for again, the link lives', () => {
  const server = peer(politeExcept({ MailboxCount: silent }))
  story((at) => {
    const asterisk = client(server.transport, { timeout: 500 })
    const mailbox = noted(asterisk.mailbox('2222'))
    const status = noted(asterisk.status$)
    at(3000, () => {
      assert.equal(times(server.heard('MailboxCount')), [2, 1502])
      assert.equal(mailbox.log, [])
      assert.is(tags(status).at(-1), 'Ready')
      void asterisk.close()
    })
  })
})

test.run()
