// Builds the page of the switchboard: `node scripts/page.mjs [FOLDER]`, by default into dist/http/page.
import { cpSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const page = fileURLToPath(new URL('../src/http/page', import.meta.url))

export const buildPage = async (outdir) => {
  mkdirSync(outdir, { recursive: true })
  await build({
    entryPoints: { page: join(page, 'main.ts') },
    outdir,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    // the licence of lit-html stays with its code
    legalComments: 'inline',
    logLevel: 'warning',
  })
  await build({
    entryPoints: [join(page, 'page.css')],
    outdir,
    bundle: true,
    minify: true,
    logLevel: 'warning',
  })
  for (const file of ['index.html', 'icon.svg']) cpSync(join(page, file), join(outdir, file))
}

if (import.meta.url === pathToFileURL(resolve(process.argv[1] ?? '')).href)
  await buildPage(process.argv[2] ?? 'dist/http/page')
