/** The package as npm makes it, in an empty project. */
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { install, runIn } from './installed.js'

const test = suite('the package')

const modules = resolve('node_modules')
let folder = ''

/** The output of a program in an empty project that has installed the package. */
const run = (file: string, text: string): string => {
  writeFileSync(join(folder, 'empty', file), text)
  return runIn(join(folder, 'empty'), process.execPath, file)
}

const compile = (file: string, text: string): string => {
  const project = join(folder, 'empty')
  writeFileSync(join(project, file), text)
  const options = { strict: true, noEmit: true, module: 'nodenext', target: 'es2022', types: ['node'] }
  const compilerOptions = { ...options, typeRoots: [join(modules, '@types')] }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }))
  try {
    return runIn(project, join(modules, '.bin/tsc'), '-p', '.')
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error)
  }
}

test.before(() => {
  folder = install()
})

test.after(() => {
  rmSync(folder, { recursive: true, force: true })
})

const PROGRAM = `
const pbx = simulate({ database: { 'dnd/office': '1' } })
const asterisk = connect({ username: 'admin', password: 'secret', transport: pbx.transport })
asterisk.dbRead('dnd/office').subscribe((value) => console.log(value._tag, value.value))
`
const IMPORT = `
import { connect } from 'rx-asterisk'
import { simulate } from 'rx-asterisk/testing'
`
const REQUIRE = `
const { connect } = require('rx-asterisk')
const { simulate } = require('rx-asterisk/testing')
`

test('works by import', () => {
  assert.is(run('program.mjs', IMPORT + PROGRAM), 'Some 1\n')
})

test('works by require', () => {
  assert.is(run('program.cjs', REQUIRE + PROGRAM), 'Some 1\n')
})

const TYPED = `
import { connect, type Failure, type Asterisk, AmiError } from 'rx-asterisk'
import type { HangupEvent } from 'rx-asterisk/catalog'
import { bus, type Bus } from 'rx-asterisk/nats'
import { simulate, type Simulation } from 'rx-asterisk/testing'
import type { Observable } from 'rxjs'

const pbx: Simulation = simulate()
export const asterisk: Asterisk = connect({ username: 'admin', password: 'secret', transport: pbx.transport })
export const busy$: Observable<boolean> = asterisk.device('2222')
export const hangup$: Observable<HangupEvent> = asterisk.event('Hangup')
export const nats: Bus = bus()
export const failure: Failure = new AmiError({ _tag: 'LinkLost', why: 'x' }).failure
`

for (const file of ['typed.mts', 'typed.cts']) {
  test(`has types for ${file}`, () => {
    assert.is(compile(file, TYPED), '')
  })

  test(`has types that reject in ${file}`, () => {
    assert.match(compile(file, TYPED.replace('Observable<boolean>', 'Observable<string>')), /TS2322/)
  })
}

const SMARTHOME = `
const files = new Map([['etc/plugin.yaml', 'ast: { plugin_name: asterisk, password: 0030 }']])
console.log(configuration(files).configuration.connections[0].password.reveal())
`

test('reads configurations by import and by require', () => {
  assert.is(run('house.mjs', `import { configuration } from 'rx-asterisk/smarthome'\n${SMARTHOME}`), '0030\n')
  assert.is(run('house.cjs', `const { configuration } = require('rx-asterisk/smarthome')\n${SMARTHOME}`), '0030\n')
})

test('loads yaml for configurations only', () => {
  const yaml = join(folder, 'empty/node_modules/yaml')
  renameSync(yaml, `${yaml}-away`)
  try {
    assert.is(run('program.mjs', IMPORT + PROGRAM), 'Some 1\n')
    assert.throws(() => run('house.mjs', "import 'rx-asterisk/smarthome'"), /Cannot find package 'yaml'/)
  } finally {
    renameSync(`${yaml}-away`, yaml)
  }
})

