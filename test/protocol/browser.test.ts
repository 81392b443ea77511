/** Frames and streams also run in a browser: their files need neither Node's modules nor its globals. */
import { build } from 'esbuild'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const test = suite('in a browser')

/** The bundle of a program for a browser, without the packages that it imports. */
const bundled = async (program: string): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: '.', loader: 'ts' },
    bundle: true,
    write: false,
    packages: 'external',
    format: 'esm',
    platform: 'browser',
    treeShaking: false,
    logLevel: 'silent',
  })
  return outputFiles.map(({ text }) => text).join('\n')
}

const NODE = /\b(?:Buffer|process|setImmediate|require|global)\b(?=[.([])|["'](?:node:|buffer["'])/

test('frames and streams use nothing of Node', async () => {
  const text = await bundled(
    "export { frame } from './src/protocol/frame.js'\nexport { streams } from './src/streams/streams.js'",
  )
  assert.match(text, 'Frame = class')
  assert.match(text, 'streams = ')
  assert.is(NODE.exec(text)?.[0], undefined)
})

test('a file that uses Node would be noticed', async () => {
  assert.match(await bundled("export { encode } from './src/protocol/action.js'"), NODE)
  assert.match(await bundled("export { asBuffer } from './src/protocol/bytes.js'"), NODE)
})

test.run()
