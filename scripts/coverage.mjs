// `npm run coverage` runs all tests under V8's coverage, then c8's report and its thresholds. tsx loads a TypeScript logic from a `data:`
// URL. c8 alone stops at the source map of such a URL (`The URL must be of scheme file`), so these maps are removed first.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const folder = 'coverage/tmp'

const run = (program, args, env = process.env) => spawnSync(program, args, { stdio: 'inherit', env }).status ?? 1

const withoutForeignMaps = (file) => {
  const coverage = JSON.parse(readFileSync(file, 'utf8'))
  const maps = Object.entries(coverage['source-map-cache'] ?? {})
  const ours = maps.filter(([url]) => url.startsWith('file:'))
  if (ours.length === maps.length) return
  writeFileSync(file, JSON.stringify({ ...coverage, 'source-map-cache': Object.fromEntries(ours) }))
}

rmSync('coverage', { recursive: true, force: true })
const tested = run(process.execPath, ['scripts/test.mjs', ...process.argv.slice(2)], {
  ...process.env,
  // an absolute path, as programs that the tests start run in folders of their own
  NODE_V8_COVERAGE: resolve(folder),
})
for (const name of readdirSync(folder)) withoutForeignMaps(join(folder, name))
const reported = run('node_modules/.bin/c8', [
  'report',
  '--config',
  'scripts/config/c8.json',
  '--temp-directory',
  folder,
])
process.exitCode = tested === 0 ? reported : tested
