/** States of devices, presences and agents: over recordings, cut anywhere, and in every spelling. */
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { frame, type Frame } from '../../../src/index.js'
import { keyText } from '../../../src/protocol/actionId.js'
import { deviceStateIn } from '../../../src/protocol/codec.js'
import { recordedFrames } from '../../support/recordings.js'
import { askedReplay, listing, newest, refusedList, replay } from '../../support/replay.js'
import { login } from '../../support/wire.js'

const test = suite('states')

const device = (name: string, state: string): Frame =>
  frame('Event: DeviceStateChange', `Device: ${name}`, `State: ${state}`)
const devices = (prefix: string, ...items: readonly Frame[]): readonly Frame[] =>
  listing('devices', items, 'DeviceStateListComplete', prefix)
const hints = recordedFrames('hints-and-presence')

test('W15: one spelling of a state, whatever the source says', () => {
  assert.equal(
    ['NOT_INUSE', 'Not in use', '1', 'NOT IN USE', 'Ring+Inuse', '7', 'On Hold', 'gibberish', ''].map(deviceStateIn),
    ['NOT_INUSE', 'NOT_INUSE', 'NOT_INUSE', 'NOT_INUSE', 'RINGINUSE', 'RINGINUSE', 'ONHOLD', 'UNKNOWN', 'UNKNOWN'],
  )
})

test('hints-and-presence: a lamp, a room, a parking space and an agent are devices too', () => {
  const { streams, play } = replay('snapshot')
  const lamp: string[] = []
  streams.stateOf('Custom:lamp').subscribe((state) => lamp.push(state))
  const others = ['confbridge:100', 'park:701@parkedcalls', 'Agent:1001', 'PJSIP/mute1', 'Custom:nope']
  const views = others.map((name) => newest(streams.stateOf(name)))
  play(...hints)
  assert.equal(lamp.slice(0, 4), ['UNKNOWN', 'INUSE', 'RINGING', 'ONHOLD'])
  assert.equal(
    views.map(({ value }) => value()),
    ['NOT_INUSE', 'NOT_INUSE', 'UNAVAILABLE', 'UNAVAILABLE', 'UNKNOWN'],
  )
})

test('hints-and-presence: cut anywhere, the list of a new link is the truth', () => {
  for (let cut = 1; cut <= hints.length; cut += 1) {
    const { streams, play } = replay('snapshot')
    const [lamp, gone] = [newest(streams.stateOf('Custom:lamp')), newest(streams.stateOf('PJSIP/2222'))]
    play(...hints.slice(0, cut), login('rz'), ...devices('rz', device('Custom:lamp', 'RINGING')))
    assert.equal([lamp.value(), gone.value()], ['RINGING', 'UNKNOWN'], `cut at ${cut}`)
  }
})

test('a state is unknown before the list, repeated states are told once, and a refused, cancelled or foreign list changes nothing', () => {
  const { streams, play } = replay('snapshot')
  const lamp = newest(streams.stateOf('Custom:lamp'))
  play(login('rz'), device('Custom:lamp', 'INUSE'))
  assert.is(lamp.count(), 0)
  play(...devices('rz'), device('Custom:lamp', 'INUSE'))
  play(...listing('devices', [device('Custom:lamp', 'BUSY')], 'DeviceStateListComplete', 'rz', 'cancelled'))
  play(refusedList('devices', 'Permission denied', 'rz'), ...devices('ry', device('Custom:lamp', 'BUSY')))
  assert.equal([lamp.count(), lamp.value()], [1, 'INUSE'])
})

test('W14: without the right to list, a state is unknown until an event tells it', () => {
  const { streams, play } = replay('snapshot')
  const phone = newest(streams.stateOf('PJSIP/30'))
  play(login('rz'), refusedList('devices', 'Permission denied', 'rz'))
  assert.is(phone.count(), 0)
  play(device('PJSIP/30', 'UNAVAILABLE'))
  assert.is(phone.value(), 'UNAVAILABLE')
})

test('all devices and one state share one list', () => {
  const { streams, play } = replay('snapshot')
  const [one, all] = [newest(streams.stateOf('PJSIP/30')), newest(streams.device$)]
  play(login('rz'), ...devices('rz', device('PJSIP/30', 'NOT_INUSE')))
  play(frame('Response: Success', 'ActionID: rz-3-snapshot', 'EventList: start'))
  play(frame('Event: StatusComplete', 'ActionID: rz-3-snapshot', 'EventList: Complete'))
  assert.is(one.value(), 'NOT_INUSE')
  assert.equal([...(all.value()?.keys() ?? [])], ['30'])
})

