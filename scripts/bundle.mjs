// The package's code: `node scripts/bundle.mjs [FOLDER]`, dist/ by default, which is emptied. One file for each entry and what they share: a
// program that imports one file in place of sixty starts earlier, and its heap begins small enough to stay small (docs/performance.md).
import { rmSync } from 'node:fs'
import { build } from 'esbuild'

const ENTRIES = ['index', 'testing/index', 'smarthome/index', 'cli/bin']
const [outdir = 'dist'] = process.argv.slice(2)

rmSync(outdir, { recursive: true, force: true })
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
