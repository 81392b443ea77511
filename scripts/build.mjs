// `npm run build`: dist/, or another folder: `node scripts/build.mjs FOLDER`. Types by the compiler, file by file; code by esbuild, one file for each entry and what they share: a program
// that imports one file in place of sixty starts earlier, and its heap begins small enough to stay small (docs/performance.md).
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { build } from 'esbuild'

const ENTRIES = ['index', 'testing/index', 'smarthome/index', 'cli/bin']

const [outdir = 'dist'] = process.argv.slice(2)

rmSync(outdir, { recursive: true, force: true })
const tsc = ['node_modules/.bin/tsc', '-p', 'tsconfig.build.json', '--outDir', outdir]
const { status } = spawnSync(process.execPath, tsc, { stdio: 'inherit' })
if (status !== 0) process.exit(1)
await build({
  entryPoints: ENTRIES.map((entry) => `src/${entry}.ts`),
  outdir,
  chunkNames: 'shared-[hash]',
  bundle: true,
  splitting: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  logLevel: 'warning',
})
