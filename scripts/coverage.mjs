// `npm run coverage`: all tests under V8's coverage, then c8's report and its thresholds. c8 alone stops at source maps of `data:` URLs, as
// which tsx loads a logic that is TypeScript (`The URL must be of scheme file`).
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
  // whole, since programs that the tests start have folders of their own
  NODE_V8_COVERAGE: resolve(folder),
})
for (const name of readdirSync(folder)) withoutForeignMaps(join(folder, name))
const reported = run('node_modules/.bin/c8', ['report', '--temp-directory', folder])
process.exitCode = tested === 0 ? reported : tested
