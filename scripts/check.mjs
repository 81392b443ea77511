// `npm run check` runs every check, as many at once as there are cores, and prints the whole output of each check that fails.
// `npm run check -- eslint knip` runs only these two, and the checks that they need.
import { mkdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { delimiter, resolve } from 'node:path'
import { run } from './run.mjs'

const CONFIG = 'scripts/config'
const api = (file) => [
  'api-extractor',
  ['run', '-c', `${CONFIG}/${file}`],
  'npm run api:accept, when the change of the public API is intended',
]

/** name → program, arguments, command that mends; the longest check first. The checks in `PACKAGE` read dist/. */
const STEPS = {
  eslint: ['eslint', ['.', '--max-warnings', '0']],
  build: ['npm', ['run', '--silent', 'build']],
  api: api('api-extractor.json'),
  'api streams': api('api-extractor.streams.json'),
  'api testing': api('api-extractor.testing.json'),
  'api smarthome': api('api-extractor.smarthome.json'),
  'api http': api('api-extractor.http.json'),
  'api mqtt': api('api-extractor.mqtt.json'),
  'api nats': api('api-extractor.nats.json'),
  knip: ['knip', ['--config', `${CONFIG}/knip.json`, '--treat-config-hints-as-errors']],
  prettier: ['prettier', ['--check', '--log-level', 'warn', '.'], 'npm run format'],
  layers: ['depcruise', ['src', '--config', `${CONFIG}/dependency-cruiser.cjs`, '--output-type', 'err-long']],
  catalog: ['node', ['--import', 'tsx', 'misc/catalog/catalog.ts', '--check'], 'npm run catalog'],
  types: ['tsc', ['-p', 'tsconfig.json']],
  'types page': ['tsc', ['-p', 'src/http/page', '--noEmit']],
  'types browser': ['tsc', ['-p', 'test/http/page', '--noEmit']],
  attw: ['attw', ['--pack', '.', '--profile', 'esm-only', '--no-emoji']],
  publint: ['publint', ['--strict']],
  size: ['size-limit', []],
  licences: ['node', ['scripts/licences.mjs']],
}
const PACKAGE = [
  'api',
  'api streams',
  'api testing',
  'api smarthome',
  'api mqtt',
  'api nats',
  'api http',
  'attw',
  'publint',
  'size',
]

const wanted = process.argv.slice(2)
const strange = wanted.filter((name) => !(name in STEPS))
if (strange.length > 0) {
  console.error(`no check named ${strange.join(', ')}; there are ${Object.keys(STEPS).join(', ')}`)
  process.exit(2)
}
const names = Object.keys(STEPS).filter((name) => wanted.length === 0 || wanted.includes(name))
if (names.some((name) => PACKAGE.includes(name)) && !names.includes('build')) names.unshift('build')

mkdirSync('node_modules/.cache/api', { recursive: true })
const env = {
  ...process.env,
  PATH: [resolve('node_modules/.bin'), process.env.PATH].join(delimiter),
  NO_COLOR: '1',
  npm_config_update_notifier: 'false',
}
const began = performance.now()
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`
const failed = []

const runStep = async (name) => {
  const [program, args, help] = STEPS[name]
  const { code, out, ms } = await run(program, args, { env })
  if (code === 0) return console.log(`ok    ${name} (${seconds(ms)})`)
  failed.push(name)
  console.log(`FAIL  ${name} (${seconds(ms)}): ${[program, ...args].join(' ')}`)
  console.log(`${out.trimEnd().replaceAll(/^/gm, '      ')}\n${help === undefined ? '' : `      → ${help}\n`}`)
}

const waiting = [...names]
let built = !names.includes('build')
let reportBuilt
const whenBuilt = new Promise((resolve) => (reportBuilt = resolve))
const worker = async () => {
  while (waiting.length > 0) {
    const index = waiting.findIndex((name) => built || !PACKAGE.includes(name))
    if (index < 0) {
      await whenBuilt
      continue
    }
    const [name] = waiting.splice(index, 1)
    await runStep(name)
    if (name !== 'build') continue
    // a package that was not built cannot be checked
    if (failed.includes('build'))
      waiting.splice(0, waiting.length, ...waiting.filter((step) => !PACKAGE.includes(step)))
    built = true
    reportBuilt()
  }
}
await Promise.all(Array.from({ length: Math.min(availableParallelism(), 4) }, worker))

console.log(
  failed.length === 0
    ? `${names.length} checks passed (${seconds(performance.now() - began)})`
    : `failed: ${failed.join(', ')} (${seconds(performance.now() - began)})`,
)
process.exitCode = failed.length === 0 ? 0 : 1
