/** docs/cli.md says what --help says. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { helpFor } from '../../src/cli/help.js'
import { TABLE } from '../../src/cli/table.js'
import { inside } from '../support/inside.js'
import { CLI_PAGE, cliPage } from './cliPage.js'

const test = suite('docs/cli.md')

test('is what the commands say of themselves (npm run docs:cli writes it anew)', () => {
  assert.fixture(readFileSync(CLI_PAGE, 'utf8'), cliPage())
})

for (const { name, words, shared, examples } of TABLE) {
  test(`--help of ${name} tells every word, an example and the exit codes, in lines that fit`, async () => {
    const { code, out, err } = await inside([...name.split(' '), '--help'])
    assert.equal([code, err], [0, ''])
    assert.is(out, `${helpFor(TABLE, name)}\n`)
    for (const word of [...words, ...shared]) assert.ok(out.includes(word.name) && word.help.length > 5, word.name)
    assert.ok(examples.length > 0 && examples.every((example) => out.includes(example)))
    assert.match(out, '\nExit codes\n')
    assert.equal(
      out.split('\n').filter((line) => line.length > 110),
      [],
    )
  })
}

test('help tells all commands, groups, and what there is none of', async () => {
  const all = await inside(['help'])
  for (const { name, summary } of TABLE) assert.ok(all.out.includes(`${name} `) && all.out.includes(summary), name)
  const group = await inside(['help', 'db'])
  assert.match(group.out, /rx-asterisk db get[^]*rx-asterisk db tree/)
  assert.equal(await inside(['help', 'cal']), {
    code: 2,
    out: '',
    err: 'rx-asterisk: there is no command "cal"; did you mean call?\n',
  })
})

test('a wrong command line says so on stderr only, exit 2, and leads to help', async () => {
  const { code, out, err } = await inside(['call'])
  assert.equal([code, out], [2, ''])
  assert.match(err, /^rx-asterisk: SOURCE is missing: .*\n\nrx-asterisk help call shows more\.\n$/)
})

test('what is missing to log in is said, exit 2', async () => {
  const user = await inside(['mailbox', '2222'])
  const password = await inside(['mailbox', '2222', '--username', 'x'])
  const port = await inside(['mailbox', '2222', '--username', 'x'], {
    env: { RX_ASTERISK_PASSWORD: 'x', RX_ASTERISK_PORT: 'x' },
  })
  const file = await inside(['mailbox', '2222', '--username', 'x', '--password-file', '/no/such/file'])
  assert.equal([user.code, password.code, port.code, file.code], [2, 2, 2, 2])
  assert.match(user.err, '--username NAME')
  assert.match(password.err, 'set RX_ASTERISK_PASSWORD, or give --password-file FILE')
  assert.match(port.err, 'RX_ASTERISK_PORT must be')
  assert.match(file.err, '/no/such/file cannot be read: ENOENT')
})

test.run()