const presence = (...lines: readonly string[]): Frame =>
  frame(
    'Response: Success',
    'ActionID: rz-2-snapshot-presence-CustomPresence:2222',
    'Message: Presence State',
    ...lines,
  )

test('a presence comes from the answer, which has two messages and names no person, and from events', () => {
  const { streams, play } = replay('snapshot')
  const [one, other] = [newest(streams.presence('CustomPresence:2222')), newest(streams.presence('CustomPresence:200'))]
  play(login('rz'), presence('State: dnd', 'Subtype: meeting', 'Message: until ten'))
  assert.equal(one.value(), { state: 'dnd', subtype: O.some('meeting'), message: O.some('until ten') })
  assert.is(other.count(), 0)
  play(login('rz'), presence('State: away'))
  assert.equal(one.value(), { state: 'away', subtype: O.none, message: O.none })
  const event = (status: string): Frame =>
    frame(
      'Event: PresenceStateChange',
      'Presentity: CustomPresence:2222',
      `Status: ${status}`,
      'Subtype: ',
      'Message: back at 3\\?',
    )
  play(event('xa'), event('xa'))
  assert.equal(one.value(), { state: 'xa', subtype: O.none, message: O.some('back at 3?') })
  assert.is(one.count(), 3)
})

test('a presence of a name that does not fit into a mark is known all the same', () => {
  const { streams, play } = replay('snapshot')
  const provider = 'CustomPresence:a person with a long name'
  const one = newest(streams.presence(provider))
  const { text } = presence('State: chat')
  play(
    login('rz'),
    frame(text.replace(/presence-.*/, `presence-${keyText('presence', provider)}\r`).replace('\r\r', '\r')),
  )
  assert.is(one.value()?.state, 'chat')
})

const agents = recordedFrames('agents')

test('agents: one logs in and off, the lists agree at every moment', () => {
  const { streams, play } = replay('snapshot')
  const said: string[] = []
  streams.agent('1001').subscribe(({ state, since }) => said.push(`${state} ${O.isSome(since)}`))
  const [two, nobody] = [newest(streams.agent('1002')), newest(streams.agent('1003'))]
  play(...agents)
  assert.equal(said, ['loggedOff false', 'idle true', 'loggedOff true'])
  assert.equal([two.value()?.state, two.value()?.name], ['loggedOff', O.some('Agent Two')])
  assert.equal(nobody.value(), { id: '1003', name: O.none, state: 'loggedOff', since: O.none })
})

test('agents: cut anywhere, the list of a new link is the truth', () => {
  for (let cut = 1; cut <= agents.length; cut += 1) {
    const { streams, play } = replay('snapshot')
    const one = newest(streams.agent('1001'))
    const item = frame('Event: Agents', 'Agent: 1001', 'Name: Agent One', 'Status: AGENT_ONCALL')
    play(...agents.slice(0, cut), login('rz'), ...listing('agents', [item], 'AgentsComplete', 'rz'))
    assert.is(one.value()?.state, 'onCall', `cut at ${cut}`)
    play(login('rz'), ...listing('agents', [], 'AgentsComplete', 'rz'))
    assert.is(one.value()?.state, 'loggedOff', `cut at ${cut}`)
  }
})

test('an agent is on a call from AgentConnect to AgentComplete, and a doubt asks for the list', () => {
  const { streams, play, asked } = askedReplay()
  const one = newest(streams.agent('1001'))
  const item = frame('Event: Agents', 'Agent: 1001', 'Name: x', 'Status: AGENT_IDLE', 'LoggedInTime: 1795906112')
  play(login('rz'), ...listing('agents', [item], 'AgentsComplete', 'rz'))
  assert.equal(one.value()?.since, O.some(1_795_906_112_000))
  play(frame('Event: AgentConnect', 'Queue: sales', 'Interface: Agent:1001'), device('Agent:1001', 'INUSE'))
  assert.is(one.value()?.state, 'onCall')
  play(frame('Event: AgentComplete', 'Queue: sales', 'Interface: Agent:1001'), device('Agent:1001', 'NOT_INUSE'))
  assert.is(one.value()?.state, 'idle')
  assert.equal(asked, [])
  play(device('Agent:1001', 'INUSE'))
  assert.equal(asked, ['agents'])
  play(frame('Event: AgentConnect', 'Queue: sales', 'Interface: PJSIP/200'))
  assert.is(one.value()?.state, 'idle')
})

test.run()
