/** Lines of the documentation fit on a screen: 140 characters at most, apart from tables, code and the targets of links. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { pages } from '../support/snippets.js'

const test = suite('lines of the documentation')

const MOST = 140

/** Pages that a program writes; the first part of docs/cli.md is written by hand. */
const isGenerated = (page: string): boolean => page.startsWith('docs/reference/')
const MARK = '<!-- What follows is made from the help of the commands by: npm run docs:cli -->'

const written = (page: string): string => readFileSync(page, 'utf8').split(MARK)[0] ?? ''

/** The text without code blocks and without the targets of links; line breaks stay. */
const prose = (text: string): string =>
  text.replaceAll(/^ *```.*?^ *```$/gms, (block) => block.replaceAll(/[^\n]/g, '')).replaceAll(/\]\([^)\n]*\)/g, ']')

const tooLong = (text: string): readonly number[] =>
  prose(text)
    .split('\n')
    .flatMap((line, index) => (line.length > MOST && !line.startsWith('|') ? [index + 1] : []))

for (const page of pages.filter((page) => !isGenerated(page))) {
  test(`of ${page} have at most ${MOST} characters`, () => {
    assert.equal(tooLong(written(page)), [])
  })
}

test('are counted as a reader sees them', () => {
  const word = 'x'.repeat(MOST + 1)
  assert.equal(
    tooLong(`a\n${word}\n| ${word} |\n\`\`\`sh\n${word}\n\`\`\`\n[a](${word})\n${'…'.repeat(MOST)}\n${word}`),
    [2, 9],
  )
})

test.run()
