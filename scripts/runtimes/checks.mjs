// The checks of `npm run test:runtimes`: programs of an empty project, the command line, and the conformance suite.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

/** The files of test/asterisk that run on every runtime. */
const CONFORMANCE = ['connection', 'database', 'devices', 'calls', 'hangup', 'mailbox', 'userEvents']

const ENTRIES = { '': 'rx-asterisk', 'testing/': 'rx-asterisk/testing', 'smarthome/': 'rx-asterisk/smarthome' }

/** Sources of the project → the installed package; paths beside a test stay those of the test. */
const onPackage = {
  name: 'on the package',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /\/src\/(?:testing\/|smarthome\/)?index\.js$/ }, ({ path }) => ({
      path: ENTRIES[/\/src\/(.*)index\.js$/.exec(path)[1]],
      external: true,
    }))
    onLoad({ filter: /\/test\/.*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
      loader: 'ts',
    }))
  },
}

/** Bundles the conformance suite as JavaScript that imports the package by its name. */
export const conformance = (project, folder) =>
  build({
    absWorkingDir: project,
    entryPoints: CONFORMANCE.map((name) => `test/asterisk/${name}.test.ts`),
    outdir: join(folder, 'conformance'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: ['rxjs', 'rxjs/*', 'fp-ts/*', 'io-ts'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url)" },
    plugins: [onPackage],
    logLevel: 'warning',
  })

/** The checks of a runtime: its arguments, and what the output must contain. */
export const checksOf = (project, folder, name) => {
  const isNode = name.startsWith('node')
  // the guard of the real Asterisk has a pipe of Node
  const real = isNode && existsSync(join(project, 'node_modules/.cache/rx-asterisk/asterisk-22/run.sh')) ? 'yes' : 'no'
  const bin = join(folder, 'node_modules/rx-asterisk/dist/cli/bin.cjs')
  const tls = join(project, 'test/asterisk/tls')
  return [
    { what: 'import', args: ['program.mjs'], expected: /^Some 1$/m },
    { what: 'require', args: ['program.cjs'], expected: /^Some 1$/m },
    { what: 'TypeScript', args: ['program.mts'], expected: /^Some 1$/m },
    { what: 'TLS', args: ['tls.mjs', tls], expected: /^trusted: Some 1\nunknown: Unreachable$/m },
    { what: 'command line: help', args: [bin, 'help', 'call'], expected: /^rx-asterisk call SOURCE/ },
    { what: 'command line: demo', args: [bin, 'demo'], expected: /That was all/ },
    { what: 'command line: a logic in TypeScript', args: ['house.mjs', bin], expected: /^the door: front true$/m },
    ...CONFORMANCE.map((file) => ({
      what: `conformance: ${file}, simulated${real === 'yes' ? ' and real' : ''}`,
      args: [join(folder, `conformance/${file}.test.mjs`)],
      cwd: project,
      // R3 starts another process with the arguments of Node
      env: { RX_ASTERISK_REAL: real, FORCE_COLOR: '0', ...(isNode ? {} : { RX_ASTERISK_ROWS_LEFT_OUT: 'R3' }) },
      expected: /Total: +[1-9]/,
    })),
  ]
}
