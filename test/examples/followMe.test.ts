import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { followMe } from '../../misc/examples/followMe.js'
import { answer, type SimulateOptions, wait } from '../../src/testing/index.js'
import { play, type Stage, whatOf } from './stage.js'

const test = suite('example: follow me')

const HOUSE: SimulateOptions = {
  endpoints: {
    'PJSIP/200': { _tag: 'Rings' },
    'PJSIP/300': { _tag: 'Answers', after: 2000 },
    'PJSIP/30': { _tag: 'Busy' },
  },
  contexts: { waiting: (exten) => (exten === 'room1' ? [answer(), wait(60_000)] : undefined) },
}
const begin = (phones: readonly string[]) => (stage: Stage) => {
  stage.at(100, () => {
    stage.pbx.userEvent('FollowMe', { Source: 'jan', Value: 'room1' })
  })
  return followMe(stage.asterisk, { jan: phones }, (person, what) => {
    stage.did(`${person}: ${what}`)
  })
}

test('the second phone rings when the first has rung for ten seconds', () => {
  const { effects } = play(HOUSE, begin(['PJSIP/200', 'PJSIP/300']))
  const [[at, what] = []] = effects
  assert.match(String(what), /^jan: PJSIP\/300-/)
  assert.ok(at !== undefined && at > 12_000 && at < 13_000)
})

test('a busy phone is passed at once', () => {
  const { effects } = play(HOUSE, begin(['PJSIP/30', 'PJSIP/300']))
  assert.ok((effects[0]?.[0] ?? 0) < 3000)
})

test('tells the reason of each phone when nobody answers', () => {
  const played = play(HOUSE, begin(['PJSIP/30', 'PJSIP/200']))
  assert.equal(whatOf(played), ['jan: nobody answered: PJSIP/30 is busy; PJSIP/200 did not answer'])
})

test('somebody without phones is told of, and keeps nobody from the next', () => {
  const played = play(HOUSE, begin([]))
  assert.match(String(whatOf(played)[0]), 'needs at least one source')
})

test.run()
