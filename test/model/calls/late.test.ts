/** Calls that are watched late: what is not known is none, and what begins later is whole. */
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Subject } from 'rxjs'
import { type Frame, type LiveCall, streams } from '../../../src/index.js'
import { told } from '../../support/callsView.js'
import { LIVE_RECORDINGS, recordedFrames, recordingsIn } from '../../support/recordings.js'

const late = suite('calls that are watched late')

const recordings = recordingsIn(LIVE_RECORDINGS)
  .map((name) => ({ name, frames: recordedFrames(name) }))
  .filter(({ frames }) => frames.length < 500 && frames.some(({ event }) => event === 'Newchannel'))

/** Two watchers: one from the beginning, one from the middle on. Both have the channels from the beginning. */
const both = () => {
  const subjects = [new Subject<Frame>(), new Subject<Frame>()]
  const [early, late_] = subjects.map((frame$) => streams(frame$))
  return {
    early,
    late: late_,
    play: (frames: readonly Frame[]): void => {
      for (const frame of frames) for (const subject of subjects) subject.next(frame)
    },
  }
}

const sidesOf = ({ talks }: LiveCall): readonly string[] =>
  talks.filter(({ until }) => O.isNone(until)).map(({ between }) => between.join('–'))

for (const { name, frames } of recordings) {
  late(`${name}: the same phones talk, and calls that begin later are the same`, () => {
    for (const middle of [0.25, 0.5, 0.75].map((part) => Math.floor(frames.length * part))) {
      const { early, late: latecomer, play } = both()
      let [wanted, shown]: (readonly LiveCall[])[] = [[], []]
      early?.call$.subscribe((calls) => (wanted = [...calls.values()]))
      latecomer?.channel$.subscribe()
      play(frames.slice(0, middle))
      latecomer?.call$.subscribe((calls) => (shown = [...calls.values()]))
      const old = new Set((wanted ?? []).map(({ id }) => id))
      for (const frame of frames.slice(middle)) {
        play([frame])
        const all = (calls: readonly LiveCall[] = []) => calls.flatMap(sidesOf).sort()
        const fresh = (calls: readonly LiveCall[] = []) => calls.filter(({ id }) => !old.has(id))
        assert.equal(all(shown), all(wanted), `from ${middle}`)
        if (fresh(wanted).length === (wanted ?? []).length)
          assert.equal(fresh(shown).map(told), fresh(wanted).map(told))
      }
      assert.equal(shown, [], `from ${middle}`)
    }
  })
}

late('a call that is seen from the middle says so, and does not pretend to know its beginning', () => {
  const frames = recordedFrames('call-answered')
  const { late: latecomer, play } = both()
  latecomer?.channel$.subscribe()
  play(frames.slice(0, frames.findLastIndex(({ event }) => event === 'BridgeEnter') + 1))
  const seen: LiveCall[] = []
  latecomer?.callChange$.subscribe(({ call }) => seen.push(call))
  play(frames.slice(frames.findLastIndex(({ event }) => event === 'BridgeEnter') + 1))
  const [first, last] = [seen[0], seen.at(-1)]

  assert.equal(first && [first.seenFrom, first.called, first.attempts, first.answeredAt, first.outcome], [
    'middle',
    O.none,
    [],
    O.none,
    O.none,
  ])
  assert.equal(first && sidesOf(first), ['200–2222'])
  assert.equal(last && told(last), '2222 > ?: answered; by 200; talks 200–2222')
})

late('a call that rings when it is first seen, and ends unanswered, has no outcome', () => {
  const frames = recordedFrames('call-noanswer')
  const { late: latecomer, play } = both()
  latecomer?.channel$.subscribe()
  const ringing = frames.findIndex(({ event }) => event === 'DialEnd')
  play(frames.slice(0, ringing))
  const seen: LiveCall[] = []
  latecomer?.callChange$.subscribe(({ call }) => seen.push(call))
  play(frames.slice(ringing))

  assert.equal(seen.at(-1)?.outcome, O.none)
})

late.run()
