// Builds the package's code: `node scripts/bundle.mjs [FOLDER]`. The folder is dist/ by default, and is emptied first. The result is one
// file for each entry point, and files with the code that several share. A program that imports one file in place of sixty starts earlier,
// and its heap stays smaller. The command line is built three times, so that each command loads only what it needs (docs/performance.md).
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { buildPage } from './page.mjs'

const project = fileURLToPath(new URL('..', import.meta.url))
const ENTRIES = [
  'index',
  'catalog/index',
  'streams/index',
  'testing/index',
  'smarthome/index',
  'http/index',
  'mqtt/index',
  'nats/index',
  'cli/withPackages',
]
const [outdir = 'dist'] = process.argv.slice(2)

const COMMON = {
  absWorkingDir: project,
  outbase: 'src',
  outdir: resolve(outdir),
  bundle: true,
  splitting: true,
  metafile: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  // names stay, so that a trace of an error can be read; the sources are in the package
  minifySyntax: true,
  minifyWhitespace: true,
  // Node prints the line of an error that nobody catches
  lineLimit: 120,
  sourcesContent: false,
  logLevel: 'warning',
}

/** The options of a file that contains its dependencies. */
const CLOSED = { ...COMMON, sourcemap: false, external: ['yaml', 'mqtt', '@nats-io/*', 'hono', '@hono/node-server'] }

/**
 * Leaves the packages outside, under their names of `imports` in package.json. For Node these are files that require the package; bundlers
 * get the package itself. An ES module that imports CommonJS by name makes Node read the code for the names of its exports first: that was
 * half of the time of `import 'rx-asterisk'` (docs/performance.md).
 */
const requiredPackages = {
  name: 'required-packages',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^(?:rxjs|io-ts|fp-ts)(?:\/|$)/ }, ({ path }) => ({ path: `#${path}`, external: true }))
  },
}

/** Writes the files that require the packages that these outputs import. All of them export every name, as a namespace may be used. */
const writePackages = async ({ outputs }) => {
  const imported = new Set(Object.values(outputs).flatMap(({ imports }) => imports.map(({ path }) => path)))
  for (const name of [...imported].filter((path) => path.startsWith('#')).map((path) => path.slice(1))) {
    const names = Object.keys(await import(name)).filter((each) => /^(?!default$|__esModule$)\w+$/.test(each))
    const file = join(outdir, 'packages', `${name.replace(/\.js$/, '')}.js`)
    mkdirSync(dirname(file), { recursive: true })
    // some exports have the name of a keyword: `let` of fp-ts, `void` of io-ts
    const taken = names.map((each, index) => `${each}:_${index}`)
    const given = names.map((each, index) => `_${index} as ${each}`)
    const required = `const{${taken}}=createRequire(import.meta.url)('${name}');`
    writeFileSync(file, `import{createRequire}from"node:module";\n${required}\nexport{${given}};\n`)
  }
}

/** Takes the ES modules of rxjs and fp-ts: of them, esbuild bundles only what is used. */
const esModules = {
  name: 'es-modules',
  setup: ({ onResolve }) => {
    const inside = (name) => ({ path: join(project, 'node_modules', name), sideEffects: false })
    onResolve({ filter: /^rxjs$/ }, () => inside('rxjs/dist/esm/index.js'))
    onResolve({ filter: /^rxjs\/testing$/ }, () => inside('rxjs/dist/esm/testing/index.js'))
    onResolve({ filter: /^fp-ts\/lib\// }, ({ path }) => inside(path.replace('/lib/', '/es6/')))
    onResolve({ filter: /^io-ts$/ }, () => inside('io-ts/es6/index.js'))
  },
}

/** Leaves out what another build has; this one never imports it. `external`: it does import it, at run time. */
const without = (filter, external) => ({
  name: `without ${filter}`,
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter }, ({ path }) => (external ? { path, external } : { path, namespace: 'nothing' }))
    onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({
      contents: "throw new Error('another file of the command line has this')",
    }))
  },
})

