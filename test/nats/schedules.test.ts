/** The promises of a fleet, over the real code and a log in memory, on random schedules. `npm run fleet:schedules` runs 100,000. */
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { kindOf } from '../../src/nats/subject.js'
import { brokenPromise, Schedule } from './schedule.js'

const RUNS = Number(process.env['RX_ASTERISK_SCHEDULES'] ?? 300)
const choices = fc.array(fc.nat(2 ** 24), { minLength: 500, maxLength: 1000, size: 'max' })

const test = suite('schedules')

const keepsPromises = (isStamped: boolean): void => {
  const seen = { entries: 0, frames: 0, executed: 0, notSent: 0, epochs: 0 }
  fc.assert(
    fc.property(choices, (steps) => {
      const schedule = new Schedule(isStamped)
      for (const step of steps) schedule.step(step)
      schedule.settle()
      assert.is(brokenPromise(schedule), undefined)
      seen.entries += schedule.log.entries.length
      seen.frames += schedule.log.entries.filter(({ subject }) => kindOf(subject) === 'state').length
      seen.executed += schedule.executed.length
      seen.notSent += [...schedule.failures.values()].filter(({ _tag }) => _tag === 'NotSent').length
      seen.epochs += new Set(schedule.log.entries.map(({ id }) => id.split('.')[1])).size
    }),
    { numRuns: RUNS, interruptAfterTimeLimit: 3_600_000, endOnFailure: true },
  )
  console.log(`${RUNS} schedules: ${JSON.stringify(seen)}`)
  // a run in which nothing happens proves nothing
  assert.ok(seen.epochs > 2 * RUNS && seen.frames > 5 * RUNS && seen.executed > RUNS && seen.notSent > RUNS)
}

test('with timestamps: no old epoch, no frame twice, no loss without a gap, no action twice, NotSent never sent', () => {
  keepsPromises(true)
})

test('without timestamps: no old epoch, no action twice, NotSent never sent', () => {
  keepsPromises(false)
})

test.run()
