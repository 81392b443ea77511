import * as O from 'fp-ts/lib/Option.js'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { firstValueFrom } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { handlerLoader } from '../../src/smarthome/house/loader.js'
import {
  configuration,
  loadHandlers,
  type LogicContext,
  type LogicTrigger,
  showProblem,
} from '../../src/smarthome/index.js'

const test = suite<{ folder: string }>('loading handlers', { folder: '' })

test.before.each(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'rx-smarthome-'))
  await mkdir(join(context.folder, 'logics'))
})
test.after.each(async ({ folder }) => {
  await rm(folder, { recursive: true, force: true })
})

/** Writes files of logics/ with a section in logic.conf for each, and loads the handlers. */
const loader = (folder: string) => {
  const load = loadHandlers(folder)
  return async (logics: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(logics)) await writeFile(join(folder, 'logics', name), text)
    const sections = Object.keys(logics).map((name) => `[${name.replace(/\..*/, '')}]\ninit = yes`)
    const files = new Map([
      ...Object.entries(logics).map(([name, text]) => [`logics/${name}`, text] as const),
      ['etc/logic.conf', sections.join('\n')] as const,
    ])
    return firstValueFrom(load(configuration(files).configuration, files))
  }
}

/** The value that a handler returns; these handlers use neither argument. */
const result = (handler: ((trigger: LogicTrigger, context: LogicContext) => unknown) | undefined): unknown =>
  (handler as (() => unknown) | undefined)?.()

test('the default export of .js, .mjs and .ts, and of CommonJS', async ({ folder }) => {
  const { handlers, problems } = await loader(folder)({
    'a.js': 'export default () => 1',
    'b.mjs': 'export default () => 2',
    'c.ts': 'const two: number = 2; export default (): number => two + 1',
    'd.js': 'module.exports = () => 4',
  })
  assert.equal(
    ['a', 'b', 'c', 'd'].map((name) => result(handlers.get(name))),
    [1, 2, 3, 4],
  )
  assert.equal(problems, [])
})

test('a file that cannot be loaded is a problem with file and line, and the others are loaded', async ({ folder }) => {
  const { handlers, problems } = await loader(folder)({
    'a.mjs': 'export default () => 1',
    'b.mjs': 'export const handler = () => 2',
    'c.mjs': 'const x = 1\nexport default (() => {',
    'd.mjs': '\nthrow new Error("no lamp")',
    'e.ts': 'const x: number = 1\nexport default (() => {',
  })
  assert.equal([...handlers.keys()], ['a'])
  assert.equal(problems.map(showProblem), [
    'logics/b.mjs: error: this file has no function as its default export; write export default (trigger, context) => { … }',
    'logics/c.mjs: error: this handler cannot be loaded: Unexpected end of input; correct it; `node --check logics/c.mjs` may show the line',
    'logics/d.mjs:2:7: error: this handler cannot be loaded: no lamp; correct it',
    'logics/e.ts:2:23: error: this handler cannot be loaded: Unexpected end of file; correct it',
  ])
})

test('a changed file gives a new function, an unchanged file the same one', async ({ folder }) => {
  const load = loader(folder)
  const first = await load({ 'a.mjs': 'export default () => 1', 'b.ts': 'export default () => 1' })
  const second = await load({ 'a.mjs': 'export default () => 2', 'b.ts': 'export default () => 1' })
  assert.is(result(second.handlers.get('a')), 2)
  assert.is(second.handlers.get('b'), first.handlers.get('b'))
  const third = await load({ 'a.mjs': 'export default () => 2', 'b.ts': 'export default () => 3' })
  assert.is(result(third.handlers.get('b')), 3)
})

test('the last handler of a broken file stays in use, beside the problem', async ({ folder }) => {
  const load = loader(folder)
  await load({ 'a.mjs': 'export default () => 1' })
  const { handlers, problems } = await load({ 'a.mjs': 'export default (' })
  assert.is(result(handlers.get('a')), 1)
  assert.is(problems.length, 1)
})

test('the problem names both ways to run TypeScript where neither is possible', async ({ folder }) => {
  const load = handlerLoader(folder, () => Promise.resolve(O.none))
  const files = new Map([
    ['etc/logic.conf', '[a]\ninit = yes'],
    ['logics/a.ts', ''],
  ])
  const { handlers, problems } = await firstValueFrom(load(configuration(files).configuration, files))
  assert.is(handlers.size, 0)
  assert.match(
    problems.map(showProblem).join(),
    /^logics\/a.ts: error: Node [\d.]+ does not run TypeScript by itself; use Node 22.18 or newer, or install tsx/,
  )
})

test.run()
