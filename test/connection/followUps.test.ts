/** Follow-up questions on a link: asked once, at most once a second for a list, and dropped with the link. */
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  client,
  type Manner,
  noted,
  peer,
  type Peer,
  politeExcept,
  refusing,
  said,
  silent,
  statusOf,
  story,
} from '../support/peer.js'

const test = suite('follow-up questions')

const rooms =
  (...names: readonly string[]): Manner =>
  ({ id }, link) => {
    link.say('Response: Success', `ActionID: ${id}`, 'EventList: start', 'Message: Confbridge conferences will follow')
    for (const name of names) {
      link.say('Event: ConfbridgeListRooms', `ActionID: ${id}`, `Conference: ${name}`, 'Parties: 1', 'Locked: No')
    }
    link.say('Event: ConfbridgeListRoomsComplete', `ActionID: ${id}`, 'EventList: Complete', 'ListItems: 1')
  }

const users: Manner = ({ id, text }, link) => {
  const room = /Conference: (\w+)/.exec(text)?.[1] ?? ''
  link.say('Response: Success', `ActionID: ${id}`, 'EventList: start', 'Message: Confbridge user list will follow')
  link.say(
    'Event: ConfbridgeList',
    `ActionID: ${id}`,
    `Conference: ${room}`,
    'Admin: No',
    'Muted: No',
    'Talking: No',
    `Channel: PJSIP/${room}-00000001`,
    `Uniqueid: ${room}.1`,
  )
  link.say('Event: ConfbridgeListComplete', `ActionID: ${id}`, 'EventList: Complete', 'ListItems: 1')
}

const BACKOFF = { backoff: { min: 100, max: 100 } }

/** The rooms that were asked for, each with the time in milliseconds since the link opened. */
const asked = (server: Peer): readonly string[] =>
  server.links.flatMap(({ heard, openedAt }) =>
    heard.flatMap(({ action, text, at }) =>
      action === 'ConfbridgeList'
        ? [`${/Conference: (\w+)/.exec(text)?.[1] ?? ''} ${at - openedAt < 100 ? 'at once' : at - openedAt}`]
        : [],
    ),
  )

test('each room of the list is asked for once, one at a time, and a link is current when all are answered', () => {
  const server = peer(politeExcept({ ConfbridgeListRooms: rooms('100', '200'), ConfbridgeList: users }))
  story((at) => {
    const asterisk = client(server.transport)
    const [all, status] = [noted(asterisk.conference$), noted(asterisk.status$)]
    at(5000, () => {
      assert.equal(asked(server), ['100 at once', '200 at once'])
      assert.is(all.log.length, 1)
      assert.equal(
        statusOf(status, 'Ready').map(({ reading }) => reading),
        [['conferences'], []],
      )
      void asterisk.close()
    })
  })
})

test('a doubt is settled by a second list, a second after the first at the earliest', () => {
  const server = peer(politeExcept({ ConfbridgeListRooms: rooms('100'), ConfbridgeList: users }))
  story((at) => {
    const asterisk = client(server.transport)
    noted(asterisk.conference$)
    // the lists go on to show the user: the next list of rooms raises the doubt
    at(500, () => {
      const about = ['Conference: 100', 'Channel: PJSIP/100-00000001', 'Uniqueid: 100.1']
      server.links[0]?.say('Event: ConfbridgeLeave', ...about)
    })
    at(20_000, () => {
      const [, second = 0, third = 0] = server.heard('ConfbridgeList').map((heard) => heard.at)
      assert.is(server.heard('ConfbridgeList').length, 3)
      assert.is(Math.round(third - second), 1000)
      void asterisk.close()
    })
  })
})

