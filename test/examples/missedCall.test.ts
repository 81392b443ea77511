import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { missedCall } from '../../misc/examples/missedCall.js'
import { play, type Stage, whatOf } from './stage.js'

const test = suite('example: missed call')

const begin = ({ asterisk, did }: Stage) =>
  missedCall(asterisk, 'PJSIP/2222', ({ caller }) => did(O.toUndefined(caller)))
const callFor = ({ pbx, at }: Stage, ms: number, exten: string): void => {
  at(1000, () => {
    const call = pbx.dial('PJSIP/200', exten)
    at(ms, call.hangup)
  })
}

test('tells who called when the caller gave up', () => {
  const { effects } = play({}, (stage) => {
    callFor(stage, 5000, '2222')
    return begin(stage)
  })
  assert.equal(effects, [[6000, '200']])
})

test('tells of a call that rang until the time was up', () => {
  const played = play({}, (stage) => {
    callFor(stage, 50_000, '2222')
    return begin(stage)
  })
  assert.equal(whatOf(played), ['200'])
})

test('says nothing of a call that was answered, here or on another phone', () => {
  const here = play({}, (stage) => {
    stage.pbx.phone('PJSIP/2222', { _tag: 'Answers', after: 1000 })
    callFor(stage, 5000, '2222')
    return begin(stage)
  })
  const elsewhere = play({}, (stage) => {
    callFor(stage, 5000, '2222&30')
    return begin(stage)
  })
  assert.equal([whatOf(here), whatOf(elsewhere)], [[], []])
})

test('says nothing of a call of which an outage hid the end', () => {
  const played = play({}, (stage) => {
    const { pbx, at } = stage
    at(1000, () => {
      const call = pbx.dial('PJSIP/200', '2222')
      at(1000, () => {
        pbx.faults.drop()
        call.hangup()
      })
    })
    return begin(stage)
  })
  assert.equal(whatOf(played), [])
})

test.run()
