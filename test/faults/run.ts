/** `npm run faults -- --seed N --count 1000`: random fault schedules in virtual time; a failing one is shrunk and printed. */
import * as fc from 'fast-check'
import { parseArgs } from 'node:util'
import { BOUND, LENGTH, play, schedule, type Step, written } from './schedule.js'
import { judged } from './trial.js'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    count: { type: 'string', default: '1000' },
    path: { type: 'string' },
  },
})
const [seed, count] = [Number(values.seed), Number(values.count)]
if (!Number.isInteger(seed) || !(Number.isInteger(count) && count > 0)) {
  console.error('npm run faults -- [--seed N] [--count N] [--path the:path:of:a:failure]; both are whole numbers')
  process.exit(2)
}

const began = performance.now()
let played = 0
let slowest = 0
const kinds = new Map<string, number>()

const holds = async (steps: readonly Step[]): Promise<void> => {
  const { verdict, healed } = await judged(play(steps), LENGTH, seed)
  if (verdict.length > 0) throw new Error(verdict.join('\n'))
  if (healed > BOUND) throw new Error(`the truth took ${healed} ms`)
  played += 1
  slowest = Math.max(slowest, healed)
  for (const { what } of steps) kinds.set(what, (kinds.get(what) ?? 0) + 1)
  if (played % 100 === 0 && played <= count) {
    console.log(`${played} of ${count} schedules, ${((performance.now() - began) / 1000).toFixed(0)} s`)
  }
}

console.log(`${count} random fault schedules with seed ${seed}`)
const { failed, counterexample, errorInstance, counterexamplePath, numShrinks } = await fc.check(
  fc.asyncProperty(schedule, holds),
  { seed, numRuns: count, ...(values.path === undefined ? {} : { path: values.path }) },
)

if (failed) {
  const reason = errorInstance instanceof Error ? errorInstance.message : String(errorInstance)
  console.log(`\nFAIL seed ${seed}, path ${counterexamplePath ?? ''}, shrunk ${numShrinks} times:`)
  console.log(written(counterexample?.[0] ?? []))
  console.log(reason)
  process.exitCode = 1
} else {
  const sum = [...kinds.values()].reduce((total, each) => total + each, 0)
  console.log(`\n${sum} steps: ${[...kinds].map(([what, times]) => `${what} ${times}`).join(', ')}`)
  console.log(`all true at the latest ${slowest} ms after the last fault`)
  console.log(`${played} schedules: 0 wrong final states, 0 doubled calls, 0 unsettled actions, 0 leaks`)
}
