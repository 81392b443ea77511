import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Simulation } from '../../src/testing/index.js'
import { type Trunk, trunkAlarm } from '../../misc/examples/trunkAlarm.js'
import { play, type Stage } from './stage.js'

const test = suite('example: the alarm of a trunk')

const TRUNK = { endpoints: { 'PJSIP/trunk1': { _tag: 'Rings' } } } as const

const check = (pbx: Simulation, status: 'Reachable' | 'Unreachable'): void => {
  const trunk = pbx.contact('trunk1')
  if (status === 'Reachable') trunk.reachable()
  else trunk.unreachable()
}

const alarm =
  (trunk: Trunk = { endpoint: 'trunk1' }) =>
  ({ asterisk, did }: Stage) =>
    trunkAlarm(asterisk, trunk, did)

test('a trunk that is out of reach for a minute is reported, and its return at once', () => {
  const { effects, faults } = play(
    TRUNK,
    (stage) => {
      stage.at(10_000, () => {
        check(stage.pbx, 'Unreachable')
      })
      stage.at(100_000, () => {
        check(stage.pbx, 'Reachable')
      })
      return alarm()(stage)
    },
    3,
  )
  assert.equal(faults, [])
  assert.equal(effects, [
    [70_000, 'trunk trunk1 is out of reach'],
    [100_000, 'trunk trunk1 works again'],
  ])
})

test('half a minute is no news', () => {
  const { effects } = play(
    TRUNK,
    (stage) => {
      stage.at(10_000, () => {
        check(stage.pbx, 'Unreachable')
      })
      stage.at(40_000, () => {
        check(stage.pbx, 'Reachable')
      })
      return alarm()(stage)
    },
    3,
  )
  assert.equal(effects, [])
})

test('a trunk without its registration is reported', () => {
  const { effects } = play(TRUNK, alarm({ endpoint: 'trunk1', registration: 'trunk1' }), 3)
  assert.equal(
    effects.map(([, words]) => words),
    ['trunk trunk1 is unregistered'],
  )
})

test('a lost link is no trouble of the trunk', () => {
  const { effects } = play(
    TRUNK,
    (stage) => {
      stage.at(10_000, () => {
        stage.pbx.faults.kill()
      })
      stage.at(130_000, () => {
        stage.pbx.faults.start()
      })
      return alarm()(stage)
    },
    4,
  )
  assert.equal(effects, [])
})

test.run()
