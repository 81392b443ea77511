import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { wrapUpTimer } from '../../misc/examples/wrapUpTimer.js'
import { play } from './stage.js'

const test = suite('example: the wrap-up timer of an agent')

const ANNA = 'PJSIP/2222'

/** The simulated Asterisk lists queues and runs no calls through them: its events are written here. */
const agent = (event: string, uniqueid: string): readonly string[] => [
  `Event: ${event}`,
  'Privilege: agent,all',
  'Queue: support',
  `Interface: ${ANNA}`,
  `MemberName: ${ANNA}`,
  `Uniqueid: ${uniqueid}`,
]

test('counts down after a call, and stops when the next call comes', () => {
  const { effects } = play({ queues: { support: { members: [ANNA], entries: [] } } }, ({ asterisk, pbx, at, did }) => {
    at(1000, () => {
      pbx.send(...agent('AgentConnect', '1.1'))
    })
    at(4000, () => {
      pbx.send(...agent('AgentComplete', '1.1'))
    })
    at(6500, () => {
      pbx.send(...agent('AgentConnect', '1.2'))
    })
    at(8000, () => {
      pbx.send(...agent('AgentComplete', '1.2'))
    })
    return wrapUpTimer(asterisk, 'support', ANNA, 5000, did)
  })
  const left = effects.map(([, seconds]) => seconds)
  assert.equal(left, [0, 5, 4, 3, 0, 5, 4, 3, 2, 1, 0])
})

test('shows nothing for an agent that the queue does not have', () => {
  const { effects } = play({ queues: { support: { members: [ANNA], entries: [] } } }, ({ asterisk, did }) =>
    wrapUpTimer(asterisk, 'support', 'nobody', 5000, did),
  )
  assert.equal(
    effects.map(([, seconds]) => seconds),
    [0],
  )
})

test.run()
