// `npm run test:runtimes` tries the package on other runtimes: Node 22, 24 and 26, Bun and Deno, which npm fetches into node_modules/.cache.
// `npm run test:runtimes -- bun` tries only those whose name contains the word. A runtime that cannot be fetched is skipped with a word;
// with CI=true it fails. The last line counts what passed.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './run.mjs'
import { checksOf, conformance } from './runtimes/checks.mjs'

const project = fileURLToPath(new URL('..', import.meta.url))
const cache = join(project, 'node_modules/.cache/rx-asterisk/runtimes')
const LIMIT = 300_000

/** name → the package of npm, the program in it, and its words before a file. */
const RUNTIMES = {
  'node 22': { from: 'node@22', program: 'node', words: [] },
  'node 24': { from: 'node@24', program: 'node', words: [] },
  'node 26': { from: 'node@26', program: 'node', words: [] },
  bun: { from: 'bun@1', program: 'bun', words: [] },
  deno: { from: 'deno@2', program: 'deno', words: ['run', '-A', '--quiet'] },
}

const npm = async (cwd, ...args) => {
  const env = { ...process.env, npm_config_update_notifier: 'false', npm_config_loglevel: 'error' }
  const { code, out } = await run('npm', [...args], { cwd, env, limit: LIMIT })
  if (code !== 0) throw new Error(`npm ${args[0]} failed: ${out.trim().split('\n').at(-1)}`)
  return out.trim()
}

/** The program of a runtime, fetched once. */
const fetched = async (name, { from, program }) => {
  const folder = join(cache, name.replace(' ', '-'))
  const file = join(folder, 'node_modules/.bin', program)
  if (existsSync(file)) return file
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  // some of these packages fetch their program when they are installed
  await npm(folder, 'install', '--no-audit', '--no-fund', '--foreground-scripts', '--ignore-scripts=false', from)
  if (!existsSync(file)) throw new Error(`npm install ${from} brought no ${program}`)
  return file
}

/** A project that has installed the package as npm packs it. */
const prepareProject = async () => {
  // outside of node_modules, where no runtime strips types
  const folder = mkdtempSync(join(tmpdir(), 'rx-asterisk-runtimes-'))
  process.on('exit', () => {
    rmSync(folder, { recursive: true, force: true })
  })
  await npm(project, 'run', '--silent', 'build')
  const pack = async (from) =>
    join(folder, (await npm(from, 'pack', '--ignore-scripts', '--pack-destination', folder)).split('\n').at(-1))
  const tarballs = []
  for (const name of ['', 'rxjs', 'fp-ts', 'io-ts', 'tslib', 'yaml'])
    tarballs.push(await pack(name === '' ? project : join(project, 'node_modules', name)))
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  await npm(folder, 'install', '--offline', '--no-audit', '--no-fund', ...tarballs)
  cpSync(join(project, 'scripts/runtimes/programs'), folder, { recursive: true })
  await conformance(project, folder)
  return folder
}

const wanted = process.argv.slice(2)
const names = Object.keys(RUNTIMES).filter((name) => wanted.length === 0 || wanted.some((word) => name.includes(word)))
const totals = { passed: 0, failed: 0, skipped: 0 }
const tell = (result, runtime, what, detail = '') => {
  totals[result] += 1
  const mark = { passed: 'ok', failed: 'FAIL', skipped: 'skip' }[result]
  console.log(`${mark.padEnd(6)}${runtime.padEnd(18)}${what}${detail === '' ? '' : `: ${detail}`}`)
}

const folder = await prepareProject()
for (const name of names) {
  try {
    const program = await fetched(name, RUNTIMES[name])
    const { out } = await run(program, ['--version'])
    const [version = ''] = /\d+\.\d+\.\d+/.exec(out) ?? []
    const runtime = `${name.split(' ')[0]} ${version}`
    for (const { what, args, expected, env, cwd = folder } of checksOf(project, folder, name)) {
      const words = [...RUNTIMES[name].words, ...args]
      const { code, out, late } = await run(program, words, {
        cwd,
        env: { ...process.env, NO_COLOR: '1', ...env },
        limit: LIMIT,
      })
      const isRight = code === 0 && expected.test(out)
      tell(
        isRight ? 'passed' : 'failed',
        runtime,
        what,
        isRight ? '' : late ? 'it never ended' : `code ${code}\n${out}`,
      )
    }
  } catch (error) {
    tell(process.env.CI === 'true' ? 'failed' : 'skipped', name, 'everything', error.message)
  }
}
console.log(
  `${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}`,
)
process.exitCode = totals.failed === 0 ? 0 : 1
