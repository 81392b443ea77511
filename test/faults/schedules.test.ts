/** Random fault schedules: some here, a thousand by `npm run faults`. Below are those that once found something, at their shortest. */
import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { BOUND, LENGTH, play, schedule, type Step } from './schedule.js'
import { judged } from './trial.js'

const holds = async (steps: readonly Step[]): Promise<void> => {
  const { verdict, healed } = await judged(play(steps), LENGTH)
  assert.equal(verdict, [])
  assert.ok(healed <= BOUND, `the truth took ${healed} ms`)
}

const test = suite('fault schedules')

test('whatever breaks, in the end all is true, settled once, never doubled, and nothing is left', async () => {
  await fc.assert(fc.asyncProperty(schedule, holds), { seed: 20_260_101, numRuns: 120 })
})

test('a call that was cancelled on a link that is half open is ended over the next one', () =>
  holds([
    { at: 0, what: 'manner', n: 0, m: 7 },
    { at: 1251, what: 'late', n: 3, m: 4 },
    { at: 2250, what: 'cancelledCall', n: 0, m: 0 },
    { at: 3151, what: 'forget', n: 0, m: 0 },
    { at: 3151, what: 'drop', n: 0, m: 0 },
  ]))

test.run()
