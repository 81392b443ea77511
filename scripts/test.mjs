// `npm test` runs every test file in a process of its own. The last line is `N passed, N failed`, and `, N skipped` after skipped tests.
// `npm test -- streams device` runs the files whose path contains one of the words.
//
// uvu exits 0 after a throwing `before` or `after.each`, after `throw 'text'`, and for a file without `.run()`; with an open socket it
// never ends. So its totals and its exit code decide together, with a time limit.
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { prepareAsterisk } from './asterisk.mjs'
import { prepareChromium } from './chromium.mjs'
import { prepareMosquitto } from './mosquitto.mjs'
import { run } from './run.mjs'

const project = fileURLToPath(new URL('..', import.meta.url))
const { values, positionals } = parseArgs({ options: { dir: { type: 'string' } }, allowPositionals: true })
const dir = resolve(values.dir ?? join(project, 'test'))
const limit = Number(process.env.TEST_FILE_TIMEOUT_MS ?? 180_000)

/** A file that starts real Asterisks. */
const isConformance = (file) => /(?:^|\/)asterisk(?:\/|\.test)/.test(file)
/** Files that skip rows with RX_ASTERISK_REAL=no: those of a real Asterisk or NATS. */
const usesReal = (file) => isConformance(file) || /^nats\/|^cli\/(?:fleet|gateway)/.test(file)
const isSlow = (file) => isConformance(file) || /^(?:package|nats)\//.test(file)

// long files first
const files = readdirSync(dir, { recursive: true })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => /\.test\.ts$/.test(file))
  .filter((file) => positionals.length === 0 || positionals.some((word) => `test/${file}`.includes(word)))
  .sort((a, b) => Number(isSlow(b)) - Number(isSlow(a)) || a.localeCompare(b, 'en'))

/** Finds tests that will not run, in the text of a file. */
const unrun = (text) => {
  const suites = [...text.matchAll(/\b(?:const|let)\s+(\w+)\s*=\s*suite\b/g)].map(([, name]) => name)
  if (/import\s*\{[^}]*\btest\b[^}]*\}\s*from\s*'uvu'/.test(text)) suites.push('test')
  const forgotten = suites.filter((name) => !new RegExp(`\\b${name}\\.run\\(\\)`).test(text))
  if (forgotten.length > 0) return `${forgotten.join(', ')}.run() is missing`
  return suites.length > 0 || /\.run\(\)|\bconformance\(/.test(text) ? undefined : '.run() is missing'
}

const runFile = async (file, env) => {
  const pattern = `^${file.replaceAll(/[.\\/+()[\]]/g, '\\$&')}$`
  const uvu = join(project, 'node_modules/uvu/bin.js')
  const { code, out, late, ms } = await run(process.execPath, ['--import', 'tsx', uvu, dir, pattern, '--no-color'], {
    cwd: project,
    env,
    limit,
  })
  const count = (word) => Number([...out.matchAll(new RegExp(`^  ${word}: +(\\d+)$`, 'gm'))].at(-1)?.[1] ?? 0)
  const [total, passed, skipped] = [count('Total'), count('Passed'), count('Skipped')]
  const missing = unrun(readFileSync(join(dir, file), 'utf8'))
  const lost = total - passed
  const notes = [
    ...(late ? [`it did not end within ${limit} ms: an open handle, or an endless test`] : []),
    ...(missing === undefined ? [] : [missing]),
    ...(total === 0 && skipped === 0 && code === 0 && missing === undefined ? ['it has no test'] : []),
    ...(code !== 0 && lost === 0 && !late ? [`exit code ${code} without a failed test`] : []),
    ...(lost > 0 && !/ FAIL /.test(out) ? ['a hook that threw, or a throw of no Error, hid the reason'] : []),
  ]
  return { file, out, passed, failed: lost > 0 ? lost : notes.length > 0 ? 1 : 0, skipped, notes, ms }
}

