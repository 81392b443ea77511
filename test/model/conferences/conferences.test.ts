/** Conferences: over recordings of a real Asterisk, whole and cut anywhere, and over the races of their events and lists. */
import * as O from 'fp-ts/lib/Option.js'
import { Subject } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Conference, type Failure, frame, type Frame } from '../../../src/index.js'
import { streamsIn } from '../../../src/streams/streams.js'
import { recordedFrames } from '../../support/recordings.js'
import { askedReplay, listing, newest, refusedList, replay } from '../../support/replay.js'
import { login } from '../../support/wire.js'

const test = suite('conferences')

const NO_ROOMS = refusedList('rooms', 'No active conferences.', 'rz')

const ID = 'b1'

const about = (room: string, bridge = ID): readonly string[] => [`Conference: ${room}`, `BridgeUniqueid: ${bridge}`]

const channel = (uniqueid: string): readonly string[] => [
  `Channel: PJSIP/${uniqueid}-00000001`,
  'CallerIDNum: 200',
  'CallerIDName: Kitchen 200',
  `Uniqueid: ${uniqueid}`,
]

const starts = (room = '100', bridge = ID): Frame => frame('Event: ConfbridgeStart', ...about(room, bridge))
const ends = (room = '100', bridge = ID): Frame => frame('Event: ConfbridgeEnd', ...about(room, bridge))
const joins = (uniqueid: string, room = '100', bridge = ID): Frame =>
  frame('Event: ConfbridgeJoin', ...about(room, bridge), ...channel(uniqueid), 'Admin: No', 'Muted: No')
const leaves = (uniqueid: string, room = '100'): Frame =>
  frame('Event: ConfbridgeLeave', ...about(room), ...channel(uniqueid), 'Admin: No')
const talks = (uniqueid: string, status: 'on' | 'off'): Frame =>
  frame('Event: ConfbridgeTalking', ...about('100'), ...channel(uniqueid), `TalkingStatus: ${status}`, 'Admin: No')
const hangsUp = (uniqueid: string): Frame => frame('Event: Hangup', ...channel(uniqueid), 'Cause: 16')

const room = (name: string, parties: number, locked: 'Yes' | 'No' = 'No'): Frame =>
  frame('Event: ConfbridgeListRooms', `Conference: ${name}`, `Parties: ${parties}`, 'Marked: 0', `Locked: ${locked}`)
const user = (uniqueid: string, name = '100'): Frame =>
  frame('Event: ConfbridgeList', `Conference: ${name}`, 'Admin: No', 'Muted: No', 'Talking: No', ...channel(uniqueid))
const rooms = (prefix: string, ...items: readonly Frame[]): readonly Frame[] =>
  listing('rooms', items, 'ConfbridgeListRoomsComplete', prefix)
const users = (name: string, prefix: string, ...items: readonly Frame[]): readonly Frame[] =>
  listing(`room-${name}`, items, 'ConfbridgeListComplete', prefix)

const brief = (conference: O.Option<Conference> | undefined): unknown =>
  conference === undefined
    ? 'unknown'
    : O.isNone(conference)
      ? 'none'
      : conference.value.users.map(
          ({ channel: name, muted, talking }) => `${name}${muted ? ' muted' : ''}${talking ? ' talking' : ''}`,
        )

const RECORDINGS = ['conference-3', 'conference-talking', 'storm-conference', 'ami-redirect-to-conference']

for (const name of RECORDINGS) {
  test(`${name}: the rooms follow their beginnings and ends, and nothing is left of an ended one`, () => {
    const { streams, play } = replay()
    const all = newest(streams.conference$)
    const frames = recordedFrames(name)
    const bridges = new Map<string, string>()
    for (const each of frames) {
      play(each)
      const [started, bridge] = [each.exact('Conference') ?? '', each.exact('BridgeUniqueid') ?? '']
      if (each.event === 'ConfbridgeStart') bridges.set(started, bridge)
      if (each.event === 'ConfbridgeEnd' && bridges.get(started) === bridge) bridges.delete(started)
      assert.equal([...(all.value()?.keys() ?? [])].sort(), [...bridges.keys()].sort())
    }
    if (name !== 'storm-conference') assert.is(all.value()?.size, 0)
  })

  test(`${name}: cut anywhere, a new link without rooms leaves nothing`, () => {
    const frames = recordedFrames(name)
    for (let cut = 1; cut <= frames.length; cut += 1) {
      const { streams, play } = replay()
      const [all, one] = [newest(streams.conference$), newest(streams.conference('100'))]
      play(...frames.slice(0, cut), login('rz'), NO_ROOMS)
      assert.is(all.value()?.size, 0, `cut at ${cut}`)
      assert.is(brief(one.value()), 'none', `cut at ${cut}`)
    }
  })
}

