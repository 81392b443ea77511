import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { linked } from '../support/guide.js'
import { blocks, complaints, examples, pages, type Snippet, sources } from '../support/snippets.js'

const compiled = suite('every program that the documentation shows')

const shown: readonly Snippet[] = [...pages.flatMap(blocks), ...sources.flatMap(examples)]
const said = complaints(shown)

compiled('they are found', () => {
  assert.ok(shown.length > 50, `${shown.length} programs`)
})

for (const [index, { at }] of shown.entries()) {
  compiled(`${at} compiles`, () => {
    assert.equal(said[index], [])
  })
}

compiled('a program that does not compile would be noticed', () => {
  const wrong = (text: string) => complaints([{ at: '', text }])[0]?.length ?? 0
  assert.is(wrong("import { connect } from 'rx-asterisk'\nconnect({ username: 1 })"), 1)
  assert.is(wrong("import { nothing } from 'rx-asterisk'"), 1)
  assert.is(wrong('const ='), 1)
})

compiled.run()

const runs = suite('every program of a page that needs no Asterisk')

const FOLDER = 'node_modules/.cache/snippets'
/** Those that test themselves, by marbles or on a simulated Asterisk. */
const alone = pages
  .flatMap(blocks)
  .filter(
    ({ text }) => /\b(?:marbles|simulate)\(/.test(text) && !/process\.env|record\(|from 'vitest'|from '\.\//.test(text),
  )

runs.before(() => {
  mkdirSync(FOLDER, { recursive: true })
})
runs.after(() => {
  rmSync(FOLDER, { recursive: true, force: true })
})

runs('they are found', () => {
  assert.ok(alone.length >= 4, `${alone.length} programs`)
})

for (const [index, { at, text }] of alone.entries()) {
  runs(`${at} runs, and prints what it says`, () => {
    const file = join(FOLDER, `${index}.mts`)
    writeFileSync(file, linked(text))
    const printed = execFileSync(process.execPath, ['--import', 'tsx', file], { encoding: 'utf8', timeout: 20_000 })
    for (const [, expected = ''] of text.matchAll(/console\.log\(\w+\) \/\/ (.+)$/gm)) {
      assert.ok(printed.includes(expected), `${expected} is not in ${printed}`)
    }
  })
}

runs.run()
