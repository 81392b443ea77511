/** Files that the command line loads: each command only those that it needs. Shown by taking files away, not by a clock. */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { completionOf, SHELLS } from '../../src/cli/completion.js'
import { helpFor } from '../../src/cli/help.js'
import { TABLE } from '../../src/cli/table.js'
import { binary, type Ran } from '../support/program.js'
import { house } from './house.js'

const test = suite('the start of the command line')

const folder = mkdtempSync(join(tmpdir(), 'rx-asterisk-starting-'))

/** A folder with some files of the compiled command line, outside of every node_modules. */
const only = (name: string, built: string, files: readonly string[]): string => {
  const to = join(folder, name, 'dist/cli')
  mkdirSync(to, { recursive: true })
  cpSync('package.json', join(folder, name, 'package.json'))
  for (const file of files) cpSync(join(built, file), join(to, file))
  return join(to, 'bin.cjs')
}

let alone = ''
let closed = ''

test.before(async () => {
  const built = dirname(await binary())
  alone = only('alone', built, ['bin.cjs', 'bin.js'])
  closed = only(
    'closed',
    built,
    readdirSync(built).filter((file) => /\.c?js$/.test(file) && file !== 'withPackages.js'),
  )
})

test.after(() => {
  rmSync(folder, { recursive: true, force: true })
})

const run = (file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [file, ...args],
      { env: { PATH: process.env['PATH'], ...env } },
      (_, out, err) => {
        resolve({ code: child.exitCode, out, err })
      },
    )
  })

const codeOf = async (args: readonly string[]): Promise<number | string | null> => (await run(alone, args)).code

test('--version, --help and help need one file, without rxjs and io-ts', async () => {
  const [, version = ''] = /"version": "(.*)"/.exec(readFileSync('package.json', 'utf8')) ?? []
  assert.equal(await run(alone, ['--version']), { code: 0, out: `${version}\n`, err: '' })
  assert.is((await run(alone, ['--help'])).out, `${helpFor(TABLE, '')}\n`)
  assert.is((await run(alone, ['help'])).out, `${helpFor(TABLE, '')}\n`)
})

test('the command starts by the path bin.js as well', async () => {
  const { code, out } = await run(join(dirname(alone), 'bin.js'), ['--version'])
  assert.equal([code, out], [0, (await run(alone, ['--version'])).out])
})

test('the help of every command and of every group needs this one file, and is whole', async () => {
  const names = new Set(TABLE.flatMap(({ name }) => [name, name.split(' ')[0] ?? '']))
  for (const name of names) {
    const { code, out } = await run(alone, ['help', ...name.split(' ')])
    assert.equal([code, out], [0, `${helpFor(TABLE, name)}\n`], name)
  }
})

test('so does completion, for all shells', async () => {
  for (const shell of SHELLS) {
    assert.is((await run(alone, ['completion', shell])).out, `${completionOf(shell, TABLE)}\n`)
  }
})

const MISTAKES: readonly (readonly string[])[] = [
  ['nothing'],
  ['db'],
  ['help', 'nothing'],
  ['completion', 'cmd'],
  ['hangup'],
  ['watch', '--port', 'x'],
  ['watch', '--prot', '1'],
  ['run'],
  ['check', 'a', 'b'],
  ['simulate', '--asterisk', '99'],
  ['watch', '--password', 'secret'],
]

test('so do mistakes in the command line', async () => {
  assert.equal(
    await Promise.all(MISTAKES.map(codeOf)),
    MISTAKES.map(() => 2),
  )
})

/** Names that the code of rxjs and of io-ts contains. */
const MARKS = ['UnsubscriptionError', 'IntersectionType']

test('this file has neither rxjs nor io-ts inside; the files of other commands have', () => {
  const inside = (...files: readonly string[]) => {
    const text = files.map((file) => readFileSync(file, 'utf8')).join('\n')
    return MARKS.filter((mark) => text.includes(mark))
  }
  assert.equal(inside(alone), [])
  const others = readdirSync(dirname(closed)).filter((file) => file.endsWith('.js'))
  assert.equal(inside(...others.map((file) => join(dirname(closed), file))), MARKS)
})

test('a command that needs an Asterisk needs no package: its dependencies are inside', async () => {
  const at = await house()
  assert.equal(await run(closed, ['db', 'get', 'dnd/office'], at.as('full')), { code: 0, out: '1\n', err: '' })
  assert.equal(await run(closed, ['mailbox', '2222'], at.as('full')), { code: 0, out: '1 new, 3 old\n', err: '' })
  assert.is((await run(closed, ['call', 'PJSIP/200', '2222', 'internal'], at.as('full'))).code, 0)
  await at.pbx.close()
})

test('only a directory needs yaml', async () => {
  const at = await house()
  const { code, err } = await run(closed, ['mailbox', '2222', '--dir', folder], at.as('full'))
  assert.is(code, 1)
  assert.match(err, "Cannot find package 'yaml'")
  await at.pbx.close()
})

test('the licences of the packages inside are beside them', async () => {
  const licences = readFileSync(join(dirname(await binary()), 'LICENSES.txt'), 'utf8')
  assert.equal(
    ['fp-ts', 'io-ts', 'rxjs'].filter((name) => !new RegExp(`^${name}$`, 'm').test(licences)),
    [],
  )
})

test.run()
