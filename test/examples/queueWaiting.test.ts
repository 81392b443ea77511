import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { queueWaiting } from '../../misc/examples/queueWaiting.js'
import { play, whatOf } from './stage.js'

const test = suite('example: who waits in the queue')

const MEMBERS = ['PJSIP/2222']
/** The simulated Asterisk lists queues and runs no calls through them: its events are written here. */
const joined = (queue: string): readonly string[] => [
  'Event: QueueCallerJoin',
  'Privilege: agent,all',
  `Queue: ${queue}`,
  'Position: 1',
]

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
  const entries: string[] = []
  const { effects } = play({ queues: { support: { members: MEMBERS, entries } } }, ({ asterisk, pbx, at, did }) => {
    at(1000, () => {
      entries.push('PJSIP/200-00000001')
      pbx.send(...joined('sales'))
    })
    at(2000, () => {
      pbx.send(...joined('support'))
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
