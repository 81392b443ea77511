/** The package as npm makes it, in an empty project. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { simulate } from '../../src/testing/index.js'

const test = suite('the package')

const modules = resolve('node_modules')
let folder = ''

/** All that the package takes from, and parts of the project that do not belong in it. */
const STAGED = [
  'package.json',
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'LICENSE',
  'docs',
  'misc',
  'src',
  'test/asterisk/config',
]

const runIn = (cwd: string, program: string, ...args: readonly string[]): string =>
  execFileSync(program, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, npm_config_update_notifier: 'false', npm_config_loglevel: 'error' },
  })

const pack = (from: string): string =>
  join(
    folder,
    runIn(from, 'npm', 'pack', '--ignore-scripts', '--pack-destination', folder).trim().split('\n').at(-1) ?? '',
  )

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
  folder = mkdtempSync(join(tmpdir(), 'rx-asterisk-'))
  const stage = join(folder, 'stage')
  for (const each of STAGED) cpSync(each, join(stage, each), { recursive: true })
  runIn('.', process.execPath, 'scripts/bundle.mjs', join(stage, 'dist'))
  runIn('.', join(modules, '.bin/tsc'), '-p', 'tsconfig.build.json', '--outDir', join(stage, 'dist'))
  const packed = pack(stage)
  // packed again from node_modules, so that nothing is asked of a network
  const others = ['rxjs', 'fp-ts', 'io-ts', 'tslib', 'yaml'].map((name) => pack(join(modules, name)))
  const project = join(folder, 'empty')
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{ "private": true }')
  runIn(project, 'npm', 'install', '--offline', '--no-audit', '--no-fund', packed, ...others)
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
import { simulate, type Simulation } from 'rx-asterisk/testing'
import type { Observable } from 'rxjs'

const pbx: Simulation = simulate()
export const asterisk: Asterisk = connect({ username: 'admin', password: 'secret', transport: pbx.transport })
export const busy$: Observable<boolean> = asterisk.device('2222')
export const hangup$: Observable<HangupEvent> = asterisk.event('Hangup')
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

test('has the command, which runs, helps and exits as it should', () => {
  const command = join('node_modules', '.bin', 'rx-asterisk')
  const project = join(folder, 'empty')
  const [, version = ''] = /"version": "(.*)"/.exec(readFileSync('package.json', 'utf8')) ?? []
  assert.is(runIn(project, command, '--version'), `${version}\n`)
  assert.match(runIn(project, command, 'help', 'call'), /^rx-asterisk call SOURCE EXTENSION CONTEXT/)
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
    'dist/cli/whole.js',
    'dist/cli/withPackages.js',
    'dist/cli/LICENSES.txt',
    'dist/smarthome/index.js',
    'src/index.ts',
    'dist/streams/index.js',
    'docs/protocol.md',
  ]) {
    assert.ok(files.includes(file), `${file} is missing`)
  }
  assert.equal(readdirSync(join(inside, 'misc')).sort(), ['asterisk', 'deploy', 'examples'])
})

/** Links to files of the project, from a page of the package. */
const targets = (page: string): readonly string[] =>
  [...readFileSync(page, 'utf8').matchAll(/\]\(([^)\s#]+)[^)\s]*\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^https?:/.test(target))

test('has every file to which its pages link', () => {
  const inside = join(folder, 'empty/node_modules/rx-asterisk')
  const pages = readdirSync(inside, { recursive: true }).map(String)
  const broken = pages
    .filter((page) => page.endsWith('.md'))
    .flatMap((page) =>
      targets(join(inside, page))
        .filter((target) => !existsSync(join(inside, dirname(page), target)))
        .map((target) => `${page}: ${target}`),
    )
  assert.equal(broken, [])
})

/** Links and pictures of README; a registry's page finds relative ones in the repository that package.json names. */
test('has a README whose links work on the page of a registry', () => {
  const inside = join(folder, 'empty/node_modules/rx-asterisk')
  const manifest = readFileSync(join(inside, 'package.json'), 'utf8')
  assert.match(manifest, '"url": "git+https://github.com/rx-asterisk/rx-asterisk.git"')
  const away = targets(join(inside, 'README.md')).filter((target) => target.startsWith('/') || target.includes('..'))
  assert.equal(away, [])
  for (const page of ['docs/README.md', 'CHANGELOG.md']) assert.ok(existsSync(join(inside, page)), page)
})

test('has source maps whose sources are in the package, without a path of the machine that built it', () => {
  const inside = join(folder, 'empty/node_modules/rx-asterisk')
  const maps = readdirSync(inside, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith('.map'))
  assert.ok(maps.length > 20)
  const broken = maps.flatMap((map) => {
    const content: unknown = JSON.parse(readFileSync(join(inside, map), 'utf8'))
    const sources =
      typeof content === 'object' && content !== null && 'sources' in content && Array.isArray(content.sources)
        ? content.sources.map(String)
        : ['none']
    return sources
      .filter((source) => isAbsolute(source) || !existsSync(join(inside, dirname(map), source)))
      .map((source) => `${map}: ${source}`)
  })
  assert.equal(broken, [])
  const built = readdirSync(join(inside, 'dist'), { recursive: true })
    .map((file) => join(inside, 'dist', String(file)))
    .filter((file) => /\.(?:c?js|map|d\.ts|txt)$/.test(file))
  assert.equal(
    built.filter((file) => readFileSync(file, 'utf8').includes(resolve('.'))),
    [],
  )
})

const DOOR = `
import { Frame } from 'rx-asterisk'
import { Observable } from 'rxjs'

export default (_, { asterisk }) => {
  const stream = asterisk.event('Hangup') instanceof Observable
  asterisk.send({ Action: 'Ping' }).subscribe(({ frame }) => console.log('same', stream, frame instanceof Frame))
}
`

test('gives the logics of `run` the rxjs and the classes that they import by name', async () => {
  const project = join(folder, 'empty')
  const house = join(project, 'house')
  for (const [name, text] of Object.entries({
    'etc/plugin.conf': '[ast]\nclass_name = Asterisk\nusername = admin\npassword = secret\n',
    'etc/logic.conf': '[door]\nast_userevent = Door\n',
    'logics/door.mjs': DOOR,
  })) {
    mkdirSync(dirname(join(house, name)), { recursive: true })
    writeFileSync(join(house, name), text)
  }
  const pbx = simulate()
  const { port } = await pbx.listen()
  const child = spawn(process.execPath, ['node_modules/rx-asterisk/dist/cli/bin.cjs', 'run', 'house'], {
    cwd: project,
    env: { ...process.env, RX_ASTERISK_PORT: String(port) },
  })
  const ended = once(child, 'close')
  const late = setTimeout(() => child.kill('SIGKILL'), 20_000)
  let out = ''
  for await (const data of child.stdout) {
    if (/ready/.test(String(data))) pbx.userEvent('Door', {})
    out += String(data)
    if (/^same.*\n/m.test(out)) child.kill('SIGTERM')
  }
  clearTimeout(late)
  assert.equal(await ended, [0, null])
  await pbx.close()
  assert.match(out, /^same true true$/m)
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
