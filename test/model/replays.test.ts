/** The laws of the models over every recording of a real Asterisk: each recording is played to them frame by frame. */
import { Subject } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Channel, type DeviceState, type Frame, type Streams, streams } from '../../src/index.js'
import type { Asker, Query } from '../../src/model/model.js'
import { streamsIn } from '../../src/streams/streams.js'
import { LIVE_RECORDINGS, PROTOCOL_RECORDINGS, recordedFrames, recordingsIn } from '../support/recordings.js'
import { hangup, listEnds, listStarts, login } from '../support/wire.js'

/** The recordings with channels, of at most so many frames. */
const MOST_FRAMES = 3000
const recordings = [PROTOCOL_RECORDINGS, LIVE_RECORDINGS]
  .flatMap((folder) => recordingsIn(folder).map((name) => ({ name, frames: recordedFrames(name, folder) })))
  .filter(({ frames }) => frames.length < MOST_FRAMES && frames.some(({ event }) => event === 'Newchannel'))

/** A view of the streams at any moment: the newest value of each. */
const viewOf = ({ channel$, device$ }: Pick<Streams, 'channel$' | 'device$'>) => {
  let channels: ReadonlyMap<string, Channel> = new Map()
  let devices: ReadonlyMap<string, DeviceState> = new Map()
  channel$.subscribe((all) => (channels = all))
  device$.subscribe((all) => (devices = all))
  return {
    channels: (): readonly string[] => [...channels.values()].map(({ name, state }) => `${name} ${state}`),
    devices: (): readonly string[] => [...devices].map(([name, { _tag }]) => `${name} ${_tag}`).sort(),
    busy: (): readonly string[] => [...devices].flatMap(([name, { _tag }]) => (_tag === 'Idle' ? [] : [name])),
    names: (): readonly string[] => [...devices.keys()],
    state: (name: string): DeviceState['_tag'] => devices.get(name)?._tag ?? 'Idle',
  }
}

const laws = suite('the laws of the models over recordings')

laws('there are recordings with channels', () => {
  assert.ok(recordings.length > 15, String(recordings.length))
})

for (const { name, frames } of recordings) {
  laws(`${name}: a device watched late is as one watched early, at every frame after`, () => {
    const frame$ = new Subject<Frame>()
    const both = streams(frame$)
    const early = viewOf(both)
    const middle = Math.floor(frames.length / 2)
    for (const frame of frames.slice(0, middle)) frame$.next(frame)
    const late = viewOf(both)
    for (const frame of frames.slice(middle)) {
      frame$.next(frame)
      assert.equal(late.devices(), early.devices())
      assert.equal(late.channels(), early.channels())
    }
  })

  laws(`${name}: one device says what the map of all devices says, at every frame`, () => {
    const frame$ = new Subject<Frame>()
    const all = streams(frame$)
    const view = viewOf(all)
    const states = new Map<string, DeviceState['_tag']>()
    for (const frame of frames) {
      frame$.next(frame)
      for (const device of view.names()) {
        if (!states.has(device)) all.deviceState(device).subscribe(({ _tag }) => states.set(device, _tag))
      }
      for (const [device, state] of states) assert.is(state, view.state(device), device)
    }
  })

  laws(`${name}: an asker changes no value, and is asked for the channels once`, () => {
    const frame$ = new Subject<Frame>()
    const needed: Query[] = []
    const asker: Asker = {
      need: (_row, query) => {
        needed.push(query)
        return () => undefined
      },
      again: () => undefined,
    }
    const [asking, replaying] = [viewOf(streamsIn({ asker }, frame$, {}).streams), viewOf(streams(frame$))]
    for (const frame of frames) frame$.next(frame)
    assert.equal(asking.channels(), replaying.channels())
    assert.equal(asking.devices(), replaying.devices())
    assert.ok(needed.every(({ question }) => ['Status', 'DeviceStateList'].includes(question.action)))
  })

  laws(`${name}: cut anywhere, a new link and two empty lists leave no channel, and no device that is not idle`, () => {
    for (let cut = 1; cut < frames.length; cut += Math.max(1, Math.floor(frames.length / 40))) {
      const frame$ = new Subject<Frame>()
      const view = viewOf(streams(frame$))
      for (const frame of frames.slice(0, cut)) frame$.next(frame)
      for (const frame of [login('rz'), listStarts('rz'), listEnds('rz'), listStarts('rz'), listEnds('rz')]) {
        frame$.next(frame)
      }
      assert.equal([view.channels(), view.busy()], [[], []], `cut at ${cut}`)
    }
  })
}

laws('a denied, cancelled or foreign answer changes no value', () => {
  const frame$ = new Subject<Frame>()
  const view = viewOf(streams(frame$))
  const seen = recordings.flatMap(({ frames }) => frames.find(({ event }) => event === 'Newchannel') ?? [])[0]
  if (seen === undefined) throw new Error('no channel in any recording')
  frame$.next(login())
  frame$.next(seen)
  const before = view.channels()
  for (const prefix of ['rx', 'ry']) {
    frame$.next(listStarts(prefix))
    frame$.next(listEnds(prefix, 'cancelled'))
  }
  assert.equal(view.channels(), before)
  frame$.next(hangup(seen.get('Channel') ?? ''))
})

laws.run()
