/** docs/reliability.md names every story, its test as it stands in the tree, and a result. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const test = suite('docs/reliability.md')

interface Row {
  readonly number: number
  readonly cells: readonly string[]
}

const rows: readonly Row[] = readFileSync('docs/reliability.md', 'utf8')
  .split('\n')
  .filter((line) => /^\| *\d+ *\|/.test(line))
  .map((line) => {
    const cells = line.split(/(?<!\\)\|/).slice(1, -1)
    return { number: Number(cells[0]), cells: cells.map((cell) => cell.trim().replaceAll('\\|', '|')) }
  })

/** Files of test/ that a cell names. */
const files = (cell: string): readonly string[] =>
  [...cell.matchAll(/\]\(https:\/\/github\.com\/rx-asterisk\/rx-asterisk\/blob\/main\/(test\/[^)]+\.test\.ts)\)/g)].map(
    ([, file = '']) => file,
  )

/** The text of a test file on one line: without the quoting of its titles and the line breaks of its comments. */
const titles = (file: string): string =>
  readFileSync(file, 'utf8')
    .replaceAll("\\'", "'")
    .replaceAll(/\n(?:\/\/ )?/g, ' ')

test('names each story once, in order', () => {
  assert.equal(
    rows.map(({ number }) => number),
    Array.from({ length: 63 }, (_, index) => index + 1),
  )
})

test('has no empty cell', () => {
  rows.forEach(({ number, cells }) => {
    assert.is(cells.length, 5, `story ${number}`)
    assert.ok(
      cells.every((cell) => cell !== ''),
      `story ${number}`,
    )
  })
})

test('names a test that exists, by its whole name, and the story in its comment', () => {
  for (const { number, cells } of rows) {
    const [, story = '', holds = '', shown = ''] = cells
    const [first = '', ...more] = files(shown)
    assert.ok(existsSync(join(first)), `story ${number}: ${shown}`)
    assert.ok(titles(first).includes(`Story: ${story} test('story ${number}: ${holds}'`), `story ${number} in ${first}`)
    for (const file of more) assert.ok(titles(file).includes(`'story ${number}: `), `story ${number} in ${file}`)
  }
})

test('gives each story test a name that reads as a sentence', () => {
  for (const { number, cells } of rows) assert.ok(`story ${number}: ${cells[2] ?? ''}`.length <= 100, `story ${number}`)
})

test('says passed, or that it cannot occur and why', () => {
  for (const { number, cells } of rows) assert.match(cells[4] ?? '', /^passed|^cannot occur: ./, `story ${number}`)
})

test('shows on the real Asterisk what must be shown there', () => {
  const real = rows.filter(({ cells }) => cells[3]?.includes('test/asterisk/')).map(({ number }) => number)
  assert.equal(real, [47, 51, 53, 61, 62])
})

test.run()