const three = recordedFrames('conference-3')
/** The lists that the recording has while three users are in the room. */
const between = (from: string, to: string): readonly Frame[] => {
  const ids = three.flatMap(({ event, actionId }) => (event === to && actionId !== undefined ? [actionId] : []))
  return three.filter(({ event, actionId }) => event === from && actionId === ids.at(-1))
}
const WHOLE = [
  login('rz'),
  ...rooms('rz', ...between('ConfbridgeListRooms', 'ConfbridgeListRoomsComplete')),
  ...users('100', 'rz', ...between('ConfbridgeList', 'ConfbridgeListComplete')),
]

test('conference-3: cut anywhere before the first Leave, the lists of a new link give their users, and the rest ends them', () => {
  const firstLeave = three.findIndex(({ event }) => event === 'ConfbridgeLeave')
  for (let cut = 1; cut <= firstLeave; cut += 1) {
    const { streams, play } = replay()
    const [all, one] = [newest(streams.conference$), newest(streams.conference('100'))]
    play(...three.slice(0, cut), ...WHOLE)
    assert.equal(
      brief(one.value()),
      ['PJSIP/2222-0000004f muted', 'PJSIP/200-00000050 muted', 'PJSIP/301-00000051 muted'],
      `cut at ${cut}`,
    )
    assert.equal(all.value()?.get('100')?.locked, O.some(true), `cut at ${cut}`)
    play(...three.slice(firstLeave))
    assert.is(all.value()?.size, 0, `cut at ${cut}`)
    assert.is(brief(one.value()), 'none', `cut at ${cut}`)
  }
})

test('conference-3: one room says at every frame what the map of all rooms says, and a repeated event says nothing', () => {
  const { streams, play } = replay()
  const [all, one] = [newest(streams.conference$), newest(streams.conference('100'))]
  for (const each of three) {
    play(each)
    const value = one.value()
    assert.is(value !== undefined && O.isSome(value) ? value.value : undefined, all.value()?.get('100'))
  }
  // none, Start, 3 × Join, the lock of two lists, Mute, Unmute, 3 × Mute, Record, StopRecord, 3 × Leave, End
  assert.equal([one.count(), all.count()], [18, 18])
})

test('W13: all conferences at once, and talking is false after leaving', () => {
  const { streams, play } = replay()
  const all = newest(streams.conference$)
  play(starts('100'), joins('1.1'), talks('1.1', 'on'), starts('200', 'b2'), joins('1.2', '200', 'b2'))
  assert.equal([...(all.value()?.keys() ?? [])], ['100', '200'])
  assert.equal(
    all
      .value()
      ?.get('100')
      ?.users.map(({ talking }) => talking),
    [true],
  )
  play(leaves('1.1'), joins('1.1'))
  assert.equal(
    all
      .value()
      ?.get('100')
      ?.users.map(({ talking }) => talking),
    [false],
  )
})

test('a user of conference-talking talks, and is gone at Leave though nothing ended the talk', () => {
  const { streams, play } = replay()
  const one = newest(streams.conference('100'))
  const talking: unknown[] = []
  for (const each of recordedFrames('conference-talking')) {
    play(each)
    if (each.event === 'ConfbridgeTalking' || each.event === 'ConfbridgeLeave') talking.push(brief(one.value()))
  }
  assert.equal(talking, [['Local/conf@story-00000005;2 talking'], ['PJSIP/2222-00000052'], []])
})

test('a user ends at Leave, at Hangup or at the end of the room, and a Join after the Hangup makes no ghost', () => {
  const { streams, play } = replay()
  const one = newest(streams.conference('100'))
  play(starts(), joins('1.1'), joins('1.2'), joins('1.3'), leaves('1.1'), hangsUp('1.2'), joins('1.2'))
  assert.equal(brief(one.value()), ['PJSIP/1.3-00000001'])
  play(ends())
  assert.is(brief(one.value()), 'none')
  play(leaves('1.3'), joins('1.3'), ends())
  assert.is(brief(one.value()), 'none')
})

test('the end of an older conference in that room, and a second end, change nothing', () => {
  const { streams, play } = replay()
  const one = newest(streams.conference('100'))
  play(starts('100', 'old'), ends('100', 'old'), starts('100', 'new'), joins('1.1', '100', 'new'), ends('100', 'old'))
  assert.equal(brief(one.value()), ['PJSIP/1.1-00000001'])
})

test('a live link knows nothing until the list of rooms and that of their users came, and asks for these', () => {
  const { streams, play, asked } = askedReplay()
  const [all, one, other] = [
    newest(streams.conference$),
    newest(streams.conference('100')),
    newest(streams.conference('200')),
  ]
  play(login('rz'), ...rooms('rz', room('100', 1)))
  assert.equal(asked, ['room 100'])
  assert.equal([all.count(), one.count(), brief(other.value())], [0, 0, 'none'])
  play(...users('100', 'rz', user('1.1')))
  assert.equal(brief(one.value()), ['PJSIP/1.1-00000001'])
  assert.equal([...(all.value()?.keys() ?? [])], ['100'])
  const value = one.value()
  assert.equal(value !== undefined && O.isSome(value) && value.value.users[0]?.since, O.none)
  assert.equal(value !== undefined && O.isSome(value) && value.value.recording, O.none)
})

