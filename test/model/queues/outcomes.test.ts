/** The outcome of each caller: what stands around its Leave decides it. */
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Frame } from '../../../src/index.js'
import { abandons, agent, joins, leaves, ofChannel, queueList } from '../../support/queueWire.js'
import { watching } from '../../support/queueView.js'
import { login } from '../../support/wire.js'

const ANNA = 'PJSIP/2222'
const LEG = ['PJSIP/2222-00000014', '5.1'] as const

/** A watched queue without callers, on a login that reads channels: it has heard one. */
const started = (
  callers: readonly string[] = [],
  hears: readonly Frame[] = [ofChannel('Newstate', '1.1', { priority: 1 })],
) => {
  const view = watching('support')
  view.play([login(), ...hears, ...queueList('queue-support', { support: { members: { [ANNA]: {} }, callers } })])
  return view
}

const JOIN = joins('support', '1.1', 1, 1)
const LEAVE = leaves('support', '1.1', 1, 0)

const outcome = suite('outcomes of callers')

const last = (view: ReturnType<typeof watching>): string => view.said().at(-1) ?? ''

const TABLE: readonly (readonly [what: string, frames: readonly Frame[], said: string])[] = [
  ['answered', [JOIN, LEAVE, agent('AgentConnect', 'support', '1.1', ANNA, LEG)], 'Left answered'],
  ['left by key', [JOIN, leaves('support', '1.1', 1, 0, { context: 'qexit', exten: '1' })], 'Left leftByKey'],
  ['abandoned', [JOIN, abandons('support', '1.1'), LEAVE, ofChannel('Hangup', '1.1')], 'Left abandoned'],
  [
    'timed out, hung up later',
    [JOIN, abandons('support', '1.1'), LEAVE, ofChannel('Hangup', '1.1', { priority: 3 })],
    'Left timedOut',
  ],
  [
    'timed out, seen in the dialplan',
    [JOIN, abandons('support', '1.1'), LEAVE, ofChannel('Newexten', '1.1', { priority: 3 })],
    'Left timedOut',
  ],
  [
    'timed out, and joins another queue',
    [JOIN, abandons('support', '1.1'), LEAVE, joins('sales', '1.1', 1, 1, { priority: 3 })],
    'Left timedOut',
  ],
  [
    'redirected away',
    [JOIN, abandons('support', '1.1'), leaves('support', '1.1', 1, 0, { exten: '301' })],
    'Left redirected',
  ],
  ['neither answered nor abandoned', [JOIN, LEAVE, ofChannel('Hangup', '1.1')], 'Left unknown?'],
]

for (const [what, frames, said] of TABLE) {
  outcome(`${what}: ${said}`, () => {
    const view = started()
    view.play(frames)
    assert.is(last(view), `1.1 ${said}`)
    assert.is(view.said().filter((line) => line.includes('Left')).length, 1)
    view.play([ofChannel('Hangup', '1.1'), LEAVE])
    assert.is(view.said().filter((line) => line.includes('Left')).length, 1)
  })
}

outcome('an open outcome is told only when it is clear, and not by an event at the same place', () => {
  const view = started()
  view.play([JOIN, abandons('support', '1.1'), LEAVE, ofChannel('SoftHangupRequest', '1.1')])
  assert.is(last(view), '1.1 Joined')
  view.play([ofChannel('Hangup', '1.1')])
  assert.is(last(view), '1.1 Left abandoned')
})

outcome('with class agent alone it is abandoned, and not certain', () => {
  const view = started([], [])
  view.play([JOIN, abandons('support', '1.1'), LEAVE])
  assert.is(last(view), '1.1 Left abandoned?')
})

outcome('a caller whom only the list showed is compared with the place of its Leave', () => {
  const [gone, kept] = [started(['1.1']), started(['1.1'])]
  gone.play([abandons('support', '1.1'), LEAVE, ofChannel('Hangup', '1.1')])
  assert.is(last(gone), '1.1 Left abandoned')
  kept.play([abandons('support', '1.1'), LEAVE, ofChannel('Hangup', '1.1', { priority: 3 })])
  assert.is(last(kept), '1.1 Left timedOut')
})

outcome('a caller whom only the list showed, and who leaves by a key, left by a key in all likelihood', () => {
  const view = started(['1.1'])
  view.play([leaves('support', '1.1', 1, 0, { context: 'qexit', exten: '1', priority: 0 })])
  view.play([ofChannel('Hangup', '1.1', { context: 'qexit', exten: '1', priority: 3 })])
  assert.is(last(view), '1.1 Left leftByKey?')
})

outcome('a caller of an outage has no known outcome; one who still waits has none yet', () => {
  const view = started()
  view.play([JOIN, joins('support', '1.2', 2, 2), login('ry')])
  view.play(queueList('queue-support', { support: { callers: ['1.2'] } }, 'ry'))
  assert.equal(view.said(), ['1.1 Joined', '1.2 Joined', '1.1 Left unknown?'])
  const left = view.changes.at(-1)
  assert.ok(left?._tag === 'Left' && O.isNone(left.waited))
})

outcome('a caller who was leaving when the link was lost abandoned in all likelihood', () => {
  const view = started()
  view.play([JOIN, abandons('support', '1.1'), LEAVE, login('ry')])
  view.play(queueList('queue-support', { support: {} }, 'ry'))
  assert.is(last(view), '1.1 Left abandoned?')
})

outcome('a list that is newer than a Leave on its way takes no outcome away', () => {
  const view = started()
  view.play([JOIN, ...queueList('queue-support', { support: {} })])
  assert.equal(view.callers(), [])
  view.play([leaves('support', '1.1', 1, 0, { context: 'qexit', exten: '1' })])
  assert.equal(view.said(), ['1.1 Joined', '1.1 Left leftByKey'])
})

outcome('rights may change with a link: one that brings no channels makes no outcome certain', () => {
  const view = started()
  view.play([login('ry'), ...queueList('queue-support', { support: { callers: ['1.2'] } }, 'ry')])
  view.play([abandons('support', '1.2'), leaves('support', '1.2', 1, 0)])
  assert.is(last(view), '1.2 Left abandoned?')
})

outcome('a denied, cancelled or foreign list ends no caller', () => {
  const view = started()
  view.play([JOIN, login('ry')])
  view.play(queueList('queue-support', { support: {} }, 'ry', 'cancelled'))
  view.play(queueList('queue-support', { support: {} }, 'rx'))
  view.play(queueList('queue-support', { support: {} }, 'ry').slice(0, -1))
  assert.equal(view.said(), ['1.1 Joined'])
  assert.equal(view.callers(), ['1.1'])
})

outcome('the wait is that until Leave, and a connection names the channel that talks', () => {
  const view = started()
  view.play([JOIN, LEAVE, agent('AgentConnect', 'support', '1.1', ANNA, LEG)])
  const [, connected, left] = view.changes
  assert.ok(connected?._tag === 'Connected' && connected.channel === LEG[0] && connected.waited >= 0)
  assert.ok(left?._tag === 'Left' && O.isSome(left.waited))
})

outcome.run()
