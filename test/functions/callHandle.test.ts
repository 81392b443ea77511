/** The other leg of an answered call. */
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { noted } from '../support/peer.js'
import { emissions, handled, type Scene } from './handled.js'
import { accepting, channelIdOf, outcome, placing } from './placing.js'

const connected = (scene: Omit<Scene, 'use'>): unknown => emissions(scene, ({ connected$ }) => noted(connected$))[0]
const channelIn = (value: unknown): string => /"channel":"([^"]*)-\w+"/.exec(JSON.stringify(value))?.[1] ?? ''

const other = suite('connected$')

other('is the phone that answered, with its number and its name, and then ends', () => {
  const [leg, end] = emissions({ dest: '240' }, ({ connected$ }) => noted(connected$))
  assert.is(channelIn(leg), 'PJSIP/30')
  assert.match(JSON.stringify(leg), '"number":{"_tag":"Some","value":"30"},"name":{"_tag":"Some","value":"Door"}')
  assert.is(end, 'end')
})
other('is the phone behind Local channels', () => {
  assert.is(channelIn(connected({ dest: 'local' })), 'PJSIP/30')
})
other('is the phone of a ring group that answered', () => {
  assert.is(channelIn(connected({ dest: 'group' })), 'PJSIP/30')
})
other('is the second phone, where the first did not answer', () => {
  assert.is(channelIn(connected({ dest: 'hunt' })), 'PJSIP/30')
})
for (const [name, phone, dialStatus, reason] of [
  ['is busy', { _tag: 'Busy' }, 'BUSY', 'busy'],
  ['does not answer', { _tag: 'Rings' }, 'NOANSWER', 'noAnswer'],
] as const)
  other(`tells why when the phone ${name}`, () => {
    const outcomes = connected({ dest: '240', phones: { 'PJSIP/30': phone } })
    assert.match(JSON.stringify(outcomes), `"_tag":"NotAnswered","reason":{"_tag":"Some","value":"${reason}"}`)
    assert.match(JSON.stringify(outcomes), `"dialStatus":{"_tag":"Some","value":"${dialStatus}"}`)
  })
other('of an extension that dials nobody has no reason', () => {
  assert.equal(connected({ dest: 'echo' }), {
    _tag: 'NotAnswered',
    reason: O.none,
    dialStatus: O.none,
    cause: O.some(16),
  })
})
other('is known to who subscribes late, from a list', () => {
  assert.is(channelIn(connected({ dest: '240', later: 2000 })), 'PJSIP/30')
  assert.is(channelIn(connected({ dest: 'local', later: 2000 })), 'PJSIP/30')
})
other('is known when the phone answered during an outage', () => {
  const [leg] = emissions({ dest: '240' }, ({ connected$ }, at, pbx) => {
    at(200, () => {
      pbx.faults.drop()
    })
    return noted(connected$)
  })
  assert.is(channelIn(leg), 'PJSIP/30')
})
other('without the right to list is known from events', () => {
  assert.is(channelIn(connected({ dest: '240', username: 'narrow' })), 'PJSIP/30')
})
other('unsubscribed, asks for nothing', () => {
  const pbx = handled({ dest: '240', use: ({ connected$ }) => noted(connected$).stop() })
  assert.equal(
    pbx.actions().filter(({ action }) => action === 'Status'),
    [],
  )
})
other('is told too when DialEnd comes before OriginateResponse', () => {
  const legs: unknown[] = []
  placing({
    originate: (action, link) => {
      accepting(action, link)
      const uniqueid = channelIdOf(action.text)
      const about = ['Channel: PJSIP/200-00000001', `Uniqueid: ${uniqueid}`, 'DestChannel: PJSIP/30-00000002']
      link.say('Event: DialEnd', ...about, 'DestUniqueid: 7.7', 'DestCallerIDNum: 30', 'DialStatus: ANSWER')
      link.say(...outcome(action.id, 'Success', 'Channel: PJSIP/200-00000001', `Uniqueid: ${uniqueid}`))
    },
    through: (call$) => {
      call$.subscribe({
        next: ({ connected$ }) => {
          connected$.subscribe({ next: (leg) => legs.push(leg), error: assert.unreachable })
        },
        error: assert.unreachable,
      })
      return call$
    },
  })
  assert.equal(legs, [
    { _tag: 'Answered', channel: 'PJSIP/30-00000002', uniqueid: '7.7', number: O.some('30'), name: O.none },
  ])
})

other.run()
