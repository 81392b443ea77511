import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { musicPause } from '../../misc/examples/musicPause.js'
import { play, type Stage } from './stage.js'

const test = suite('example: music pause')

const begin = ({ asterisk, did }: Stage) =>
  musicPause(asterisk, ['2222', '200'], { pause: () => did('pause'), resume: () => did('resume') }, 3000)

test('pauses when a call is answered, not while it rings, and goes on three seconds after its end', () => {
  const { effects } = play({}, (stage) => {
    const { pbx, at } = stage
    pbx.phone('PJSIP/2222', { _tag: 'Answers', after: 2000, talk: 10_000 })
    at(1000, () => pbx.dial('PJSIP/30', '2222'))
    return begin(stage)
  })
  assert.equal(effects, [
    [3000, 'pause'],
    [16_000, 'resume'],
  ])
})

test('stays quiet when the next call comes before the three seconds are over', () => {
  const { effects } = play({}, (stage) => {
    const { pbx, at } = stage
    pbx.phone('PJSIP/2222', { _tag: 'Answers', after: 0, talk: 5000 })
    pbx.phone('PJSIP/200', { _tag: 'Answers', after: 0, talk: 5000 })
    at(1000, () => pbx.dial('PJSIP/30', '2222'))
    at(8000, () => pbx.dial('PJSIP/30', '200'))
    return begin(stage)
  })
  assert.equal(effects, [
    [1000, 'pause'],
    [16_000, 'resume'],
  ])
})

test('an outage of the link does not start the music in the middle of a call', () => {
  const { effects } = play({}, (stage) => {
    const { pbx, at } = stage
    pbx.phone('PJSIP/2222', { _tag: 'Answers', after: 0, talk: 30_000 })
    at(1000, () => pbx.dial('PJSIP/30', '2222'))
    at(5000, () => pbx.faults.drop('reset'))
    return begin(stage)
  })
  assert.equal(effects, [
    [1000, 'pause'],
    [34_000, 'resume'],
  ])
})

test.run()