test('many doubts about one list are one question a second', () => {
  const server = peer(
    politeExcept({
      PJSIPShowRegistrationsOutbound: ({ id }, link) => {
        link.say('Response: Success', `ActionID: ${id}`, 'EventList: start')
        link.say('Event: OutboundRegistrationDetailComplete', `ActionID: ${id}`, 'EventList: Complete', 'ListItems: 0')
      },
    }),
  )
  story((at) => {
    const asterisk = client(server.transport)
    noted(asterisk.registration('trunk1'))
    for (let ms = 50; ms < 3000; ms += 50) {
      at(ms, () =>
        server.links[0]?.say('Event: Registry', 'ChannelType: PJSIP', 'Username: a', 'Domain: b', 'Status: x'),
      )
    }
    at(3900, () => {
      const times = server.heard('PJSIPShowRegistrationsOutbound').map((heard) => heard.at)
      assert.is(times.length, 4)
      times.slice(1).forEach((time, index) => {
        assert.ok(time - (times[index] ?? 0) >= 1000, String(times))
      })
      void asterisk.close()
    })
  })
})

test('a follow-up that was under way when the link ended is asked anew on the next link', () => {
  let isSilent = true
  const server = peer(
    politeExcept({
      ConfbridgeListRooms: rooms('100'),
      ConfbridgeList: (action, link) => {
        ;(isSilent ? silent : users)(action, link)
      },
    }),
  )
  story((at) => {
    const asterisk = client(server.transport, BACKOFF)
    const room = noted(asterisk.conference('100'))
    at(1000, () => {
      assert.equal(said(room), [])
      isSilent = false
      server.links[0]?.end()
    })
    at(3000, () => {
      assert.equal(asked(server), ['100 at once', '100 at once'])
      assert.is(said(room).length, 1)
      void asterisk.close()
    })
  })
})

test('a room that is gone on the next link is not asked for there', () => {
  let names: readonly string[] = ['100', '200']
  const server = peer(
    politeExcept({
      ConfbridgeListRooms: (action, link) => {
        rooms(...names)(action, link)
      },
      ConfbridgeList: users,
    }),
  )
  story((at) => {
    const asterisk = client(server.transport, BACKOFF)
    const [gone, all] = [noted(asterisk.conference('100')), noted(asterisk.conference$)]
    at(1000, () => {
      names = ['200']
      server.links[0]?.end()
    })
    at(3000, () => {
      assert.equal(asked(server), ['100 at once', '200 at once', '200 at once'])
      assert.equal(said(gone).at(-1), O.none)
      const rest = all.log.at(-1)?.[1]
      assert.equal(rest instanceof Map && [...rest.keys()], ['200'])
      void asterisk.close()
    })
  })
})

test('the list of rooms is read every 15 seconds while a conference is watched, and no longer', () => {
  const server = peer(politeExcept({ ConfbridgeListRooms: rooms('100'), ConfbridgeList: users }))
  story((at) => {
    const asterisk = client(server.transport)
    const room = noted(asterisk.conference('100'))
    at(50_000, () => {
      const count = server.heard('ConfbridgeListRooms').length
      assert.ok(count === 3 || count === 4, String(count))
      assert.is(server.heard('ConfbridgeList').length, 1)
      room.stop()
    })
    at(100_000, () => {
      const count = server.heard('ConfbridgeListRooms').length
      assert.ok(count === 3 || count === 4, String(count))
      void asterisk.close()
    })
  })
})

test('a refused list is one failure that names the class, and the model works from events', () => {
  const server = peer(
    politeExcept({ ConfbridgeListRooms: refusing('Permission denied'), ListCommands: refusing('Permission denied') }),
  )
  story((at) => {
    const asterisk = client(server.transport, BACKOFF)
    const [faults, room] = [noted(asterisk.fault$), noted(asterisk.conference('100'))]
    noted(asterisk.conference$)
    at(500, () => server.links[0]?.end())
    at(1500, () => {
      server.links[1]?.say('Event: ConfbridgeStart', 'Conference: 100', 'BridgeUniqueid: b1')
    })
    at(3000, () => {
      assert.equal(said(faults), [
        { _tag: 'Refused', action: 'ConfbridgeListRooms', message: 'Permission denied', needs: ['reporting'] },
      ])
      assert.is(said(room).length, 1)
      void asterisk.close()
    })
  })
})

test.run()
