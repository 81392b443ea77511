import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { queueWaiting } from '../../misc/examples/queueWaiting.js'
import { play, whatOf } from './stage.js'

const test = suite('example: who waits in the queue')

const MEMBERS = ['PJSIP/2222']
test('shows at the start who waits, in order', () => {
  const entries = ['PJSIP/200-00000001', 'PJSIP/30-00000002']
  const played = play({ queues: { support: { members: MEMBERS, entries } } }, ({ asterisk, did }) =>
    queueWaiting(asterisk, 'support', (waiting) => did(waiting.map(({ position, channel }) => [position, channel]))),
  )
  assert.equal(whatOf(played), [
    [
      [1, 'PJSIP/200-00000001'],
      [2, 'PJSIP/30-00000002'],
    ],
  ])
})

test('looks again when somebody joins that queue, and not for another one', () => {
  const { effects } = play({ queues: { support: { members: MEMBERS, entries: [] } } }, ({ asterisk, pbx, at, did }) => {
    at(1000, () => {
      pbx.queue('sales').join('PJSIP/30')
    })
    at(2000, () => {
      pbx.queue('support').join('PJSIP/200')
    })
    return queueWaiting(asterisk, 'support', (waiting) => did(waiting.length))
  })
  assert.equal(effects, [
    [0, 0],
    [2000, 1],
  ])
})

test('shows an unknown queue as one where nobody waits', () => {
  const played = play({}, ({ asterisk, did }) => queueWaiting(asterisk, 'nowhere', did))
  assert.equal(whatOf(played), [[]])
})

test.run()