/** Prepares the real Asterisk of the tests, where there is one: `{ real: 'yes' | 'no', reason }`. */
const realAsterisk = async () => {
  if (!files.some(usesReal) || process.env.RX_ASTERISK_TEST_URL !== undefined) return { real: 'no' }
  if (process.env.RX_ASTERISK_REAL === 'no') return { real: 'no', reason: 'RX_ASTERISK_REAL=no' }
  const reason = await prepareAsterisk(process.env.RX_ASTERISK_VERSION ?? '22')
  return reason === undefined ? { real: 'yes' } : { real: 'no', reason, missed: true }
}

/** Programs of Debian that some tests need, where the variable does not say `no`. */
const PROGRAMS = [
  { name: 'mosquitto', uses: /mqtt/, variable: 'RX_ASTERISK_MOSQUITTO', prepare: prepareMosquitto },
  { name: 'Chromium', uses: /http\/page/, variable: 'RX_ASTERISK_CHROMIUM', prepare: prepareChromium },
]

/** The reason why a program is not there; undefined where it is, or where no test needs it. */
const absence = ({ uses, variable, prepare }) => {
  if (!files.some((file) => uses.test(file))) return undefined
  return process.env[variable] === 'no' ? `${variable}=no` : prepare()
}

const { real, reason, missed = false } = await realAsterisk()
const absent = []
for (const program of PROGRAMS) {
  const why = await absence(program)
  if (why !== undefined) absent.push({ ...program, why })
}
const env = {
  ...process.env,
  RX_ASTERISK_REAL: real,
  ...Object.fromEntries(absent.map(({ variable }) => [variable, 'no'])),
  ...(reason === undefined ? {} : { RX_ASTERISK_REAL_REASON: reason }),
}

const results = []
const tell = (result) => {
  results.push(result)
  const { file, out, passed, failed, skipped, notes, ms } = result
  if (failed > 0) console.log(`\n${out.trimEnd()}`)
  const skips = skipped > 0 ? `, ${skipped} skipped` : ''
  const mark = failed > 0 ? 'FAIL' : 'ok  '
  console.log(`${mark} ${file}: ${passed} passed, ${failed} failed${skips} (${(ms / 1000).toFixed(1)} s)`)
  for (const note of notes) console.log(`     ! ${note}`)
  if (process.env.RX_ASTERISK_TEST_URL !== undefined)
    for (const [row] of out.matchAll(/^not run: .*$/gm)) console.log(`     ${row}`)
}

// two real Asterisks at once mostly wait; more would disturb each other's clocks
const MOST_ASTERISKS = 2
const waiting = [...files]
let asterisks = 0
const worker = async () => {
  for (;;) {
    const index = waiting.findIndex((file) => asterisks < MOST_ASTERISKS || !isConformance(file))
    if (index < 0) return
    const [file] = waiting.splice(index, 1)
    if (isConformance(file)) asterisks += 1
    tell(await runFile(file, env))
    if (isConformance(file)) asterisks -= 1
  }
}
// one more than there are cores, as files with real parts mostly wait
await Promise.all(Array.from({ length: Math.min(availableParallelism() + 1, files.length) }, worker))

const sum = (key) => results.reduce((total, result) => total + result[key], 0)
let failed = sum('failed')
if (files.length === 0) {
  console.log(`no test file${positionals.length === 0 ? '' : ` whose path contains ${positionals.join(' or ')}`}`)
  failed += 1
}
const failures = results.filter((result) => result.failed > 0)
if (failures.length > 1) console.log(`\nfailed: ${failures.map(({ file }) => file).join(', ')}`)
if (reason !== undefined) {
  console.log(`\nNothing was tested on a real Asterisk: ${reason}.`)
  console.log(
    'Where apt-get of Debian (amd64) is, `npm test` installs one into node_modules/.cache; RX_ASTERISK_REAL=no skips it by choice.',
  )
  if (missed && (process.env.CI === 'true' || process.env.RX_ASTERISK_REAL === 'yes')) {
    console.log('FAIL with CI=true or RX_ASTERISK_REAL=yes it must be there')
    failed += 1
  }
}
for (const { name, variable, why } of absent) {
  console.log(`\nNothing was tested on ${name}: ${why}.`)
  if (process.env.CI === 'true' && process.env[variable] !== 'no') {
    console.log('FAIL with CI=true it must be there')
    failed += 1
  }
}
const skipped = sum('skipped')
console.log(`${sum('passed')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exitCode = failed > 0 ? 1 : 0
