/** Random schedules, in any number: `campaign.ts COUNT SEED`, as `npm run fleet:schedules -- COUNT SEED`. */
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import * as assert from 'uvu/assert'
import { kindOf } from '../../src/nats/subject.js'
import { brokenPromise, Schedule } from './schedule.js'

const choices = fc.array(fc.nat(2 ** 24), { minLength: 500, maxLength: 1000, size: 'max' })

export interface Campaign {
  readonly count: number
  readonly seed?: number
  /** Asterisk writes a time into each event. */
  readonly isStamped: boolean
  readonly progress?: (done: number) => void
}

/** Runs schedules; throws at the first one that breaks a promise, with its seed and path. */
export const keepsPromises = ({ count, seed, isStamped, progress }: Campaign): void => {
  const seen = { schedules: 0, entries: 0, frames: 0, executed: 0, notSent: 0, epochs: 0 }
  fc.assert(
    fc.property(choices, (steps) => {
      const schedule = new Schedule(isStamped)
      for (const step of steps) schedule.step(step)
      schedule.settle()
      assert.is(brokenPromise(schedule), undefined)
      seen.schedules += 1
      seen.entries += schedule.log.entries.length
      seen.frames += schedule.log.entries.filter(({ subject }) => kindOf(subject) === 'state').length
      seen.executed += schedule.executed.length
      seen.notSent += [...schedule.failures.values()].filter(({ _tag }) => _tag === 'NotSent').length
      seen.epochs += new Set(schedule.log.entries.map(({ id }) => id.split('.')[1])).size
      progress?.(seen.schedules)
    }),
    { numRuns: count, endOnFailure: true, ...(seed === undefined ? {} : { seed }) },
  )
  console.log(JSON.stringify(seen))
  // a run in which nothing happens proves nothing
  assert.ok(seen.epochs > 2 * count && seen.frames > 5 * count && seen.executed > count && seen.notSent > count)
}

const run = (count: number, seed: number): void => {
  const began = performance.now()
  for (const isStamped of [true, false]) {
    console.log(`${count} schedules ${isStamped ? 'with' : 'without'} timestamps, seed ${seed}`)
    const progress = (done: number): void => {
      if (done % 5000 === 0) console.log(`${done} after ${Math.round((performance.now() - began) / 1000)} s`)
    }
    keepsPromises({ count, seed, isStamped, progress })
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , count = '100000', seed = String(Date.now() % 2 ** 31)] = process.argv
  run(Number(count), Number(seed))
}
