/** docs/guide/test-runners.md with the real runners: node:test and vitest. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { filesOf, startFile } from '../support/guide.js'

const test = suite('guide: test runners')

const VITEST = resolve('node_modules/vitest/vitest.mjs')

/** vitest finds the package by its name; here the name leads to the source. */
const CONFIG = `
const source = (entry) => ${JSON.stringify(resolve('src'))} + entry + '/index.ts'
export default {
  resolve: {
    alias: [
      { find: 'rx-asterisk/testing', replacement: source('/testing') },
      { find: 'rx-asterisk', replacement: source('') },
    ],
  },
}
`

const inVitest = async (
  change: (folder: string) => void,
): Promise<{ readonly code: unknown; readonly text: string }> => {
  const { folder, remove } = filesOf('test-runners', (text) => text)
  try {
    writeFileSync(join(folder, 'vitest.config.mjs'), CONFIG)
    change(folder)
    const vitest = startFile(folder, VITEST, { NO_COLOR: '1' }, { args: ['run', 'intercom.spec.mts'] })
    const code = await vitest.ended()
    return { code, text: vitest.text() }
  } finally {
    remove()
  }
}

const inNode = async (change: (folder: string) => void): Promise<{ readonly code: unknown; readonly text: string }> => {
  const { folder, remove } = filesOf('test-runners')
  try {
    change(folder)
    const node = startFile(folder, 'intercom.test.mts', {}, { node: ['--test'] })
    const code = await node.ended()
    return { code, text: node.text() }
  } finally {
    remove()
  }
}

/** Another digit opens the door: the tests must notice. */
const spoil = (folder: string): void => {
  const file = join(folder, 'intercom.mts')
  writeFileSync(file, readFileSync(file, 'utf8').replace("digit === '5'", "digit === '6'"))
}

const nothing = (): void => undefined

test('node:test runs its tests, and they pass', async () => {
  const { code, text } = await inNode(nothing)
  assert.is(code, 0, text)
  assert.match(text, /^# pass 3$/m)
})

test('vitest runs its tests, and they pass', async () => {
  const { code, text } = await inVitest(nothing)
  assert.is(code, 0, text)
  assert.match(text, /Tests +3 passed/)
})

test('a mistake in the program fails in both', async () => {
  const [node, vitest] = [await inNode(spoil), await inVitest(spoil)]
  assert.is(node.code, 1, node.text)
  assert.match(node.text, /^# fail 2$/m)
  assert.is(vitest.code, 1, vitest.text)
  assert.match(vitest.text, /Tests +2 failed/)
})

test.run()
