/** Parked calls: over recordings of a real Asterisk, whole and cut anywhere, and by their events. */
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { frame, type Frame, type ParkedCall } from '../../../src/index.js'
import { recordedFrames } from '../../support/recordings.js'
import { listing, newest, refusedList, replay } from '../../support/replay.js'
import { story } from '../../support/peer.js'
import { login } from '../../support/wire.js'

const test = suite('parked calls')

const about = (event: string, uniqueid: string, space = '701', timeout = 45, duration = 0): Frame =>
  frame(
    `Event: ${event}`,
    `ParkeeChannel: PJSIP/2222-${uniqueid}`,
    'ParkeeCallerIDNum: 2222',
    'ParkeeCallerIDName: Desk 2222',
    `ParkeeUniqueid: ${uniqueid}`,
    'ParkerDialString: PJSIP/200',
    'Parkinglot: default',
    `ParkingSpace: ${space}`,
    `ParkingTimeout: ${timeout}`,
    `ParkingDuration: ${duration}`,
  )

const listed = (...items: readonly Frame[]): readonly Frame[] => listing('parked', items, 'ParkedCallsComplete', 'rz')

const spaces = (calls: readonly ParkedCall[] | undefined): unknown =>
  calls?.map(({ space, uniqueid }) => `${space} ${uniqueid}`) ?? 'unknown'

for (const [name, parkee] of [
  ['park-retrieve', '1795905784.39'],
  ['park-abandoned', '1795905568.150'],
] as const) {
  const frames = recordedFrames(name)
  const parkedAt = frames.findIndex(({ event }) => event === 'ParkedCall')
  const endedAt = frames.findIndex(({ event }) => event === 'UnParkedCall' || event === 'ParkedCallGiveUp')

  test(`${name}: the call is parked between its two events, and nowhere else`, () => {
    const { streams, play } = replay()
    const parked = newest(streams.parked$)
    frames.forEach((each, index) => {
      play(each)
      const isParked = index >= parkedAt && index < endedAt
      assert.equal(spaces(parked.value()), isParked ? [`701 ${parkee}`] : [], String(index))
    })
    assert.is(parked.count(), 3)
  })

  test(`${name}: cut anywhere, the list of a new link is the truth, and the rest leaves nothing`, () => {
    const item = frames[parkedAt]
    if (item === undefined) throw new Error('no parked call in the recording')
    for (let cut = 1; cut <= frames.length; cut += 1) {
      const { streams, play } = replay()
      const parked = newest(streams.parked$)
      play(...frames.slice(0, cut), login('rz'), ...listed())
      assert.equal(spaces(parked.value()), [], `cut at ${cut}`)
      if (cut > endedAt) continue
      play(login('ry'), ...listing('parked', [item], 'ParkedCallsComplete', 'ry'))
      assert.equal(spaces(parked.value()), [`701 ${parkee}`], `cut at ${cut}`)
      play(...frames.slice(endedAt))
      assert.equal(spaces(parked.value()), [], `cut at ${cut}`)
    }
  })
}

test('W12: the lot, the space and the time left are known, from an event and from a list', () => {
  story((at) => {
    const { streams, play } = replay('snapshot')
    const parked = newest(streams.parked$)
    play(login('rz'), ...listed())
    at(1000, () => {
      play(about('ParkedCall', '1.1'))
    })
    at(3000, () => {
      play(login('rz'), ...listed(about('ParkedCall', '1.1', '701', 43, 2), about('ParkedCall', '1.2', '702', 5, 40)))
      assert.equal(parked.value(), [
        {
          lot: 'default',
          space: '701',
          uniqueid: '1.1',
          channel: 'PJSIP/2222-1.1',
          callerId: { number: O.some('2222'), name: O.some('Desk 2222') },
          parker: O.some('PJSIP/200'),
          since: O.some(1000),
          timesOutAt: O.some(46_000),
        },
        {
          lot: 'default',
          space: '702',
          uniqueid: '1.2',
          channel: 'PJSIP/2222-1.2',
          callerId: { number: O.some('2222'), name: O.some('Desk 2222') },
          parker: O.some('PJSIP/200'),
          since: O.some(-37_000),
          timesOutAt: O.some(8000),
        },
      ])
    })
  })
})

test('a parked call ends by a timeout too, and an item that is older than its end makes no ghost', () => {
  const { streams, play } = replay('snapshot')
  const parked = newest(streams.parked$)
  play(login('rz'), ...listed(), about('ParkedCall', '1.1'), about('ParkedCallTimeOut', '1.1', '701', 0, 45))
  assert.equal(spaces(parked.value()), [])
  play(...listed(about('ParkedCall', '1.1')), about('ParkedCallGiveUp', '1.1'))
  assert.equal(spaces(parked.value()), [])
  play(about('ParkedCall', '1.1', '703'))
  assert.equal(spaces(parked.value()), ['703 1.1'])
})

test('a channel that takes the place of a parked one has its space and its time', () => {
  const { streams, play } = replay('snapshot')
  const parked = newest(streams.parked$)
  play(login('rz'), ...listed(), about('ParkedCall', '1.1'), about('ParkedCallSwap', '1.2'))
  assert.equal(spaces(parked.value()), ['701 1.2'])
})

test('is unknown until the list came, and a denied, cancelled or foreign list changes nothing', () => {
  const { streams, play } = replay('snapshot')
  const parked = newest(streams.parked$)
  play(login('rz'), about('ParkedCall', '1.1'))
  assert.is(parked.count(), 0)
  play(...listed())
  assert.equal(spaces(parked.value()), ['701 1.1'])
  play(refusedList('parked', 'Permission denied', 'rz'))
  play(...listing('parked', [], 'ParkedCallsComplete', 'rz', 'cancelled'))
  play(...listing('parked', [about('ParkedCall', '1.2')], 'ParkedCallsComplete', 'ry'))
  assert.equal(spaces(parked.value()), ['701 1.1'])
})

test('without the right to list, calls that are parked from now on are known', () => {
  const { streams, play } = replay('snapshot')
  const parked = newest(streams.parked$)
  play(login('rz'), refusedList('parked', 'Permission denied', 'rz'), about('ParkedCall', '1.1'))
  assert.equal(spaces(parked.value()), ['701 1.1'])
})

test.run()
