/** Recordings of calls that are cut at every frame: a link is lost there, and the next one lists what lives. */
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { CallChange, Frame } from '../../../src/index.js'
import { callsView, type CallsView } from '../../support/callsView.js'
import { LIVE_RECORDINGS, recordedFrames, recordingsIn } from '../../support/recordings.js'
import { livingAfter, relink } from '../../support/statusList.js'

const cuts = suite('calls over lost links')

/** Storms are cut at fewer frames: they are long. */
const MOST_CUTS = 200

const recordings = recordingsIn(LIVE_RECORDINGS)
  .map((name) => ({ name, frames: recordedFrames(name) }))
  .filter(({ frames }) => frames.some(({ event }) => event === 'Newchannel'))
  .map(({ name, frames }) => ({ name, frames, living: livingAfter(frames) }))

const cutsOf = (frames: readonly Frame[]): readonly number[] => {
  const step = Math.max(1, Math.floor(frames.length / MOST_CUTS))
  return frames.flatMap((_, index) => (index > 0 && index % step === 0 ? [index] : []))
}

/** Every call begins once and ends once: by its end, or by the call that absorbs it. */
const assertLives = (changes: readonly CallChange[], where: string): void => {
  const lives = new Map<string, 'lives' | 'over'>()
  for (const { _tag, call } of changes) {
    const before = lives.get(call.id)
    if (_tag === 'Began') assert.is(before, undefined, `${where}: ${call.id} began twice`)
    else assert.is(before, 'lives', `${where}: ${_tag} of ${call.id}`)
    lives.set(call.id, _tag === 'Ended' || _tag === 'Merged' ? 'over' : 'lives')
  }
  assert.equal(
    [...lives].filter(([, life]) => life === 'lives').map(([id]) => id),
    [],
    `${where}: left over`,
  )
}

const assertNothingLeft = (view: CallsView, where: string): void => {
  assert.equal(view.calls(), [], `${where}: calls`)
  assert.equal(
    view.bridges().filter(({ members }) => members.length > 0),
    [],
    `${where}: members of bridges`,
  )
  assertLives(view.changes, where)
}

for (const { name, frames, living } of recordings) {
  cuts(`${name}: whole, each call begins once and ends once, and nothing is left`, () => {
    const view = callsView()
    view.play(frames)
    assertNothingLeft(view, name)
  })

  cuts(`${name}: a link that is lost without a missed event changes no answer`, () => {
    const whole = callsView()
    whole.play(frames)
    const answers = whole.ended().map(({ id, answeredBy }) => [id, answeredBy.map(({ device }) => device)])
    for (const cut of cutsOf(frames)) {
      const view = callsView()
      view.play(frames.slice(0, cut))
      view.play(relink(living[cut - 1] ?? []))
      view.play(frames.slice(cut))
      assertNothingLeft(view, `cut at ${cut}`)
      assert.equal(
        view.ended().map(({ id, answeredBy }) => [id, answeredBy.map(({ device }) => device)]),
        answers,
        `cut at ${cut}`,
      )
    }
  })

  cuts(`${name}: 25 frames that are missed anywhere leave nothing over, and what ended away has no outcome`, () => {
    for (const cut of cutsOf(frames)) {
      const back = Math.min(frames.length, cut + 25)
      const view = callsView()
      view.play(frames.slice(0, cut))
      const before = view.changes.length
      view.play(relink(living[back - 1] ?? []))
      const away = view.changes.slice(before).flatMap((change) => (change._tag === 'Ended' ? [change.call] : []))
      assert.ok(
        away.every(({ outcome, ended }) => O.isNone(outcome) && O.isNone(ended)),
        `cut at ${cut}`,
      )
      view.play(frames.slice(back))
      assertNothingLeft(view, `cut at ${cut}`)
    }
  })

  cuts(`${name}: first seen in the middle, calls say so, and nothing is left`, () => {
    for (const cut of cutsOf(frames)) {
      const view = callsView({ start: 'snapshot' })
      view.play(relink(living[cut - 1] ?? []))
      const present = view.calls()
      assert.ok(
        present.every(({ seenFrom, called, attempts, answeredAt }) =>
          [seenFrom === 'middle', O.isNone(called), attempts.length === 0, O.isNone(answeredAt)].every(Boolean),
        ),
        `cut at ${cut}`,
      )
      view.play(frames.slice(cut))
      assertNothingLeft(view, `cut at ${cut}`)
    }
  })
}

cuts.run()
