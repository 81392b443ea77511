/** Queues over the recordings of a real Asterisk: whole, cut at every frame, and watched late. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Frame } from '../../../src/index.js'
import { QUEUE_CALLS, QUEUES } from '../../../src/model/queues/queues.js'
import { endsQueues, lastList, queueFrames, QUEUE_RECORDINGS } from '../../support/queueRecordings.js'
import { recordedFrames } from '../../support/recordings.js'
import { watchingAll } from '../../support/queueView.js'
import { login } from '../../support/wire.js'

const NAMES = ['support', 'sales', 'empty']

const READ: ReadonlySet<string | undefined> = new Set<string>(
  [QUEUES, QUEUE_CALLS].flatMap(({ events, helped }) => [...events, ...helped]),
)

/** The frames that a model of queues reads. */
const relevant = (frames: readonly Frame[]): readonly Frame[] =>
  frames.filter((frame) => READ.has(frame.event) || frame.actionId !== undefined)

/** Frames as they would come on another link. */
const onLink = (prefix: string, frames: readonly Frame[]): readonly Frame[] =>
  frames.map((frame) => new Frame(frame.text.replace(/ActionID: [^-]*-/, `ActionID: ${prefix}-`)))

const recorded = (name: string): readonly Frame[] => relevant(queueFrames(name))

/** Captures that do not end with a list of all queues get one of another capture, in which nobody waits either. */
const finalList = (frames: readonly Frame[]): readonly Frame[] => {
  const last = lastList(frames)
  return onLink('rz', last.length > 0 ? last : lastList(recorded('queue-answered')))
}

/** Changes that no event tells (section 3 of the reference): QueueReset, QueueReload, and a reorder. */
const SILENT = ['queue-silent-changes', 'queue-three-callers-shift']

const test = suite('queues over recordings')

for (const name of QUEUE_RECORDINGS) {
  const frames = recorded(name)

  if (!SILENT.includes(name)) {
    test(`${name}: the events lead to what each later list of all queues says`, () => {
      const view = watchingAll()
      let before: readonly unknown[] = []
      for (const frame of frames) {
        if (frame.response === 'Success') before = view.state()
        view.play([frame])
        if (endsQueues(frame) && before.length > 0) assert.equal(view.state(), before)
      }
    })
  }

  test(`${name}: cut at every frame, a new link and its list give the state of that list, and nobody is lost or doubled`, () => {
    const list = [login('rz'), ...finalList(frames)]
    const fresh = watchingAll()
    fresh.play(list)
    const step = Math.ceil(frames.length / 400)
    for (let cut = 1; cut <= frames.length; cut += step) {
      const view = watchingAll()
      view.follow(NAMES)
      view.play(frames.slice(0, cut))
      view.play(list)
      assert.equal(view.state(), fresh.state(), `cut at ${cut}`)
      const ways = view.told().filter((line) => /Joined|Left/.test(line))
      const joined = ways.filter((line) => line.endsWith('Joined')).map((line) => line.split(' ')[0])
      const left = ways.flatMap((line) => (line.includes('Left') ? (line.split(' ')[0] ?? []) : []))
      assert.equal(new Set(joined).size, joined.length, `cut at ${cut}: a caller joined twice`)
      assert.equal([...joined].sort(), [...left].sort(), `cut at ${cut}: a caller is lost`)
    }
  })

  test(`${name}: one queue watched alone, or late, is what the map of all queues says`, () => {
    const view = watchingAll()
    const alone = new Map<string, string>()
    frames.forEach((frame, index) => {
      view.play([frame])
      if (index !== 5 && index !== Math.floor(frames.length / 2)) return
      for (const queue of view.names()) {
        view.queue(queue).subscribe((value) => alone.set(queue, JSON.stringify(value)))
      }
    })
    for (const queue of view.names()) {
      view.queue(queue).subscribe((value) => {
        assert.is(JSON.stringify(value), alone.get(queue))
      })
    }
  })
}

/** Each caller's outcome: the table of section 3 of the reference. */
const OUTCOMES: Readonly<Record<string, readonly string[]>> = {
  'queue-answered': ['answered'],
  'queue-answered-by-local-member': ['answered'],
  'queue-call-transferred': ['answered'],
  'queue-local-member-transfers': ['answered'],
  'queue-ring-no-answer-wrapup': ['answered'],
  'queue-abandoned': ['abandoned'],
  'queue-timeout': ['timedOut'],
  'queue-exit-with-key': ['leftByKey'],
  'queue-join-refused': ['abandoned', 'abandoned', 'abandoned', 'abandoned', 'abandoned'],
  'queue-three-callers-shift': ['abandoned', 'abandoned', 'abandoned'],
  'queue-member-changes': [],
  'queue-silent-changes': [],
  'storm-queue': Array.from({ length: 21 }, () => 'abandoned'),
}

for (const name of QUEUE_RECORDINGS) {
  test(`${name}: tells for each caller why it left`, () => {
    const view = watchingAll()
    view.follow(NAMES)
    view.play(recorded(name))
    const outcomes = view.told().flatMap((line) => /Left (.*)/.exec(line)?.[1] ?? [])
    assert.equal(outcomes, OUTCOMES[name])
  })
}

test('a list without our mark shows what it lists, and ends nothing', () => {
  const view = watchingAll()
  view.play(recorded('queue-answered'))
  const before = view.state()
  view.play(
    recordedFrames('queue-three-callers-shift')
      .slice(1)
      .filter(({ actionId }) => actionId !== undefined),
  )
  assert.is(view.state().length, before.length)
})

test.run()