/**
 * A stand-in for a module: each of its exports can be called, constructed and read, and gives the same stand-in. The table of commands has
 * a command's description and its work in one place; with stand-ins for all that only the work uses, the description needs no rxjs. Once
 * the modules are evaluated a call throws: then it would be work.
 */
const standIn = (names) => `
  let building = true
  queueMicrotask(() => (building = false))
  const call = () => {
    if (building) return nothing
    throw new Error('this file has only the descriptions of commands')
  }
  const nothing = new Proxy(function () {}, {
    get: (_, key) => (key === Symbol.toPrimitive || key === Symbol.iterator ? undefined : nothing),
    apply: call,
    construct: call,
  })
  export { ${names.map((name) => `nothing as ${name}`).join(', ')} }`

/** Replaces rxjs and the entry points of the package by stand-ins. `exportsOf` gives the names of an entry point. */
const standIns = (exportsOf) => ({
  name: 'stand-ins',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^rxjs$/ }, () => ({ path: 'rxjs', namespace: 'stand-in', sideEffects: false }))
    onResolve(
      { filter: /(?:^\.\.\/(?:\.\.\/)?|\/(?:testing|smarthome|mqtt|nats|http)\/)index\.js$/ },
      ({ path, resolveDir }) => {
        const entry = resolve(resolveDir, path).slice(join(project, 'src/').length).replace(/\.js$/, '')
        return { path: entry, namespace: 'stand-in', sideEffects: false }
      },
    )
    onLoad({ filter: /.*/, namespace: 'stand-in' }, async ({ path }) => ({
      contents: standIn(path === 'rxjs' ? Object.keys(await import('rxjs')) : exportsOf(path)),
    }))
  },
})

/** The licences of the packages inside of a bundle; each of them asks to be kept with the code. */
const licencesOf = ({ inputs }) =>
  [...new Set(Object.keys(inputs).flatMap((file) => /node_modules\/([^/]+)/.exec(file)?.[1] ?? []))]
    .sort()
    .map((name) => {
      const folder = join(project, 'node_modules', name)
      const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each))
      if (file === undefined) throw new Error(`${name} has no file with its licence`)
      return `${name}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
    })
    .join(`\n${'-'.repeat(100)}\n\n`)

rmSync(outdir, { recursive: true, force: true })
mkdirSync(join(outdir, 'cli'), { recursive: true })

const { metafile } = await build({
  ...COMMON,
  entryPoints: ENTRIES.map((entry) => `src/${entry}.ts`),
  chunkNames: 'shared-[hash]',
  packages: 'external',
  plugins: [requiredPackages],
})
await writePackages(metafile)
await buildPage(join(outdir, 'http/page'))
const exportsOf = (entry) =>
  Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint === `src/${entry}.ts`).exports

const whole = await build({
  ...CLOSED,
  entryPoints: ['src/cli/whole.ts'],
  chunkNames: 'cli/[name]-[hash]',
  plugins: [esModules, without(/\/(?:run|check)Directory\.js$/, false)],
})
writeFileSync(join(outdir, 'cli/LICENSES.txt'), licencesOf(whole.metafile))

await build({
  ...CLOSED,
  entryPoints: ['src/cli/bin.ts'],
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  splitting: false,
  define: { 'import.meta.url': 'url' },
  banner: { js: "const url = require('node:url').pathToFileURL(__filename)" },
  plugins: [
    standIns(exportsOf),
    esModules,
    without(/^\.\/(?:whole|withPackages)\.js$/, true),
    without(/(?:^\.\/directory|\/(?:run|check)Directory|\/(?:mqtt|switchboard)\/serve)\.js$/, false),
  ],
})
// units and scripts of people may start the command by this path, as every other file here is an ES module
writeFileSync(join(outdir, 'cli/bin.js'), "#!/usr/bin/env node\nimport './bin.cjs'\n", { mode: 0o755 })
