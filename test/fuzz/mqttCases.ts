/** `npm run fuzz:mqtt -- [CASES] [SEED]`: generated settings, names, callers and headers for the MQTT bridge; 100,000 cases by default. */
import * as fc from 'fast-check'
import { items, settings } from '../mqtt/arbitraries.js'
import { checkDiscovery, checkNames, checkPayloads } from './mqtt.js'

const [cases = 100_000, seed = Date.now() % 1_000_000] = process.argv.slice(2).map(Number)
const began = performance.now()
const told = (what: string): void => {
  console.log(`${((performance.now() - began) / 1000).toFixed(0)} s: ${what}`)
}

console.log(`${cases} cases from seed ${seed}`)
fc.assert(fc.property(settings, items, checkDiscovery), { numRuns: Math.ceil(cases / 4), seed })
told(`${Math.ceil(cases / 4)} settings: every message keeps the rules, every topic is legal, every id is distinct`)
checkNames(Math.ceil(cases / 2), seed)
told(`${Math.ceil(cases / 2)} pairs of names stay two`)
checkPayloads(Math.ceil(cases / 4), seed)
told(`${Math.ceil(cases / 4)} callers and UserEvents: JSON, harmless, below 16 KiB`)
