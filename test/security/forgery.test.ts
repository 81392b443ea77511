/** Other sessions and callers can make Asterisk say almost anything; none of it may settle an action of ours. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import * as O from 'fp-ts/lib/Option.js'
import { simulate } from '../../src/testing/index.js'
import { politeExcept, client, noted, peer, said, silent, story, tags } from '../support/peer.js'

const test = suite('forged answers')

const LIST = { QueueStatus: silent, DBGet: silent, DBPut: silent, Originate: silent } as const

/** The id of the newest action of that name that a server heard. */
const idOf = (server: ReturnType<typeof peer>, action: string): string => server.heard(action).at(-1)?.id ?? 'none'

test('a UserEvent that knows the ActionID of a list gives it no item and no end', () => {
  const server = peer(politeExcept(LIST))
  story((at) => {
    const asterisk = client(server.transport, { timeout: 500 })
    const read = noted(asterisk.dbRead('dnd/office'))
    const list = noted(asterisk.list({ Action: 'QueueStatus' }))
    at(100, () => {
      for (const action of ['DBGet', 'QueueStatus']) {
        const id = `ActionID: ${idOf(server, action)}`
        server.links[0]?.say('Response: Success', id, 'EventList: start')
        server.links[0]?.say('Event: UserEvent', 'UserEvent: x', id, 'Val: forged')
        server.links[0]?.say('Event: UserEvent', 'UserEvent: x', id, 'EventList: Complete')
        server.links[0]?.say('Event: OriginateResponse', id, 'Response: Success', 'Val: forged', 'EventList: Complete')
      }
    })
    at(200, () => assert.equal([...read.log, ...list.log], []))
    at(2000, () => {
      assert.equal([...tags(read), ...tags(list)], ['TimedOut', 'TimedOut'])
      void asterisk.close()
    })
  })
})

test('a UserEvent that knows the ActionID of a call, and says Response: Success, is no OriginateResponse', () => {
  const server = peer(politeExcept(LIST))
  story((at) => {
    const asterisk = client(server.transport)
    const call = noted(asterisk.call('PJSIP/200', '100', 'internal'))
    at(100, () => {
      const id = `ActionID: ${idOf(server, 'Originate')}`
      server.links[0]?.say('Response: Success', id, 'Message: Originate successfully queued')
      server.links[0]?.say('Event: UserEvent', 'UserEvent: OriginateResponse', id, 'Response: Success')
    })
    at(200, () => {
      assert.equal(call.log, [])
      void asterisk.close()
    })
  })
})

test('the ActionIDs that Asterisk tells everybody, of UserEvents and calls, give away no other and no next one', () => {
  const server = peer(politeExcept(LIST))
  story((at) => {
    const asterisk = client(server.transport)
    noted(asterisk.channel$)
    for (const name of ['One', 'Two']) noted(asterisk.sendUserEvent(name))
    for (const source of ['PJSIP/200', 'PJSIP/30']) noted(asterisk.call(source, '100', 'internal'))
    noted(asterisk.dbRead('dnd/office'))
    at(100, () => {
      const told = [...server.heard('UserEvent'), ...server.heard('Originate')].map(({ id }) => id)
      const secret = server.links.flatMap(({ heard }) => heard.map(({ id }) => id)).filter((id) => !told.includes(id))
      assert.is(told.length, 4)
      assert.ok(secret.length >= 4)
      const [prefix = ''] = secret[0]?.split('-') ?? []
      assert.ok(secret.every((id) => id.startsWith(`${prefix}-`)))
      assert.ok(told.every((id) => !id.includes(prefix)))
      const parts = told.map((id) => id.split('-')[1] ?? '')
      parts.forEach((part) => assert.match(part, /^[0-9a-f]{16}$/))
      assert.is(new Set(parts).size, 4)
      assert.ok(told.every((id) => Buffer.byteLength(id) <= 64))
      void asterisk.close()
    })
  })
})

test('a late answer to a UserEvent or a call is no fault either', () => {
  const server = peer(politeExcept({ ...LIST, UserEvent: silent }))
  story((at) => {
    const asterisk = client(server.transport, { timeout: 100 })
    const faults = noted(asterisk.fault$)
    noted(asterisk.event$)
    const sent = noted(asterisk.sendUserEvent('Late'))
    at(200, () => {
      assert.equal(tags(sent), ['TimedOut'])
      server.links[0]?.say('Response: Success', `ActionID: ${idOf(server, 'UserEvent')}`, 'Message: Event Sent')
    })
    at(300, () => {
      assert.equal(faults.log, [])
      void asterisk.close()
    })
  })
})

test('a UserEvent whose ActionID is that of a login or a list of channels begins no link and no list', () => {
  const server = peer()
  story((at) => {
    const asterisk = client(server.transport)
    const busy = noted(asterisk.device('2222'))
    const lines = ['Channel: PJSIP/2222-00000001', 'Uniqueid: 1.1', 'ChannelState: 6']
    at(1000, () => {
      const snapshot = idOf(server, 'Status')
      for (const id of [snapshot, 'mine-1-login', 'mine-2-snapshot', idOf(server, 'Login')]) {
        const say = (...more: readonly string[]): void =>
          server.links[0]?.say('Event: UserEvent', 'UserEvent: x', `ActionID: ${id}`, ...more)
        say('Response: Success', 'EventList: start')
        say(...lines)
        say('EventList: Complete')
      }
    })
    at(2000, () => {
      assert.equal(said(busy), [false])
      void asterisk.close()
    })
  })
})

test('another login of the same Asterisk, which hears our UserEvents, cannot forge what we read', () => {
  story((at) => {
    const users = { admin: { secret: 'hunter2', read: 'all', write: 'all' } }
    const pbx = simulate({ users, database: { 'door/open': '0' } })
    const [victim, attacker] = [client(pbx.transport), client(pbx.transport)]
    const ids: string[] = []
    attacker.userEvent('Hello').subscribe(({ frame }) => void ids.push(frame.get('ActionID') ?? ''))
    noted(victim.event$)
    at(100, () => noted(victim.sendUserEvent('Hello')))
    at(200, () => {
      const [prefix = ''] = ids[0]?.split('-') ?? []
      pbx.faults.mute('DBGet')
      const read = noted(victim.dbRead('door/open'))
      for (let n = 0; n < 50; n += 1) {
        // what another session may send by `write=user`; its own ActionID comes first, and ours is all that it can guess
        pbx.send('Event: UserEvent', 'Privilege: user,all', 'UserEvent: x', `ActionID: ${prefix}-${n}`, 'Val: 1')
        pbx.send('Event: UserEvent', 'UserEvent: x', `ActionID: ${prefix}-${n}`, 'EventList: Complete')
      }
      at(1000, () => {
        assert.equal(read.log, [])
        pbx.faults.mute()
        const again = noted(victim.dbRead('door/open'))
        at(100, () => assert.equal(said(again), [O.some('0'), 'end']))
      })
    })
    at(5000, () => {
      void victim.close()
      void attacker.close()
    })
  })
})

test.run()
