/** The callers of a queue for subscribers of different times. */
import { Subject } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Frame, streams } from '../../src/index.js'
import { said as way } from '../support/queueView.js'
import { agent, joins, leaves, queueList } from '../support/queueWire.js'
import { login } from '../support/wire.js'

const ANNA = 'PJSIP/2222'
const LEG = ['PJSIP/2222-00000014', '5.1'] as const

const test = suite('queue callers')

/** A queue with one member, and nobody who waits. */
const LIST = queueList('queue-support', { support: { members: { [ANNA]: { lastCall: 0 } } } })

test('a subscriber of later gets the present callers and their rings first, and then only what is new', () => {
  const frame$ = new Subject<Frame>()
  const { queueCall } = streams(frame$, { start: 'snapshot' })
  const [early, late]: [string[], string[]] = [[], []]
  queueCall('support').subscribe((change) => early.push(way(change)))
  const play = (...frames: readonly Frame[]): void => {
    for (const each of frames) frame$.next(each)
  }
  play(login(), ...LIST, joins('support', '1.1', 1, 1), agent('AgentCalled', 'support', '1.1', ANNA, LEG))
  queueCall('support').subscribe((change) => late.push(way(change)))
  assert.equal(late, ['1.1 Joined', `1.1 Ringing ${ANNA}`])
  play(leaves('support', '1.1', 1, 0), agent('AgentConnect', 'support', '1.1', ANNA, LEG), ...LIST)
  assert.equal(late.slice(2), [`1.1 Connected ${ANNA}`, '1.1 Left answered'])
  assert.equal(early, late)
})

test('a link that ends while callers wait completes the streams, and nothing is left of them', () => {
  const frame$ = new Subject<Frame>()
  const { queue } = streams(frame$, { start: 'snapshot' })
  let ended = false
  queue('support').subscribe({ complete: () => (ended = true) })
  for (const each of [login(), ...LIST, joins('support', '1.1', 1, 1)]) frame$.next(each)
  frame$.complete()
  assert.ok(ended)
})

test.run()
