/** Conferences, parking, phones, trunks, hints, presence and agents of the simulation: events and lists from one state. */
import { TestScheduler } from 'rxjs/testing'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Asterisk, connect, type Frame } from '../../src/index.js'
import { dial, simulate, type Simulation } from '../../src/testing/index.js'
import { recordedFrames } from '../support/recordings.js'

const test = suite('simulated state')

/** The frames of a simulation while `play` runs. */
const heard = (play: (pbx: Simulation, asterisk: Asterisk) => void): readonly Frame[] => {
  const frames: Frame[] = []
  const pbx = simulate({ endpoints: { 'PJSIP/2222': { _tag: 'Rings' } } })
  new TestScheduler(() => undefined).run(({ flush, cold }) => {
    const asterisk = connect({ username: 'admin', password: 'secret', transport: pbx.transport })
    asterisk.frame$.subscribe((frame) => frames.push(frame))
    cold('100ms a|').subscribe(() => {
      play(pbx, asterisk)
    })
    cold('200ms a|').subscribe(() => void asterisk.close())
    flush()
  })
  return frames
}

const events = (frames: readonly Frame[], told: RegExp): readonly string[] =>
  frames.flatMap(({ event = '', text }) => (told.test(event) && !text.includes('ActionID') ? [event] : []))

/** The first event of that name has the headers of the recorded one, in their order. */
const headersOf = (frames: readonly Frame[], event: string, isItem: boolean): readonly string[] =>
  frames
    .find((frame) => frame.event === event && frame.text.includes('ActionID') === isItem)
    ?.headers.map(([name]) => name)
    .filter((name) => name !== 'ActionID') ?? []

const ROOM = /^(?:Confbridge|Bridge|Hangup$)/

test('a conference begins, is muted and ends with the events of a real one', () => {
  const frames = heard((pbx) => {
    const room = pbx.conference('100')
    const anna = room.join('PJSIP/2222', { admin: true })
    room.mute(anna)
    room.unmute(anna)
    room.talking(anna, true)
    room.record(true)
    room.leave(anna)
  })
  assert.equal(events(frames, ROOM), [
    'BridgeCreate',
    'ConfbridgeStart',
    'BridgeEnter',
    'ConfbridgeJoin',
    'ConfbridgeMute',
    'ConfbridgeUnmute',
    'ConfbridgeTalking',
    'ConfbridgeRecord',
    'BridgeLeave',
    'ConfbridgeLeave',
    'ConfbridgeEnd',
    'BridgeDestroy',
    'Hangup',
  ])
})

const play = (pbx: Simulation, asterisk: Asterisk): void => {
  const room = pbx.conference('100')
  const anna = room.join('PJSIP/2222')
  room.mute(anna)
  room.talking(anna, true)
  pbx.park('PJSIP/302', { timeout: 3 })
  pbx.contact('30').register()
  pbx.contact('30').reachable(1377)
  pbx.registration('trunk1').registered()
  pbx.hint('200@internal', 8)
  pbx.deviceState('Custom:lamp', 'INUSE')
  pbx.presence('CustomPresence:2222', { state: 'away', subtype: 'lunch', message: 'back at 13' })
  pbx.agent('1001').login()
  pbx.agent('1001').logoff()
  pbx.reload('app_queue.so')
  for (const Action of [
    'ConfbridgeListRooms',
    'ParkedCalls',
    'PJSIPShowEndpoints',
    'PJSIPShowRegistrationsOutbound',
    'ExtensionStateList',
    'DeviceStateList',
    'Agents',
    'BridgeList',
  ] as const) {
    asterisk.list({ Action }).subscribe()
  }
  asterisk.list({ Action: 'ConfbridgeList', Conference: '100' }).subscribe()
  pbx.retrieve('701', 'PJSIP/301')
}

const FRAMES = heard(play)

