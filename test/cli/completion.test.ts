/** Completion scripts: complete for every command, and valid in the shells of this machine. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { completionOf, SHELLS } from '../../src/cli/completion.js'
import { TABLE } from '../../src/cli/table.js'
import { inside } from '../support/inside.js'

const folder = mkdtempSync(join(tmpdir(), 'rx-asterisk-completion-'))
const test = suite('completion')

for (const shell of SHELLS) {
  test(`of ${shell} has every command and every option`, () => {
    const script = completionOf(shell, TABLE)
    for (const { name, words, shared } of TABLE) {
      assert.ok(script.includes(name.split(' ').at(-1) ?? ''), name)
      for (const option of [...words, ...shared].filter(({ kind: place }) => place !== 'argument')) {
        assert.ok(
          script.includes(shell === 'fish' ? `-l ${option.name.slice(2)}` : option.name),
          `${name} ${option.name}`,
        )
      }
    }
  })

  test(`of ${shell} is printed by the command`, async () => {
    assert.equal(await inside(['completion', shell]), { code: 0, out: `${completionOf(shell, TABLE)}\n`, err: '' })
  })

  // a shell that is not installed here is skipped with a note
  const there = has(shell)
  const check: (name: string, run: () => void) => void = there ? test : (name) => test.skip(name)
  check(`of ${shell} is taken by ${shell}${there ? '' : ' (which is not installed here)'}`, () => {
    const file = join(folder, `completion.${shell}`)
    writeFileSync(file, completionOf(shell, TABLE))
    assert.is(execFileSync(shell, [shell === 'fish' ? '--no-execute' : '-n', file], { encoding: 'utf8' }), '')
  })
}

/** The words that bash offers for a command line that ends with a blank or inside a word. */
const offered = (line: string): readonly string[] => {
  const file = join(folder, 'bash')
  writeFileSync(file, completionOf('bash', TABLE))
  const words = line.split(' ')
  const script = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=${words.length - 1}; _rx_asterisk; printf '%s\\n' "\${COMPREPLY[@]}"`
  return execFileSync('bash', ['-c', script, file, ...words], { encoding: 'utf8' })
    .trim()
    .split('\n')
}

const inBash: (name: string, run: () => void) => void = has('bash') ? test : (name) => test.skip(name)

inBash('in bash offers commands, the second words of a group, options, choices and files', () => {
  assert.equal(offered('rx-asterisk de'), ['demo', 'devices'])
  assert.equal(offered('rx-asterisk db '), ['get', 'put', 'delete', 'tree'])
  assert.equal(offered('rx-asterisk db get --us'), ['--username'])
  assert.equal(offered('rx-asterisk call --var'), ['--variable'])
  assert.equal(offered('rx-asterisk completion '), ['bash', 'zsh', 'fish'])
  assert.ok(offered('rx-asterisk replay ').includes('package.json'))
  assert.equal(offered('rx-asterisk hangup '), [''])
})

test.after(() => {
  rmSync(folder, { recursive: true, force: true })
})

test.run()

function has(shell: string): boolean {
  try {
    execFileSync(shell, ['-c', 'exit 0'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
