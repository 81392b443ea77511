/** A link that is cut at every byte of a session, in both directions, and how the program comes out of it. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DAY, day, MINUTE, minute } from './day.js'
import type { Network, Side } from './lossy.js'
import { judged, type Trial } from './trial.js'

/** The time, in ms, until all is true again: a back-off, a login, and the second list. */
const SOON = 1000

/** Long enough for a second list. */
const CALM = 500

interface Session {
  readonly follow: (trial: Trial) => void
  readonly length: number
}

/** The number of bytes on a side of an undisturbed session until its end. */
const lengthOf = async ({ follow, length }: Session, side: Side): Promise<number> => {
  let passed = 0
  const { verdict } = await judged((trial) => {
    const { net }: { readonly net: Network } = trial
    follow(trial)
    trial.at(length, () => {
      passed = net.passed(side)
    })
  }, length)
  assert.equal(verdict, [])
  return passed
}

const cutting = async (session: Session, side: Side, step: number): Promise<void> => {
  const every = await lengthOf(session, side)
  assert.ok(every > 1000, 'a session of some length')
  for (let bytes = 0; bytes < every; bytes += step) {
    const cut = (trial: Trial): void => {
      trial.net.cutAfter(bytes, side, bytes % 2 === 0 ? 'closed' : 'reset')
      session.follow(trial)
    }
    const { verdict, healed } = await judged(cut, session.length, bytes, CALM)
    assert.equal(verdict, [], `cut after ${bytes} bytes`)
    assert.ok(healed <= SOON, `cut after ${bytes} bytes: the truth took ${healed} ms`)
  }
}

/** `RX_ASTERISK_CUTS=all` cuts the long session at each byte too: a minute of work. */
const STEP = process.env['RX_ASTERISK_CUTS'] === 'all' ? 1 : 61

const test = suite('cuts')
const end = 'all is true, everything settled once, and nothing is left'

test(`after a cut at any byte that Asterisk says in a login, a list and a hangup ${end}`, () =>
  cutting({ follow: minute, length: MINUTE }, 'said', 1))

test(`after a cut at any byte that Asterisk hears on a whole day ${end}`, () =>
  cutting({ follow: day, length: DAY }, 'heard', 1))

test(`after a cut at many a byte that Asterisk says on a whole day ${end}`, () =>
  cutting({ follow: day, length: DAY }, 'said', STEP))

test.run()