test('a room that ended before its users came is not there', () => {
  const { streams, play } = askedReplay()
  const [all, one] = [newest(streams.conference$), newest(streams.conference('100'))]
  play(login('rz'), ...rooms('rz', room('100', 1)))
  play(refusedList('room-100', 'No Conference by that name found.', 'rz'))
  assert.equal([all.value()?.size, brief(one.value())], [0, 'none'])
})

test('a user whose Join comes while the lists are open is there once', () => {
  const { streams, play } = askedReplay()
  const one = newest(streams.conference('100'))
  play(login('rz'), ...rooms('rz', room('100', 1)), ...users('100', 'rz', user('1.1')), joins('1.1'))
  assert.equal(brief(one.value()), ['PJSIP/1.1-00000001'])
})

test('an item that comes after its Leave counts only when a second list has it too', () => {
  const { streams, play, asked } = askedReplay()
  const one = newest(streams.conference('100'))
  play(login('rz'), refusedList('rooms', 'No active conferences.', 'rz'), starts(), joins('1.1'), joins('1.2'))
  play(leaves('1.1'), ...users('100', 'rz', user('1.1'), user('1.2')))
  assert.equal(brief(one.value()), ['PJSIP/1.2-00000001'])
  assert.equal(asked, ['room 100'])
  play(...users('100', 'rz', user('1.1'), user('1.2')))
  assert.equal(brief(one.value()), ['PJSIP/1.2-00000001', 'PJSIP/1.1-00000001'])
})

test('an item of a channel that hung up never counts, and a doubt ends with a list that lacks the user', () => {
  const { streams, play } = askedReplay()
  const one = newest(streams.conference('100'))
  play(login('rz'), refusedList('rooms', 'No active conferences.', 'rz'), starts(), joins('1.1'), joins('1.2'))
  play(hangsUp('1.1'), ...users('100', 'rz', user('1.1')), ...users('100', 'rz', user('1.1')))
  assert.equal(brief(one.value()), ['PJSIP/1.2-00000001'])
  play(joins('1.3'), leaves('1.3'), ...users('100', 'rz', user('1.3')), ...users('100', 'rz', user('1.2')))
  play(...users('100', 'rz', user('1.2'), user('1.3')))
  assert.equal(brief(one.value()), ['PJSIP/1.2-00000001'])
})

test('users whose number differs from that of the list of rooms are asked for again', () => {
  const { streams, play, asked } = askedReplay()
  newest(streams.conference$)
  play(login('rz'), refusedList('rooms', 'No active conferences.', 'rz'), starts(), joins('1.1'))
  play(...rooms('rz', room('100', 1)))
  assert.equal(asked, [])
  play(...rooms('rz', room('100', 2)))
  assert.equal(asked, ['room 100'])
})

test('a denied, cancelled or foreign list changes nothing', () => {
  const { streams, play } = askedReplay()
  const one = newest(streams.conference('100'))
  play(login('rz'), ...rooms('rz', room('100', 1)), ...users('100', 'rz', user('1.1')))
  const before = one.value()
  play(refusedList('rooms', 'Permission denied', 'rz'), refusedList('room-100', 'Permission denied', 'rz'))
  play(...listing('rooms', [], 'ConfbridgeListRoomsComplete', 'rz', 'cancelled'))
  play(...listing('room-100', [], 'ConfbridgeListComplete', 'rz', 'cancelled'))
  play(...rooms('ry'), ...users('100', 'ry'))
  assert.is(one.value(), before)
})

test('without the right to list, a conference is shown from its beginning on', () => {
  const { streams, play } = askedReplay()
  const [all, one] = [newest(streams.conference$), newest(streams.conference('100'))]
  play(login('rz'), refusedList('rooms', 'Permission denied', 'rz'), joins('1.1'))
  assert.is(one.count(), 0)
  play(ends(), starts('100', 'b2'), joins('1.2', '100', 'b2'))
  assert.equal(brief(one.value()), ['PJSIP/1.2-00000001'])
  assert.equal([...(all.value()?.keys() ?? [])], ['100'])
})

test('rooms and users beyond the memory of a model are left out, and one failure says so', () => {
  const frame$ = new Subject<Frame>()
  const faults: Failure[] = []
  const { streams } = streamsIn({ memory: 5000 }, frame$, { report: (failure) => faults.push(failure) })
  const one = newest(streams.conference('100'))
  for (const each of [starts(), joins('1.1'), joins('1.2'), joins('1.3'), joins('1.4')]) frame$.next(each)
  assert.equal(brief(one.value()), ['PJSIP/1.1-00000001', 'PJSIP/1.2-00000001', 'PJSIP/1.3-00000001'])
  assert.is(faults.length, 1)
  for (const each of [leaves('1.1'), joins('1.5'), ends(), starts('100', 'b2')]) frame$.next(each)
  for (const uniqueid of ['1.6', '1.7', '1.8']) frame$.next(joins(uniqueid, '100', 'b2'))
  assert.is(O.toUndefined(one.value() ?? O.none)?.users.length, 3)
})

test.run()
