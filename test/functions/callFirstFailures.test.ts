/** Mistakes in a wish for several phones, and the one failure of all. */
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { combined } from '../../src/functions/callFirst.js'
import { type Failure, show } from '../../src/index.js'
import { hangup, simulate } from '../../src/testing/index.js'
import { client, noted, story } from '../support/peer.js'

const mistakes = suite('callFirst: mistakes')

for (const [why, sources, options] of [
  ['at least one source', [], {}],
  ['needs its technology', ['PJSIP/200', '300'], {}],
  ['no option callerID', ['PJSIP/200'], Object.fromEntries([['callerID', 'x']])],
  ['every must be', ['PJSIP/200'], { every: 0 }],
  ['would begin to ring after', ['PJSIP/200', 'PJSIP/300'], { strategy: 'widening', every: 30_000 }],
  ['strategy must be one of', ['PJSIP/200'], Object.fromEntries([['strategy', 'loud']])],
] as const)
  mistakes(`${why}: nothing is sent`, () => {
    const pbx = simulate()
    story((at) => {
      const asterisk = client(pbx.transport)
      const { log } = noted(asterisk.callFirst(sources, '240', 'door', options))
      assert.match(JSON.stringify(log), why)
      at(1, () => asterisk.close())
    })
    assert.equal(pbx.actions(), [])
  })

mistakes('a phone that is named twice rings once', () => {
  const pbx = simulate({
    users: { admin: { secret: 'hunter2', read: 'all', write: 'all' } },
    endpoints: { 'PJSIP/200': { _tag: 'Rings' } },
    contexts: { door: () => [hangup()] },
  })
  story((at) => {
    const asterisk = client(pbx.transport)
    const { stop } = noted(asterisk.callFirst(['PJSIP/200', 'PJSIP/200'], '240', 'door'))
    at(500, stop)
    at(1000, () => asterisk.close())
  })
  assert.is(pbx.actions().filter(({ action }) => action === 'Originate').length, 1)
})

const failures = suite('the failure of several phones')

const failed = (source: string, reason: 'busy' | 'noAnswer'): Failure => ({
  _tag: 'CallFailed',
  source,
  reason,
  code: O.none,
  hint: O.none,
})
const FATE: Failure = { _tag: 'FateUnknown', action: 'Originate', why: 'the link was lost', needs: [] }
const REFUSED: Failure = { _tag: 'Refused', action: 'Originate', message: 'Permission denied', needs: ['originate'] }

failures('is unknown where the fate of one is', () => {
  const fate = combined(['PJSIP/1', 'PJSIP/2'], [failed('PJSIP/1', 'busy'), FATE])
  assert.is(fate._tag, 'FateUnknown')
  assert.match(show(fate), 'the link was lost; PJSIP/1 is busy')
  const late: Failure = { _tag: 'TimedOut', action: 'Originate', after: 32_000 }
  assert.is(combined(['PJSIP/1', 'PJSIP/2'], [failed('PJSIP/1', 'busy'), late])._tag, 'FateUnknown')
})
failures('is that of one where there is one', () => {
  assert.equal(combined(['PJSIP/1'], [failed('PJSIP/1', 'busy')]), failed('PJSIP/1', 'busy'))
})
failures('is the refusal where no phone was called', () => {
  assert.equal(combined(['PJSIP/1', 'PJSIP/2'], [REFUSED, REFUSED]), REFUSED)
})
failures('tells both where only one was refused', () => {
  const both = combined(['PJSIP/1', 'PJSIP/2'], [REFUSED, failed('PJSIP/2', 'busy')])
  assert.match(show(both), /^nobody answered: Originate was refused: .*; PJSIP\/2 is busy$/)
})

mistakes.run()
failures.run()
