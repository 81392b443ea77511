/** The model of the fleets in small bounds, by the model checker spin. `npm run model` searches in larger ones. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { noCompiler, prepareSpin, SMALL, verdict } from '../../scripts/spin.mjs'

const isOff = process.env['RX_ASTERISK_REAL'] === 'no'
const withoutSpin = isOff ? undefined : await prepareSpin()
const missing = isOff ? 'RX_ASTERISK_REAL=no' : (noCompiler() ?? withoutSpin)

// with CI=true spin must be there; a compiler may be missing, as the machines of CI are not made for C
if (withoutSpin !== undefined && process.env['CI'] === 'true') throw new Error(withoutSpin)
if (missing !== undefined) console.log(`not run: the model of the fleets: ${missing}`)

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
