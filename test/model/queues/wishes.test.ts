/** Wishes and bug reports of users of other libraries: the rows W1 to W10, W19 and W20 that concern queues. */
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { agent, joins, leaves, memberEvent, ofChannel, queueList } from '../../support/queueWire.js'
import { queueFrames } from '../../support/queueRecordings.js'
import { playing, watching } from '../../support/queueView.js'
import { login } from '../../support/wire.js'

const ANNA = 'PJSIP/2222'
const LEG = ['PJSIP/2222-00000014', '5.1'] as const
const MEMBERS = { [ANNA]: { name: 'Anna' }, 'Local/301@members/n': { name: 'Bob', stateInterface: 'PJSIP/301' } }

/** A watched queue with two members and nobody who waits. */
const started = (queue = 'support', of = {}) => {
  const view = watching(queue)
  view.play([login(), ...queueList(`queue-${queue}`, { [queue]: { members: MEMBERS, ...of } })])
  return view
}

const wish = suite('wishes about queues')

wish('W1: right after a restart of Asterisk, whatever was missed', () => {
  const view = started()
  view.play([joins('support', '1.1', 1, 1), joins('support', '1.2', 2, 2)])
  view.play([agent('AgentCalled', 'support', '1.1', ANNA, LEG), login('ry')])
  assert.equal(view.callers(), ['1.1', '1.2'], 'the last value stays while the list is on its way')
  view.play(queueList('queue-support', { support: { members: MEMBERS, callers: ['9.9'], completed: 0 } }, 'ry'))
  assert.equal(view.callers(), ['9.9'])
  assert.not.ok(view.member(ANNA).ringing)
  assert.equal(view.said(), [
    '1.1 Joined',
    '1.2 Joined',
    `1.1 Ringing ${ANNA}`,
    '1.1 Left unknown?',
    '1.2 Left unknown?',
    '9.9 Joined',
  ])
})

wish('W1: a queue that is gone after a restart is none, and no caller of it is left', () => {
  const view = started()
  view.play([joins('support', '1.1', 1, 1), login('ry'), ...queueList('queue-support', {}, 'ry')])
  assert.equal(view.values.at(-1), O.none)
  assert.is(view.said().at(-1), '1.1 Left unknown?')
})

wish('W2: counters move by events, and averages by lists', () => {
  const view = started('support', { completed: 3, abandoned: 1, holdTime: 7 })
  view.play([
    agent('AgentConnect', 'support', '1.1', ANNA, LEG),
    agent('AgentComplete', 'support', '1.1', ANNA, LEG, 'TalkTime: 5', 'Reason: caller'),
  ])
  assert.equal([view.now().completed, view.now().abandoned, view.now().holdTime], [4, 1, 7000])
  view.play(queueList('queue-support', { support: { members: MEMBERS, completed: 4, abandoned: 2, holdTime: 9 } }))
  assert.equal([view.now().completed, view.now().abandoned, view.now().holdTime], [4, 2, 9000])
})

wish('W2: a call that a list counted before its AgentComplete came is counted once', () => {
  const view = started()
  const end = agent('AgentComplete', 'support', '1.1', ANNA, LEG)
  view.play([agent('AgentConnect', 'support', '1.1', ANNA, LEG)])
  view.play([...queueList('queue-support', { support: { members: MEMBERS, completed: 1 } }), end])
  assert.is(view.now().completed, 1)
  view.play([agent('AgentConnect', 'support', '1.2', ANNA, LEG), end])
  assert.is(view.now().completed, 2)
})

wish('W3: a caller whose Join comes during or after the list that has it is one caller', () => {
  const view = watching('support')
  const list = queueList('queue-support', { support: { callers: ['1.1', '1.2'] } })
  view.play([login(), ...list.slice(0, 2), joins('support', '1.1', 1, 1), ...list.slice(2)])
  view.play([joins('support', '1.2', 2, 2)])
  assert.equal(view.callers(), ['1.1', '1.2'])
  assert.equal(view.said(), ['1.1 Joined', '1.2 Joined'])
  view.play([leaves('support', '1.1', 1, 1), leaves('support', '1.2', 1, 0)])
  assert.equal(view.callers(), [])
})

