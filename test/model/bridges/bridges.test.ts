/** Bridges: members by the channels, kinds by events and by the list. */
import * as O from 'fp-ts/lib/Option.js'
import { Subject } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Bridge, frame, type Frame, type Streams, streams } from '../../../src/index.js'
import { LIVE_RECORDINGS, recordedFrames, recordingsIn } from '../../support/recordings.js'
import { livingAfter, relink } from '../../support/statusList.js'
import { and, eventOf, hangup, login, newchannel } from '../../support/wire.js'

const bridges = suite('bridges')

const watching = ({ bridge$ }: Pick<Streams, 'bridge$'>) => {
  let all: ReadonlyMap<string, Bridge> = new Map()
  bridge$.subscribe((map) => (all = map))
  return (): readonly Bridge[] => [...all.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

const players = () => {
  const frame$ = new Subject<Frame>()
  const all = streams(frame$)
  const play = (frames: readonly Frame[]): void => {
    for (const each of frames) frame$.next(each)
  }
  return { all, play }
}

const members = ({ members: all }: Bridge): readonly string[] => all.map(({ channel }) => channel)

const about = (event: string, id: string, type = 'basic', technology = 'simple_bridge'): Frame =>
  frame(
    `Event: ${event}`,
    `BridgeUniqueid: ${id}`,
    `BridgeType: ${type}`,
    `BridgeTechnology: ${technology}`,
    'BridgeCreator: <unknown>',
    'BridgeName: <unknown>',
  )

const moves = (event: string, channel: string, id: string, type = 'basic', technology = 'simple_bridge'): Frame =>
  and(eventOf(event, channel), ...about(event, id, type, technology).text.split('\r\n').slice(1))

const listed = (...ids: readonly string[]): readonly Frame[] => [
  frame(
    'Response: Success',
    'ActionID: rz-9-snapshot-bridges',
    'EventList: start',
    'Message: Bridge listing will follow',
  ),
  ...ids.map((id) => and(about('BridgeListItem', id, 'parking', 'holding_bridge'), 'ActionID: rz-9-snapshot-bridges')),
  frame('Event: BridgeListComplete', 'ActionID: rz-9-snapshot-bridges', 'EventList: Complete', 'ListItems: 1'),
]

bridges('a bridge begins empty, has its members in order, and ends', () => {
  const { all, play } = players()
  const now = watching(all)
  const seen: (readonly string[])[] = []
  const steps = [
    about('BridgeCreate', 'b'),
    newchannel('PJSIP/200-1'),
    moves('BridgeEnter', 'PJSIP/200-1', 'b'),
    newchannel('PJSIP/2222-2'),
    moves('BridgeEnter', 'PJSIP/2222-2', 'b'),
    moves('BridgeLeave', 'PJSIP/200-1', 'b'),
    hangup('PJSIP/2222-2'),
    about('BridgeDestroy', 'b'),
  ]
  for (const step of steps) {
    play([step])
    seen.push(now().flatMap((bridge) => [bridge.id, ...members(bridge)]))
  }

  assert.equal(seen, [
    ['b'],
    ['b'],
    ['b', 'PJSIP/200-1'],
    ['b', 'PJSIP/200-1'],
    ['b', 'PJSIP/200-1', 'PJSIP/2222-2'],
    ['b', 'PJSIP/2222-2'],
    ['b'],
    [],
  ])
})

bridges('members of a parking lot and of a waiting room wait, and those of a call and of a room do not', () => {
  const { all, play } = players()
  const now = watching(all)
  play([
    about('BridgeCreate', 'a'),
    about('BridgeCreate', 'b', 'base', 'softmix'),
    about('BridgeCreate', 'c', 'parking', 'holding_bridge'),
    about('BridgeCreate', 'd', 'base', 'holding_bridge'),
  ])

  assert.equal(
    now().map(({ holds }) => O.toUndefined(holds)),
    [false, false, true, true],
  )
})

bridges('the name and the creator of a room are known', () => {
  const { all, play } = players()
  const now = watching(all)
  const rooms = recordedFrames('conference-3').flatMap((each) => {
    play([each])
    return now().filter(({ name }) => O.isSome(name) && name.value === '100')
  })

  assert.equal(rooms.map(({ creator }) => O.toUndefined(creator))[0], 'ConfBridge')
  assert.is(Math.max(...rooms.map(({ members: { length } }) => length)), 3)
})

bridges('late events make no bridge again, and a late leave of an older bridge moves nobody', () => {
  const { all, play } = players()
  const now = watching(all)
  play([
    newchannel('PJSIP/200-1'),
    moves('BridgeEnter', 'PJSIP/200-1', 'a'),
    moves('BridgeEnter', 'PJSIP/200-1', 'b'),
    moves('BridgeLeave', 'PJSIP/200-1', 'a'),
  ])
  assert.equal(now().map(members), [[], ['PJSIP/200-1']])

  play([about('BridgeDestroy', 'a'), about('BridgeCreate', 'a'), moves('BridgeEnter', 'PJSIP/200-1', 'a')])
  assert.equal(
    now().map(({ id }) => id),
    ['b'],
  )
})

bridges('a list shows empty bridges and their kind; the next list without one ends it', () => {
  const { all, play } = players()
  const now = watching(all)
  play([login('rz'), ...listed('lot')])
  assert.equal(
    now().map(({ id, holds }) => [id, O.toUndefined(holds)]),
    [['lot', true]],
  )

  play([login('rz'), ...listed()])
  assert.equal(now(), [])
})

const recordings = recordingsIn(LIVE_RECORDINGS)
  .map((name) => ({ name, frames: recordedFrames(name) }))
  .filter(({ frames }) => frames.length < 500 && frames.some(({ event }) => event === 'BridgeCreate'))

const shown = (all: readonly Bridge[]) => all.map((bridge) => [bridge.id, ...members(bridge)])

for (const { name, frames } of recordings) {
  bridges(`${name}: bridges watched late have the members of those watched early, at every frame after`, () => {
    const [early, late] = [players(), players()]
    const wanted = watching(early.all)
    late.all.channel$.subscribe()
    const middle = Math.floor(frames.length / 2)
    early.play(frames.slice(0, middle))
    late.play(frames.slice(0, middle))
    const now = watching(late.all)
    // an empty parking lot is known by its event alone
    const withMembers = (all: readonly Bridge[]) => shown(all.filter((bridge) => bridge.members.length > 0))
    for (const each of frames.slice(middle)) {
      early.play([each])
      late.play([each])
      assert.equal(withMembers(now()), withMembers(wanted()))
    }
  })

  bridges(`${name}: cut at every frame, the list of the next link makes the same bridges, and none is left`, () => {
    const living = livingAfter(frames)
    for (let cut = 1; cut < frames.length; cut += 1) {
      const { all, play } = players()
      const now = watching(all)
      play([...frames.slice(0, cut), ...relink(living[cut - 1] ?? [])])
      const wanted = new Set((living[cut - 1] ?? []).flatMap(({ bridge }) => (O.isSome(bridge) ? [bridge.value] : [])))
      assert.equal(
        now().map(({ id }) => id),
        [...wanted].sort(),
        `cut at ${cut}`,
      )
      play(frames.slice(cut))
      assert.equal(now().flatMap(members), [], `cut at ${cut}`)
    }
  })
}

bridges.run()