test('without the package mqtt the bridge names the command that installs it', () => {
  const command = join('node_modules', '.bin', 'rx-asterisk')
  const words = ['mqtt', '--broker', 'mqtt://127.0.0.1:1', '--device', '2222', '--forget']
  assert.throws(
    () => runIn(join(folder, 'empty'), command, ...words),
    (error: unknown) =>
      error instanceof Error &&
      'status' in error &&
      error.status === 2 &&
      'stderr' in error &&
      /install it: npm install mqtt/.test(String(error.stderr)),
  )
  assert.is(run('bridge.mjs', "import { discovery } from 'rx-asterisk/mqtt'\nconsole.log(discovery({}).length)"), '1\n')
})

test('without the client of NATS a fleet names the command that installs it', () => {
  const program = `
import { bus } from 'rx-asterisk/nats'
import { show } from 'rx-asterisk'
const nats = bus()
nats.state$.subscribe((state) => {
  if (state._tag !== 'Away') return
  console.log(show(state.failure))
  void nats.close()
})
`
  assert.match(run('fleet.mjs', program), /npm install @nats-io\/transport-node @nats-io\/jetstream$/m)
})

test('has the command, which runs, helps and exits as it should', () => {
  const command = join('node_modules', '.bin', 'rx-asterisk')
  const project = join(folder, 'empty')
  const [, version = ''] = /"version": "(.*)"/.exec(readFileSync('package.json', 'utf8')) ?? []
  assert.is(runIn(project, command, '--version'), `${version}\n`)
  assert.match(runIn(project, command, 'help', 'call'), /^rx-asterisk call SOURCE \[EXTENSION\] \[CONTEXT\]/)
  assert.match(runIn(project, command, 'demo'), 'That was all.')
  assert.throws(
    () => runIn(project, command, 'db', 'get'),
    (error: unknown) => error instanceof Error && 'status' in error && error.status === 2,
  )
})

test('shows nothing else', () => {
  assert.throws(
    () => run('inside.mjs', "import 'rx-asterisk/dist/asterisk.js'"),
    (error: unknown) => String(error).includes('ERR_PACKAGE_PATH_NOT_EXPORTED'),
  )
})

test('holds what its users need, and nothing more', () => {
  const inside = join(folder, 'empty/node_modules/rx-asterisk')
  assert.equal(readdirSync(inside).sort(), [
    'CHANGELOG.md',
    'CONTRIBUTING.md',
    'LICENSE',
    'README.md',
    'SECURITY.md',
    'dist',
    'docs',
    'misc',
    'package.json',
    'src',
  ])
  const files = readdirSync(inside, { recursive: true }).map(String)
  assert.equal(
    files.filter((file) => /test\.|\.rx$|tsconfig|node_modules/.test(file)),
    [],
  )
  for (const file of [
    'dist/index.js',
    'dist/index.d.ts',
    'dist/catalog/index.js',
    'dist/catalog/index.d.ts',
    'dist/testing/index.js',
    'dist/cli/bin.cjs',
    'dist/cli/bin.js',
    'dist/cli/whole.js',
    'dist/cli/withPackages.js',
    'dist/cli/LICENSES.txt',
    'dist/smarthome/index.js',
    'dist/nats/index.js',
    'dist/http/index.js',
    'src/index.ts',
    'dist/streams/index.js',
    'docs/protocol.md',
  ]) {
    assert.ok(files.includes(file), `${file} is missing`)
  }
  assert.equal(readdirSync(join(inside, 'misc')).sort(), ['asterisk', 'deploy', 'examples', 'nats'])
})

test('has the same classes in rx-asterisk and in rx-asterisk/streams', () => {
  const program = `
    import * as whole from 'rx-asterisk'
    import * as part from 'rx-asterisk/streams'
    console.log(['AmiError', 'Frame', 'streams'].every((name) => whole[name] === part[name]))
  `
  assert.is(run('classes.mjs', program), 'true\n')
})

test.run()