wish('W3: a caller whose Leave came does not return with an older list, and may join again', () => {
  const view = started()
  view.play([joins('support', '1.1', 1, 1), leaves('support', '1.1', 1, 0)])
  view.play(queueList('queue-support', { support: { members: MEMBERS, callers: ['1.1'] } }))
  assert.equal(view.callers(), [])
  view.play([joins('support', '1.1', 1, 1)])
  assert.equal(view.callers(), ['1.1'])
})

wish('W4: a phone in two queues is in a call of the one that called it', () => {
  const { queue, play } = playing()
  const inCall: Record<string, boolean> = {}
  for (const name of ['support', 'sales']) {
    queue(name).subscribe((value) => {
      inCall[name] = O.isSome(value) && value.value.members.some((member) => member.inCall)
    })
  }
  const one = { members: { [ANNA]: {} } }
  play([login(), ...queueList('queues', { support: one, sales: one })])
  play([agent('AgentConnect', 'support', '1.1', ANNA, LEG)])
  // the phone is in use for both queues, and an InCall that is older or newer than AgentConnect says nothing
  play(['support', 'sales'].map((name) => memberEvent('QueueMemberStatus', name, ANNA, { status: 2, inCall: 0 })))
  assert.equal(inCall, { support: true, sales: false })
  play([memberEvent('QueueMemberStatus', 'support', ANNA, { status: 1, callsTaken: 1 })])
  assert.equal(inCall, { support: false, sales: false })
})

wish('W5: a pause has its reason and its time, and there is none after it', () => {
  const view = started()
  const paused = { paused: 1, reason: 'lunch, long', lastPause: 1795905872 } as const
  view.play([memberEvent('QueueMemberPause', 'support', ANNA, paused)])
  assert.equal(view.member(ANNA).paused, O.some({ reason: O.some('lunch, long'), since: O.some(1795905872000) }))
  view.play([memberEvent('QueueMemberPause', 'support', ANNA, { lastPause: 1795905872 })])
  assert.equal(view.member(ANNA).paused, O.none)
  view.play([memberEvent('QueueMemberAdded', 'support', 'PJSIP/402', { paused: 1, membership: 'dynamic' })])
  assert.equal(view.member('PJSIP/402').paused, O.some({ reason: O.none, since: O.none }))
  assert.ok(view.member('PJSIP/402').dynamic)
})

wish('W6: 10,000 events of members ask for no list', () => {
  const view = started()
  const before = view.values.length
  const names = ['QueueMemberStatus', 'QueueMemberPause', 'QueueMemberPenalty', 'QueueMemberRinginuse']
  for (let index = 0; index < 10_000; index += 1) {
    view.play([memberEvent(names[index % 4] ?? '', 'support', ANNA, { status: index % 9, penalty: index % 3 })])
  }
  assert.equal(view.asked, [])
  assert.ok(view.values.length > before)
})

wish('W6: an event that changes nothing emits nothing', () => {
  const view = started()
  view.play([memberEvent('QueueMemberStatus', 'support', ANNA, { name: 'Anna' })])
  const before = view.values.length
  view.play([memberEvent('QueueMemberStatus', 'support', ANNA, { name: 'Anna' })])
  view.play(queueList('queue-support', { support: { members: { ...MEMBERS, [ANNA]: { name: 'Anna' } } } }))
  assert.is(view.values.length, before)
})

wish('W8: after a change of priorities, which no event tells, the next Leave asks for the order', () => {
  const view = started()
  view.play([joins('support', '1.1', 1, 1), joins('support', '1.2', 2, 2), joins('support', '1.3', 3, 3)])
  assert.equal(view.asked, [])
  // the third one was moved to the front, so the first one leaves at position 2
  view.play([leaves('support', '1.1', 2, 2)])
  assert.equal(view.asked, ['queues queue support'])
  const priorities = { '1.3': 10 }
  view.play(queueList('queue-support', { support: { members: MEMBERS, callers: ['1.3', '1.2'], priorities } }))
  assert.equal(view.callers(), ['1.3', '1.2'])
  assert.equal(view.now().callers[0]?.priority, O.some(10))
})

