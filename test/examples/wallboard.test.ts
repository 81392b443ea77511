import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { wallboard } from '../../misc/examples/wallboard.js'
import { play } from './stage.js'

const test = suite('example: a wallboard')

const SUPPORT = { members: ['PJSIP/2222'], entries: ['PJSIP/200-00000001'] }

/** Minutes of a play that ends between two seconds: rxjs's TestScheduler throws where a timer is cancelled at the moment when it is due. */
const BETWEEN_TICKS = 0.992

/** The newest board at the end of a play. */
const last = (effects: readonly (readonly [at: number, what: unknown])[]): unknown => effects.at(-1)?.[1]

test('shows who waits and what the members do', () => {
  const { effects, faults } = play(
    { queues: { support: SUPPORT } },
    ({ asterisk, did }) => wallboard(asterisk, 'support', did),
    BETWEEN_TICKS,
  )
  assert.equal(last(effects), ['1 waiting, 59 s the longest', '0 answered, 0 lost', 'PJSIP/2222: NOT_INUSE'])
  assert.equal(faults, [])
})

test('follows the events of its queue, and is right again after an outage', () => {
  const { effects } = play(
    { queues: { support: { ...SUPPORT, entries: [] } } },
    ({ asterisk, pbx, at, did }) => {
      const { join } = pbx.queue('support')
      const callers = [join('PJSIP/200'), join('PJSIP/30')]
      at(2000, () => {
        pbx.hangup(callers[0] ?? '')
      })
      at(5000, () => {
        pbx.faults.drop()
        pbx.hangup(callers[1] ?? '')
      })
      return wallboard(asterisk, 'support', (lines) => {
        did(lines[0])
      })
    },
    BETWEEN_TICKS,
  )
  const waiting = effects.map(([, line]) => String(line).split(' ')[0])
  assert.equal([...new Set(waiting)], ['2', '1', '0'])
})

test('shows an unknown queue as an empty board', () => {
  const { effects } = play({}, ({ asterisk, did }) => wallboard(asterisk, 'nowhere', did), BETWEEN_TICKS)
  assert.equal(last(effects), [])
})

test.run()
