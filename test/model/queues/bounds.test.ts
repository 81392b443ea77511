/** The bounds of queues: memory, and the work that a frame makes. */
import * as O from 'fp-ts/lib/Option.js'
import { Subject } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Failure, type Frame, Frame as AnyFrame, streams } from '../../../src/index.js'
import { streamsIn } from '../../../src/streams/streams.js'
import { joins, leaves, memberEvent, queueList } from '../../support/queueWire.js'
import { playing, watching } from '../../support/queueView.js'
import { login } from '../../support/wire.js'

const test = suite('bounds of queues')

test('a server that never lets callers leave fills the budget and not the memory; it is reported once', () => {
  const frame$ = new Subject<Frame>()
  const faults: Failure[] = []
  const report = (failure: Failure): void => void faults.push(failure)
  const { queue, queueCall } = streamsIn({ memory: 100_000 }, frame$, { start: 'snapshot', report }).streams
  let waiting = 0
  let told = 0
  queue('support').subscribe((value) => (waiting = O.isSome(value) ? value.value.callers.length : -1))
  queueCall('support').subscribe(() => (told += 1))
  for (const each of [login(), ...queueList('queue-support', { support: {} })]) frame$.next(each)
  for (let index = 1; index <= 1000; index += 1) frame$.next(joins('support', `${index}.1`, index, index))
  assert.ok(waiting > 50 && waiting < 100, String(waiting))
  assert.ok(told > 50 && told < 100, String(told))
  assert.is(faults.length, 2)
  for (let index = 1; index <= 1000; index += 1) frame$.next(leaves('support', `${index}.1`, 1, 0, { exten: '9' }))
  assert.is(waiting, 0)
})

test('events of a queue that nobody watches are not read, and nothing of it is kept', () => {
  const view = watching('support')
  view.play([login(), ...queueList('queue-support', { support: {} })])
  const other = joins('sales', '1.1', 1, 1)
  view.play([other, memberEvent('QueueMemberStatus', 'sales', 'PJSIP/2222')])
  assert.equal([view.said(), view.asked], [[], []])
})

test('a queue that was not watched for a while is not shown as it was, but as its next list says', () => {
  const { queue, play } = playing()
  const sizes = (name: string): number[] => {
    const seen: number[] = []
    queue(name).subscribe((value) => seen.push(O.isSome(value) ? value.value.callers.length : -1))
    return seen
  }
  sizes('support')
  const first = queue('sales').subscribe()
  play([login(), ...queueList('queue-sales', { sales: { callers: ['1.1'] } })])
  first.unsubscribe()
  play([leaves('sales', '1.1', 1, 0)])
  const again = sizes('sales')
  assert.equal(again, [])
  play(queueList('queue-sales', { sales: {} }))
  assert.equal(again, [0])
})

test('after the last subscriber no frame is read', () => {
  const frame$ = new Subject<Frame>()
  let reads = 0
  class Counted extends AnyFrame {
    override exact(name: string): string | undefined {
      reads += 1
      return super.exact(name)
    }
  }
  const { queue, channel$ } = streams(frame$, { start: 'snapshot' })
  channel$.subscribe()
  const watched = queue('support').subscribe()
  for (const each of [login(), ...queueList('queue-support', { support: { members: { 'PJSIP/1': {} } } })])
    frame$.next(each)
  const event = new Counted(memberEvent('QueueMemberStatus', 'support', 'PJSIP/1', { status: 2 }).text)
  frame$.next(event)
  assert.ok(reads > 10)
  watched.unsubscribe()
  reads = 0
  frame$.next(event)
  assert.is(reads, 0)
})

test('a value that was emitted does not change', () => {
  const view = watching('support')
  view.play([login(), ...queueList('queue-support', { support: { members: { 'PJSIP/1': {} }, callers: ['1.1'] } })])
  const before = view.now()
  const copy = JSON.stringify(before)
  view.play([
    leaves('support', '1.1', 1, 0),
    joins('support', '1.2', 1, 1),
    memberEvent('QueueMemberPause', 'support', 'PJSIP/1', { paused: 1 }),
    memberEvent('QueueMemberRemoved', 'support', 'PJSIP/1'),
  ])
  assert.is(JSON.stringify(before), copy)
  assert.equal(view.now().members, [])
})

test('two members that swap nothing keep their objects', () => {
  const view = watching('support')
  const members = { 'PJSIP/1': {}, 'PJSIP/2': {} }
  view.play([login(), ...queueList('queue-support', { support: { members, callers: ['1.1', '1.2'] } })])
  const [one] = view.now().members
  const [, second] = view.now().callers
  view.play([memberEvent('QueueMemberStatus', 'support', 'PJSIP/2', { status: 2 })])
  assert.is(view.now().members[0], one)
  assert.is(view.now().callers[1], second)
})

test.run()
