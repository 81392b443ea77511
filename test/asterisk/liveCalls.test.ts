/** Calls as a whole, on the simulated and on a real Asterisk with SIP phones. */
import * as O from 'fp-ts/lib/Option.js'
import * as assert from 'uvu/assert'
import type { CallChange, LiveCall } from '../../src/index.js'
import { eventually, watch, type Watched } from '../support/watching.js'
import { type Bench, conformance, row } from './conformance.js'

const ANSWERS = { _tag: 'Answers', after: 200 } as const

/** The changes of all calls, from a moment on at which none lives. */
const watchCalls = async ({ ready }: Bench): Promise<Watched<CallChange>> => {
  const asterisk = await ready('full')
  const calls = watch(asterisk.call$)
  await eventually('no call is known', () => calls.values.at(-1)?.size === 0)
  return watch(asterisk.callChange$)
}

const tags = ({ values }: Watched<CallChange>): readonly string[] => values.map(({ _tag }) => _tag)

const ended = async (changes: Watched<CallChange>): Promise<LiveCall> => {
  await eventually('the call has ended', () => tags(changes).includes('Ended'), 15_000)
  const last = changes.values.find(({ _tag }) => _tag === 'Ended')
  if (last === undefined) throw new Error('no end')
  return last.call
}

const devices = (call: LiveCall): readonly string[] => call.answeredBy.map(({ device }) => device)

/** Pairs that talked, each once. */
const talked = (call: LiveCall): readonly string[] => [...new Set(call.talks.map(({ between }) => between.join('-')))]

conformance('calls', [
  row('an answered call begins, rings, is answered and ends', async (bench) => {
    const changes = await watchCalls(bench)
    await bench.lab.phone('2222', ANSWERS)
    const dialled = await bench.lab.dial('200', '2222')
    await eventually('it is answered', () => tags(changes).includes('Answered'), 10_000)
    await dialled.hangup()
    const call = await ended(changes)
    assert.equal(tags(changes), ['Began', 'Ringing', 'Answered', 'Ended'])
    assert.equal(O.toUndefined(call.caller)?.device, '200')
    assert.equal(
      [O.toUndefined(call.called), devices(call), O.toUndefined(call.outcome)],
      ['2222', ['2222'], 'answered'],
    )
    assert.equal(talked(call), ['200-2222'])
  }),

  row('a busy phone, one that rejects, and a caller who gives up have three outcomes', async (bench) => {
    for (const [manner, outcome] of [
      [{ _tag: 'Busy' }, 'busy'],
      [{ _tag: 'Rejects' }, 'rejected'],
      [{ _tag: 'Rings' }, 'cancelled'],
    ] as const) {
      const changes = await watchCalls(bench)
      await bench.lab.phone('2222', manner)
      const dialled = await bench.lab.dial('200', '2222')
      if (outcome === 'cancelled') {
        await eventually('it rings', () => tags(changes).includes('Ringing'), 10_000)
        await dialled.hangup()
      }
      const call = await ended(changes)
      assert.equal([O.toUndefined(call.outcome), devices(call)], [outcome, []], outcome)
      await bench.lab.quiet()
      changes.stop()
    }
  }),

  row('a blind transfer leaves one call with two answers', async (bench) => {
    const changes = await watchCalls(bench)
    await bench.lab.phone('2222', ANSWERS)
    await bench.lab.phone('30', ANSWERS)
    await bench.lab.blindTransfer('200', '2222', '30')
    await eventually('both have answered', () => tags(changes).filter((tag) => tag === 'Answered').length === 2, 15_000)
    await bench.lab.quiet()
    const call = await ended(changes)
    assert.equal(devices(call), ['2222', '30'])
    assert.equal(
      call.transfers.map(({ kind, to }) => [kind, to]),
      [['blind', '30']],
    )
    assert.is(tags(changes).filter((tag) => tag === 'Began').length, 1)
  }),

  row('an attended transfer ends with one call; the consultation is merged', async (bench) => {
    const changes = await watchCalls(bench)
    await bench.lab.phone('200', ANSWERS)
    await bench.lab.phone('30', ANSWERS)
    await bench.lab.attendedTransfer('2222', '200', '30')
    await eventually('it is transferred', () => tags(changes).includes('Transferred'), 15_000)
    await bench.lab.quiet()
    const call = await ended(changes)
    const all = tags(changes)
    const count = (tag: string): number => all.filter((each) => each === tag).length
    assert.is(count('Began'), count('Merged') + count('Ended'))
    assert.is(count('Ended'), 1)
    assert.ok(talked(call).includes('200-30'), talked(call).join())
  }),

  row('a call that is picked up was answered by the picker', async (bench) => {
    const changes = await watchCalls(bench)
    await bench.lab.phone('2222', { _tag: 'Rings' })
    const dialled = await bench.lab.pickup('30', '200', '2222')
    await eventually('it is answered', () => tags(changes).includes('Answered'), 15_000)
    await dialled.hangup()
    await bench.lab.quiet()
    const call = await ended(changes)
    assert.is(tags(changes).filter((tag) => tag === 'Ended').length, 1)
    assert.is(O.toUndefined(call.outcome), 'answered')
  }),
])
