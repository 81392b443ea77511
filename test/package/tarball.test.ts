/** Contents of the tarball: pages with links that work, source maps, and a command line that shares its packages with logics. */
import { build } from 'esbuild'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { simulate } from '../../src/testing/index.js'
import { install } from './installed.js'
import { walk } from './walk.js'

const test = suite('the tarball')

let folder = ''

test.before(() => {
  folder = install()
})

test.after(() => {
  rmSync(folder, { recursive: true, force: true })
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
    built.filter((file) => readFileSync(file, 'utf8').includes(folder)),
    [],
  )
})

const BUNDLED = `
import { frame, streams } from 'rx-asterisk'
import { of } from 'rxjs'

streams(of(frame('Event: Newchannel', 'Channel: PJSIP/200-1', 'Uniqueid: 1.1'))).device('200').subscribe(console.log)
`

test('gives a bundler the packages themselves, in place of the files that require them for Node', async () => {
  const project = join(folder, 'empty')
  for (const platform of ['node', 'neutral', 'browser'] as const) {
    const { outputFiles, metafile } = await build({
      stdin: { contents: BUNDLED, resolveDir: project },
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform,
      mainFields: ['module', 'main'],
      ...(platform === 'neutral' ? { conditions: ['module'] } : {}),
      external: ['node:*'],
      logLevel: 'silent',
    })
    const inside = Object.keys(metafile.inputs)
    assert.ok(inside.some((file) => file.includes('node_modules/rxjs/')))
    assert.equal(
      inside.filter((file) => file.includes('dist/packages')),
      [],
    )
    const file = join(project, `bundled-${platform}.mjs`)
    writeFileSync(file, outputFiles.map(({ text }) => text).join(''))
    assert.match(spawnSync(process.execPath, [file], { encoding: 'utf8' }).stdout, 'false\ntrue\n')
  }
})

test('loads rxjs once in Node, by `import` and by `require`', () => {
  const program = [
    "import { createRequire } from 'node:module'",
    "import { Observable } from 'rxjs'",
    "import { streams } from 'rx-asterisk'",
    "const { NEVER } = createRequire(import.meta.url)('rxjs')",
    'console.log(streams(NEVER).event$ instanceof Observable)',
  ].join('\n')
  const cwd = join(folder, 'empty')
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { cwd, encoding: 'utf8' })
  assert.is(stdout, 'true\n')
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
    'etc/plugin.conf':
      '[ast]\nclass_name = Asterisk\nclass_path = plugins.asterisk\nusername = admin\npassword = secret\n',
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

test('has a switchboard that starts in five minutes, as its page says', async () => {
  const login = { secret: 'a-long-random-secret', read: 'call,agent,system,reporting,user', write: 'all' }
  const pbx = simulate({ users: { switchboard: login } })
  const { port } = await pbx.listen()
  const { url, token, end } = await walk(folder, port)
  assert.match(await (await fetch(`${url}/`)).text(), '<script')
  assert.is((await fetch(`${url}/page.js`)).status, 200)
  const headers = { 'Content-Type': 'application/json' }
  const entered = await fetch(`${url}/login`, { method: 'POST', headers, body: JSON.stringify({ token }) })
  const Cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const about = await (await fetch(`${url}/api`, { headers: { Cookie } })).text()
  end()
  await pbx.close()
  assert.match(about, '"allowed":["call","hangup","transfer","park","pause"]')
})

test.run()
