import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Channel, type Frame, frame } from '../../src/index.js'
import { channelOf, pastOf, sameChannel } from '../../src/protocol/channel.js'

const NOW = 1_000_000
const ONE = { uniqueid: '1.1', name: 'PJSIP/1-1' }
/** The channel that a frame shows, after an earlier frame. */
const shown = (frame: Frame, names = ONE, before?: Channel, now = NOW): Channel =>
  channelOf(frame, names, pastOf(frame.event ?? '', frame, before, now))
const read = (headers: readonly string[], before?: Channel, now = NOW, event = 'Newstate'): Channel =>
  shown(frame(`Event: ${event}`, 'Channel: PJSIP/1-1', 'Uniqueid: 1.1', ...headers), ONE, before, now)
const state = (number: number | string): string => `ChannelState: ${number}`

const test = suite('channelOf')

test('reads the headers of a snapshot', () => {
  const channel = shown(
    frame(
      'Event: Newchannel',
      'Channel: PJSIP/2222-00000001',
      'ChannelState: 4',
      'ChannelStateDesc: Ring',
      'CallerIDNum: 2222',
      'CallerIDName: Küche',
      'ConnectedLineNum: <unknown>',
      'ConnectedLineName: <unknown>',
      'Context: internal',
      'Exten: 200',
      'Uniqueid: 1.2',
      'Linkedid: 1.1',
    ),
    { uniqueid: '1.2', name: 'PJSIP/2222-00000001' },
  )
  assert.equal(channel, {
    uniqueid: '1.2',
    linkedid: '1.1',
    name: 'PJSIP/2222-00000001',
    state: 'ring',
    callerId: { number: O.some('2222'), name: O.some('Küche') },
    connected: { number: O.none, name: O.none },
    context: 'internal',
    exten: '200',
    bridge: O.none,
    held: false,
    placed: O.some(true),
    since: NOW,
  })
})

for (const [number, word] of [
  'down',
  'reserved',
  'offHook',
  'dialing',
  'ring',
  'ringing',
  'up',
  'busy',
  'dialingOffHook',
  'preRing',
].entries()) {
  test(`state ${number} is ${word}`, () => {
    assert.is(read([state(number)]).state, word)
  })
}

test('a state that is missing or strange is unknown', () => {
  assert.is(read([]).state, 'unknown')
  for (const strange of ['10', '-1', 'Up', '1.5']) assert.is(read([state(strange)]).state, 'unknown')
})

test('without a Linkedid a channel is linked to itself', () => {
  assert.is(read([]).linkedid, '1.1')
})

for (const [numbers, placed] of [
  [[4, 9], true],
  [[0, 3, 5], false],
] as const) {
  for (const number of numbers) {
    test(`a channel first seen in state ${number} ${placed ? 'placed' : 'did not place'} its call`, () => {
      assert.equal(read([state(number)]).placed, O.some(placed))
    })
  }
}

test('a channel that is up at its first frame does not show if it placed its call', () => {
  assert.equal(read([state(6)]).placed, O.none)
  assert.equal(read([state(6), 'Application: ']).placed, O.none)
})

test('the application of a listed channel shows if it placed its call', () => {
  assert.equal(read([state(6), 'Application: Dial']).placed, O.some(true))
  assert.equal(read([state(6), 'Application: AppDial']).placed, O.some(false))
  assert.equal(read([state(6), 'Application: AppQueue']).placed, O.some(false))
})

test('placed does not change once a phone rings or talks', () => {
  const ringing = read([state(5)])
  assert.equal(read([state(6), 'Application: Dial'], ringing).placed, O.some(false))
  assert.equal(read([state(4)], ringing).placed, O.some(false))
  assert.equal(read([state(4)], read([state(6)], ringing)).placed, O.some(false))
})

for (const [what, states, placed] of [
  ['an analogue trunk that rings in, with caller id by polarity', [9, 4, 6], true],
  ['an analogue trunk that rings in, without', [4, 6], true],
  ['an analogue phone that is lifted, and dials', [1, 4, 6], true],
  ['an analogue trunk that is dialed', [1, 3, 6], false],
  ['an analogue phone that is called', [1, 5, 6], false],
  ['a trunk of ISDN that is dialed', [0, 3, 5, 6], false],
  ['a phone of SCCP that dials', [0, 2, 3, 4, 6], true],
  ['a phone of MGCP that dials', [0, 4, 6], true],
] as const) {
  test(`${what} ${placed ? 'placed its call' : 'was called'}`, () => {
    const last = states.reduce<Channel | undefined>((before, number) => read([state(number)], before), undefined)
    assert.equal(last?.placed, O.some(placed))
  })
}

test('a direction that turns is a change', () => {
  const down = read([state(0)])
  assert.is(sameChannel(down, { ...down, placed: O.some(true) }), false)
  assert.is(sameChannel(down, { ...down, placed: O.some(false) }), true)
})

test('since: the start of this state', () => {
  const ringing = read([state(5)], undefined, 100)
  assert.is(ringing.since, 100)
  assert.is(read([state(5)], ringing, 200).since, 100)
  assert.is(read([state(6)], ringing, 300).since, 300)
})

test('since: for a channel older than the link, its creation', () => {
  assert.is(read([state(6), 'Seconds: 30'], undefined, 100_000, 'Status').since, 70_000)
  assert.is(read([state(6), 'Seconds: x'], undefined, 100_000, 'Status').since, 100_000)
})

test('a bridge is read by either name, and kept while no frame shows another', () => {
  const bridged = read(['BridgeUniqueid: b-1'], undefined, NOW, 'BridgeEnter')
  assert.equal(bridged.bridge, O.some('b-1'))
  assert.equal(read(['BridgeID: b-2'], undefined, NOW, 'Status').bridge, O.some('b-2'))
  assert.equal(read([], bridged).bridge, O.some('b-1'))
  assert.equal(read([], bridged, NOW, 'Status').bridge, O.some('b-1'))
  assert.equal(read(['BridgeID: '], bridged, NOW, 'Status').bridge, O.none)
  assert.equal(read(['BridgeUniqueid: b-1'], bridged, NOW, 'BridgeLeave').bridge, O.none)
})

test('a hold is kept while no frame ends it', () => {
  const channel = read([state(6)])
  assert.is(channel.held, false)
  assert.is(read([state(6)], { ...channel, held: true }).held, true)
})

test.run()