wish('W8: a caller who joins in front moves the others, and a Leave moves them up', () => {
  const view = started()
  view.play([joins('support', '1.1', 1, 1), joins('support', '1.2', 2, 2), joins('support', '1.3', 1, 3)])
  assert.equal(view.callers(), ['1.3', '1.1', '1.2'])
  view.play([leaves('support', '1.3', 1, 2)])
  assert.equal(
    view.now().callers.map(({ position, uniqueid }) => [position, uniqueid]),
    [
      [1, '1.1'],
      [2, '1.2'],
    ],
  )
  assert.equal(view.asked, [])
})

wish('W9: a member behind a Local channel who hands the caller over talks no longer, long before AgentComplete', () => {
  const view = watching('support')
  const frames = queueFrames('queue-local-member-transfers')
  const of = (event: string, uniqueid: string): number =>
    frames.findIndex((frame) => frame.event === event && frame.get('Uniqueid') === uniqueid)
  const bob = 'Local/301@members/n'
  const [connect, leave] = [of('AgentConnect', '1795906933.0'), of('BridgeLeave', '1795906933.4')]
  view.play(frames.slice(0, connect + 1))
  assert.equal([view.member(bob).talking, view.member(bob).inCall], [true, true])
  view.play(frames.slice(connect + 1, leave))
  assert.ok(view.member(bob).talking)
  view.play(frames.slice(leave, leave + 1))
  assert.not.ok(view.member(bob).talking)
  view.play(frames.slice(leave + 1))
  assert.equal([view.member(bob).talking, view.member(bob).inCall], [false, false])
  assert.is(view.now().completed, 1)
})

wish('W10: an interface, and the device of its state, whatever they look like', () => {
  const key = 'hint:998@queue-agents'
  const view = started('support', { members: { [key]: { stateInterface: 'Custom:agent998', name: 'Hint' } } })
  view.play([memberEvent('QueueMemberStatus', 'support', key, { status: 6, stateInterface: 'Custom:agent998' })])
  const { interface: kept, stateInterface, state } = view.member(key)
  assert.equal([kept, stateInterface, state], [key, 'Custom:agent998', 'RINGING'])
})

wish('W19: the last call ends when AgentComplete says it, and a list that says 0 changes nothing', () => {
  const view = started('support', { members: { [ANNA]: { lastCall: 1795905000 } } })
  assert.equal(view.member(ANNA).lastCall, O.some(1795905000000))
  const before = Date.now()
  view.play([
    agent('AgentConnect', 'support', '1.1', ANNA, LEG),
    agent('AgentComplete', 'support', '1.1', ANNA, LEG, 'Reason: transfer'),
  ])
  const ended = O.toUndefined(view.member(ANNA).lastCall) ?? 0
  assert.ok(ended >= before && ended <= Date.now())
  view.play([memberEvent('QueueMemberStatus', 'support', ANNA, { callsTaken: 1, lastCall: 0 })])
  view.play([login('ry'), ...queueList('queue-support', { support: { members: { [ANNA]: { lastCall: 0 } } } }, 'ry')])
  assert.equal(view.member(ANNA).lastCall, O.some(ended))
})

wish('W19: a call that ended during an outage is the last call', () => {
  const view = started()
  view.play([agent('AgentConnect', 'support', '1.1', ANNA, LEG), agent('AgentComplete', 'support', '1.1', ANNA, LEG)])
  const members = { [ANNA]: { callsTaken: 2, lastCall: 1995905000 } }
  view.play([login('ry'), ...queueList('queue-support', { support: { members } }, 'ry')])
  assert.equal(view.member(ANNA).lastCall, O.some(1995905000000))
})

wish('W19: a last call that only a list told stays when the list of a restarted Asterisk says 0', () => {
  const view = started('support', { members: { [ANNA]: { lastCall: 1795905000, callsTaken: 3 } } })
  view.play([login('ry'), ...queueList('queue-support', { support: { members: { [ANNA]: {} } } }, 'ry')])
  assert.equal(view.member(ANNA).lastCall, O.some(1795905000000))
})

