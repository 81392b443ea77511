/** The table of rights says what the code needs. */
import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { RIGHTS_PAGE, rightsPage, rightsTable } from './rights.js'

const test = suite('the table of rights')

/** The words of a page, whatever width prettier gives its tables. */
const words = (text: string): string => text.replaceAll(/[ -]+/g, ' ')

test('in docs/security.md is the one of the code (npm run docs:rights writes it anew)', () => {
  assert.fixture(words(readFileSync(RIGHTS_PAGE, 'utf8')), words(rightsPage()))
})

test('has a line for devices, UserEvents and calls', () => {
  const lines = rightsTable()
  assert.ok(lines.includes('| `device`, `deviceState`, `device$` | `call` | `call` or `reporting` or `system` |'))
  assert.ok(lines.includes('| `userEvent`, `userEvent$` | `user` |  |'))
  assert.ok(lines.includes('| `call` | `call` | `originate`; `call` or `system` |'))
})

test.run()
