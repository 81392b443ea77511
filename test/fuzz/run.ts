/** `npm run fuzz -- --seconds N [--seed N] [--target word]`: hunts with each target in turn until the time is over. */
import { parseArgs } from 'node:util'
import { hunt } from './target.js'
import { TARGETS } from './targets.js'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    target: { type: 'string', default: '' },
  },
})
const [seconds, first] = [Number(values.seconds), Number(values.seed)]
const targets = TARGETS.filter(({ name }) => name.includes(values.target))
if (!(seconds > 0) || !Number.isInteger(first) || targets.length === 0) {
  console.error(
    `npm run fuzz -- [--seconds N] [--seed N] [--target word of ${TARGETS.map(({ name }) => name).join(', ')}]`,
  )
  process.exit(2)
}

const ROUND = 2000
const TOLD_EVERY = 10_000
const began = Date.now()
let [inputs, told] = [0, began]
console.log(`${targets.map(({ name }) => name).join(', ')}: ${seconds} s from seed ${first}`)

for (let seed = first; Date.now() - began < seconds * 1000 && process.exitCode === undefined; seed += 1) {
  for (const target of targets) {
    const found = hunt(target, ROUND, seed)
    inputs += ROUND
    if (found === undefined) continue
    console.log(`FOUND by ${found}`)
    process.exitCode = 1
    break
  }
  if (Date.now() - told < TOLD_EVERY) continue
  told = Date.now()
  console.log(`${((told - began) / 1000).toFixed(0)} s, ${inputs} inputs`)
}
console.log(process.exitCode === 1 ? 'something was found' : `nothing was found in ${inputs} inputs`)