wish('W20: one map gives the members of each state, and the time of the present calls', () => {
  const { queue$, play } = playing()
  const states = new Map<string, number>()
  let longest: O.Option<number> = O.none
  queue$.subscribe((queues) => {
    states.clear()
    for (const { members } of queues.values()) {
      for (const { state, inCallSince } of members) {
        states.set(state, (states.get(state) ?? 0) + 1)
        if (O.isSome(inCallSince)) longest = inCallSince
      }
    }
  })
  const two = { members: { [ANNA]: {}, 'PJSIP/200': { status: 5 } } }
  play([login(), ...queueList('queues', { support: two, sales: { members: { 'PJSIP/200': { status: 5 } } } })])
  play([
    agent('AgentConnect', 'support', '1.1', ANNA, LEG),
    memberEvent('QueueMemberStatus', 'support', ANNA, { status: 2 }),
  ])
  assert.equal([...states].sort(), [
    ['INUSE', 1],
    ['UNAVAILABLE', 2],
  ])
  assert.ok(O.isSome(longest))
})

wish('a late event of a removed member makes no ghost; two lists that have it bring it back', () => {
  const view = started()
  const list = queueList('queue-support', { support: { members: MEMBERS } })
  view.play([memberEvent('QueueMemberRemoved', 'support', ANNA), memberEvent('QueueMemberStatus', 'support', ANNA)])
  assert.is(view.now().members.length, 1)
  view.play(list)
  assert.is(view.now().members.length, 1)
  view.play(list)
  assert.is(view.now().members.length, 2)
})

wish('a call that another phone picked up: the member is in the call, and does not talk', () => {
  const view = started()
  view.play([
    joins('support', '1.1', 1, 1),
    agent('AgentCalled', 'support', '1.1', ANNA, LEG),
    leaves('support', '1.1', 1, 0),
    agent('AgentConnect', 'support', '1.1', ANNA, ['PJSIP/200-00000020', '5.7']),
  ])
  assert.equal([view.member(ANNA).inCall, view.member(ANNA).talking, view.member(ANNA).ringing], [true, false, false])
})

wish('a member who consults a colleague does not talk with the caller, and does again afterwards', () => {
  const view = started()
  const move = (event: string, uniqueid: string, bridge: string) =>
    ofChannel(event, uniqueid, {}, `BridgeUniqueid: ${bridge}`)
  view.play([
    agent('AgentConnect', 'support', '1.1', ANNA, LEG),
    move('BridgeEnter', '5.1', 'b1'),
    move('BridgeEnter', '1.1', 'b1'),
  ])
  assert.ok(view.member(ANNA).talking)
  view.play([move('BridgeLeave', '5.1', 'b1'), move('BridgeEnter', '5.1', 'b2')])
  assert.not.ok(view.member(ANNA).talking)
  view.play([move('BridgeLeave', '5.1', 'b2'), move('BridgeEnter', '5.1', 'b1')])
  assert.ok(view.member(ANNA).talking)
  view.play([ofChannel('Hangup', '5.1')])
  assert.not.ok(view.member(ANNA).talking)
  assert.ok(view.member(ANNA).inCall)
})

wish('a ring ends with the phone that rang, with the caller who gives up, and without an answer', () => {
  const view = started()
  const ring = agent('AgentCalled', 'support', '1.1', ANNA, LEG)
  const ends = [
    agent('AgentRingNoAnswer', 'support', '1.1', ANNA, LEG, 'RingTime: 2000'),
    ofChannel('Hangup', '5.1'),
    ofChannel('QueueCallerAbandon', '1.1', {}, 'Queue: support'),
    agent('AgentConnect', 'support', '1.1', 'Local/301@members/n', ['PJSIP/301-1', '5.2']),
    agent('AgentDump', 'support', '1.1', ANNA, LEG),
  ]
  for (const end of ends) {
    view.play([ring])
    assert.ok(view.member(ANNA).ringing)
    view.play([end])
    assert.not.ok(view.member(ANNA).ringing, end.event)
  }
})

wish.run()
