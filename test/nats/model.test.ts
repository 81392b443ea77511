/** The model of the fleets in small bounds, by the model checker spin. `npm run model` searches in larger ones. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { prepareSpin, SMALL, verdict } from '../../scripts/spin.mjs'

const missing = process.env['RX_ASTERISK_REAL'] === 'no' ? 'RX_ASTERISK_REAL=no' : await prepareSpin()

// with CI=true spin must be there
if (missing !== undefined) {
  if (process.env['CI'] === 'true' && process.env['RX_ASTERISK_REAL'] !== 'no') throw new Error(missing)
  console.log(`not run: the model of the fleets: ${missing}`)
}

const test = suite('model')

for (const search of SMALL) {
  const { model, defines = [], finds } = search
  test(`${[model, ...defines].join(' ')} ${finds === undefined ? 'keeps its promises' : `finds ${finds}`}`, () => {
    if (missing !== undefined) return
    const { isRight, text } = verdict(search)
    console.log(text)
    assert.ok(isRight, text)
  })
}

test.run()