for (const [event, recording] of [
  ['ConfbridgeJoin', 'conference-3'],
  ['ConfbridgeMute', 'conference-3'],
  ['ConfbridgeTalking', 'conference-talking'],
  ['ParkedCall', 'park-retrieve'],
  ['UnParkedCall', 'park-retrieve'],
  ['ExtensionStatus', 'hints-and-presence'],
  ['AgentLogin', 'agents'],
  ['AgentLogoff', 'agents'],
  ['Registry', 'atxfer-target-busy'],
  ['PeerStatus', 'endpoint-life'],
  ['Reload', 'queue-silent-changes'],
] as const) {
  test(`${event} has the headers of a real one, in their order`, () => {
    const real = headersOf(recordedFrames(recording), event, false)
    assert.ok(real.length > 0)
    assert.equal(headersOf(FRAMES, event, false), real)
  })
}

for (const [item, recording] of [
  ['ConfbridgeListRooms', 'conference-3'],
  ['ConfbridgeList', 'conference-3'],
  ['EndpointList', 'endpoint-life'],
  ['ExtensionStatus', 'hints-and-presence'],
  ['Agents', 'agents'],
  ['BridgeListItem', 'atxfer-ami-abort'],
] as const) {
  test(`the list item ${item} has the headers of a real one, in their order`, () => {
    const real = headersOf(recordedFrames(recording), item, true)
    assert.ok(real.length > 0)
    assert.equal(headersOf(FRAMES, item, true), real)
  })
}

test('a call that is picked up absorbs the call of the picker, who has answered it', () => {
  const seen: string[] = []
  const pbx = simulate({
    endpoints: { 'PJSIP/2222': { _tag: 'Rings' } },
    contexts: { internal: (exten) => [dial([`PJSIP/${exten}`])] },
  })
  new TestScheduler(() => undefined).run(({ flush, cold }) => {
    const asterisk = connect({ username: 'admin', password: 'secret', transport: pbx.transport })
    asterisk.callChange$.subscribe(({ _tag, call }) => {
      seen.push(`${_tag} ${call.answeredBy.map(({ device }) => device).join()}`.trim())
    })
    cold('300ms a|').subscribe(() => pbx.dial('PJSIP/200', '2222'))
    cold('400ms a|').subscribe(() => {
      pbx.pickup('PJSIP/301', 'PJSIP/2222')
    })
    cold('500ms a|').subscribe(() => {
      pbx.hangup('PJSIP/301')
    })
    cold('700ms a|').subscribe(() => void asterisk.close())
    flush()
  })
  assert.equal(seen, ['Began', 'Ringing', 'Began', 'Merged', 'Answered 301', 'Ended 301'])
  assert.equal(pbx.channels(), [])
})

test('a restart leaves no room, no parked call and no caller, and begins the counters of queues anew', () => {
  const pbx = simulate({ queues: { support: { members: ['PJSIP/2222'], entries: [] } } })
  pbx.conference('100').join('PJSIP/200')
  pbx.park('PJSIP/302')
  pbx.hangup(pbx.queue('support').join('PJSIP/301'))
  pbx.queue('support').join('PJSIP/303')
  pbx.faults.restart()
  const seen: string[] = []
  new TestScheduler(() => undefined).run(({ flush, cold }) => {
    const asterisk = connect({ username: 'admin', password: 'secret', transport: pbx.transport })
    asterisk.list({ Action: 'QueueStatus' }).subscribe(({ frame }) => {
      seen.push(`${frame.event ?? ''} ${frame.get('Calls') ?? ''}${frame.get('Abandoned') ?? ''}`)
    })
    asterisk.list({ Action: 'ParkedCalls' }).subscribe(() => seen.push('parked'))
    asterisk.list({ Action: 'ConfbridgeListRooms' }).subscribe({
      next: () => seen.push('room'),
      error: () => seen.push('no room'),
    })
    cold('200ms a|').subscribe(() => void asterisk.close())
    flush()
  })
  assert.equal(seen, ['QueueParams 00', 'QueueMember ', 'no room'])
})

test.run()
