import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { screenPop } from '../../misc/examples/screenPop.js'
import { play, type Stage, whatOf } from './stage.js'

const test = suite('example: screen pop')

const begin = ({ asterisk, did }: Stage) => screenPop(asterisk, '2222', (call) => did(call?.number))

const callFor = ({ pbx, at }: Stage, exten: string, ms: number): void => {
  at(1000, () => {
    const call = pbx.dial('PJSIP/200', exten)
    at(ms, call.hangup)
  })
}

test('shows the caller while the phone rings, and nothing when the caller gave up', () => {
  const played = play({}, (stage) => {
    callFor(stage, '2222', 5000)
    return begin(stage)
  })
  assert.equal(whatOf(played), [undefined, '200', undefined])
  assert.equal(played.faults, [])
})

test('shows nothing any more when the phone answers, or when another one does', () => {
  const here = play({}, (stage) => {
    stage.pbx.phone('PJSIP/2222', { _tag: 'Answers', after: 2000 })
    callFor(stage, '2222', 10_000)
    return begin(stage)
  })
  const elsewhere = play({}, (stage) => {
    callFor(stage, '2222&30', 10_000)
    return begin(stage)
  })
  assert.equal(here.effects.map(([at, what]) => [Math.floor(at / 1000), what]).slice(1), [
    [1, '200'],
    [3, undefined],
  ])
  assert.equal(whatOf(elsewhere), [undefined, '200', undefined])
})

test.run()
