/** Durations come from a stop-watch: they are right whatever happens to the time of day. */
import { readdirSync, readFileSync } from 'node:fs'
import { asyncScheduler } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connect } from '../../src/index.js'
import { elapsed, timeOfDay } from '../../src/rx/clock.js'
import { simulate } from '../../src/testing/index.js'
import { story } from '../support/peer.js'

const test = suite('the clocks')

const HOUR = 3_600_000

/** Runs `during` while the time of day is set to another one. */
const withTimeOfDay = async (offset: number, during: () => Promise<void> | void): Promise<void> => {
  const { now } = Date
  Date.now = () => now() + offset
  try {
    await during()
  } finally {
    Date.now = now
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

for (const offset of [-24 * HOUR, -HOUR, HOUR, 24 * HOUR, 20 * 365 * 24 * HOUR]) {
  test(`a time of day that is set by ${offset / HOUR} hours changes no duration`, async () => {
    const before = elapsed()
    await withTimeOfDay(offset, () => {
      assert.ok(elapsed() - before < 1000 && elapsed() >= before)
      assert.ok(Math.abs(timeOfDay() - Date.now()) < 1000)
    })
  })

  test(`gap.away is the time without a link, also where the clock is set by ${offset / HOUR} hours meanwhile`, async () => {
    const pbx = simulate()
    const away: number[] = []
    const asterisk = connect({
      username: 'admin',
      password: 'secret',
      transport: pbx.transport,
      backoff: { min: 50, max: 50 },
    })
    asterisk.status$.subscribe((status) => {
      if (status._tag === 'Ready' && status.gap._tag === 'Some') away.push(status.gap.value.away)
    })
    asterisk.perform(asterisk.event$)
    await sleep(100)
    pbx.faults.drop('reset')
    await withTimeOfDay(offset, () => sleep(200))
    await asterisk.close()
    assert.ok(away.length === 1 && away.every((ms) => ms >= 0 && ms < 500), String(away))
  })
}

test('in virtual time the stop-watch is the virtual time', () => {
  story((at) => {
    const before = elapsed()
    at(5000, () => assert.is(elapsed() - before, 5000))
  })
})

test('is the only way to a duration: no other file of src subtracts two times of day', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  const wrong = files.filter((name) => {
    const text = readFileSync(`src/${name}`, 'utf8')
    return (
      !name.endsWith('rx/clock.ts') &&
      /(?:asyncScheduler|Date)\.now\(\)\s*-|-\s*(?:asyncScheduler|Date)\.now\(\)/.test(text)
    )
  })
  assert.equal(
    wrong.filter((name) => !name.startsWith('testing/simulation/')),
    [],
  )
  assert.ok(asyncScheduler.now() > 0)
})

test.run()
