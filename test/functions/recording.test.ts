import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Asterisk } from '../../src/index.js'
import { accepting, acting, after, cut, inOrder, variable } from './acting.js'
import { refusing } from '../support/peer.js'

const CHANNEL = 'PJSIP/200-00000003'
const STARTED = accepting('MixMonitorID: 0x7f01')
const STOP = `StopMixMonitor ${CHANNEL} 0x7f01`

const recording = (asterisk: Asterisk) => asterisk.recording(CHANNEL, 'door.wav')
const begun = { channel: CHANNEL, file: 'door.wav' }
const actions = (sent: readonly (readonly [number, string])[]): readonly string[] => sent.map(([, action]) => action)

const hangup = (channel: string): readonly string[] => [
  'Event: Hangup',
  'Privilege: call,all',
  `Channel: ${channel}`,
  'Uniqueid: 1.1',
]

const test = suite('recording')

test('subscribing begins it, and emits once; the id is asked for', () => {
  const { log, sent } = acting({
    manners: { MixMonitor: STARTED, StopMixMonitor: accepting() },
    act: recording,
    leave: 500,
  })
  assert.equal(log, [[1, begun]])
  assert.match(actions(sent)[0] ?? '', /^MixMonitor PJSIP\/200-00000003 door\.wav i\(RX_RECORDING_[0-9a-f]{16}\)$/)
})

test('unsubscribing ends exactly this recording', () => {
  const { sent } = acting({ manners: { MixMonitor: STARTED, StopMixMonitor: accepting() }, act: recording, leave: 500 })
  assert.equal(sent.slice(1), [[500, STOP]])
})

test('options are letters before the id', () => {
  const { sent } = acting({
    manners: { MixMonitor: STARTED, StopMixMonitor: accepting() },
    act: (asterisk) => asterisk.recording(CHANNEL, 'door.wav', { append: true, onlyBridged: true }),
    leave: 500,
  })
  assert.match(actions(sent)[0] ?? '', /door\.wav abi\(/)
})

for (const [by, wanted] of [
  ['name', CHANNEL],
  ['name in other letters', CHANNEL.toLowerCase()],
  ['Uniqueid', '1.1'],
] as const) {
  test(`it completes when the channel of that ${by} ends, and nothing is sent any more`, () => {
    const { said, sent } = acting({
      manners: { MixMonitor: STARTED },
      act: (asterisk) => asterisk.recording(wanted, 'door.wav'),
      also: (at, server) => {
        at(200, () => server.links[0]?.say(...hangup('PJSIP/200-00000009').slice(0, 3), 'Uniqueid: 9.9'))
        at(300, () => server.links[0]?.say(...hangup(CHANNEL)))
      },
    })
    assert.equal(said, [{ channel: wanted, file: 'door.wav' }, 'end'])
    assert.is(sent.length, 1)
  })
}

test('unsubscribed before the answer: the answer is awaited, then it is ended', () => {
  const { said, sent } = acting({
    manners: { MixMonitor: after(100, STARTED), StopMixMonitor: accepting() },
    act: recording,
    leave: 50,
  })
  assert.equal([said, sent.slice(1)], [[], [[101, STOP]]])
})

test('a refusal is the failure, and there is nothing to end', () => {
  const { said, sent } = acting({ manners: { MixMonitor: refusing('No such channel') }, act: recording })
  assert.equal(said, [{ _tag: 'Refused', action: 'MixMonitor', message: 'No such channel', needs: [] }])
  assert.is(sent.length, 1)
})

test('an answer that is lost: the channel is asked for the id over the next link, and the recording is ended', () => {
  const { said, sent, faults } = acting({
    manners: { MixMonitor: cut, Getvar: variable('0x7f01'), StopMixMonitor: accepting() },
    act: recording,
  })
  assert.match(JSON.stringify(said), /^\[\{"_tag":"FateUnknown","action":"MixMonitor"/)
  assert.match(actions(sent)[1] ?? '', /^Getvar PJSIP\/200-00000003 RX_RECORDING_/)
  assert.equal([actions(sent).slice(2), faults], [[STOP], []])
})

test('an answer that is lost, and no recording: nothing is ended', () => {
  const { sent } = acting({ manners: { MixMonitor: cut, Getvar: variable('') }, act: recording })
  assert.is(sent.length, 2)
})

test('unsubscribed during an outage: it is ended over the next link', () => {
  const { sent, faults } = acting({
    manners: { MixMonitor: STARTED, StopMixMonitor: accepting() },
    act: recording,
    leave: 201,
    also: (at, server) => {
      at(200, () => {
        server.links[0]?.fail('cut')
      })
    },
  })
  assert.equal([actions(sent).slice(1), faults], [[STOP], []])
})

test('an end whose answer is lost is sent again: twice does no harm', () => {
  const { sent, faults } = acting({
    manners: { MixMonitor: STARTED, StopMixMonitor: inOrder(cut, refusing('Could not stop monitoring channel')) },
    act: recording,
    leave: 200,
  })
  assert.equal([actions(sent).slice(1), faults], [[STOP, STOP], []])
})

test('a recording that cannot be ended is a fault', () => {
  const { faults } = acting({
    manners: { MixMonitor: STARTED, StopMixMonitor: refusing('Permission denied') },
    act: recording,
    leave: 200,
  })
  const because = { _tag: 'Refused', action: 'StopMixMonitor', message: 'Permission denied', needs: ['system', 'call'] }
  assert.equal(faults, [{ _tag: 'MayStillRecord', channel: CHANNEL, because }])
})

for (const [channel, file] of [
  ['', 'door.wav'],
  [CHANNEL, ''],
  [CHANNEL, 'door.wav,,touch /tmp/x'],
  [CHANNEL, 'door(.wav'],
] as const) {
  test(`'${file}' of '${channel}' is invalid, and nothing is sent`, () => {
    const { said, sent } = acting({ manners: {}, act: (asterisk) => asterisk.recording(channel, file) })
    assert.match(JSON.stringify(said), /^\[\{"_tag":"InvalidAction","action":"MixMonitor"/)
    assert.equal(sent, [])
  })
}

test.run()
