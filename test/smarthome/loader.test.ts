import * as O from 'fp-ts/lib/Option.js'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { firstValueFrom, lastValueFrom, toArray } from 'rxjs'
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

test('an import that never ends keeps no other logic waiting, and is reported with the name of its logic', async ({
  folder,
}) => {
  const load = loader(folder)
  const { handlers, problems } = await load({
    'a.mjs': 'await new Promise(() => {}); export default () => 1',
    'b.mjs': 'export default () => 2',
  })
  assert.equal([...handlers.keys()], ['b'])
  assert.match(
    problems.map(showProblem).join(),
    /^logics\/a.mjs: error: \[a\] does not run: the import of its file has not ended after 1 s; look for an await/,
  )
  const mended = await load({ 'a.mjs': 'export default () => 3', 'b.mjs': 'export default () => 2' })
  assert.is(result(mended.handlers.get('a')), 3)
  assert.is(mended.handlers.get('b'), handlers.get('b'))
  assert.equal(mended.problems, [])
})

test('a late import is a second emission, and its file is not imported again', async ({ folder }) => {
  const text =
    'globalThis.imports = (globalThis.imports ?? 0) + 1; await new Promise((r) => setTimeout(r, 1300)); export default () => 1'
  await writeFile(join(folder, 'logics', 'a.mjs'), text)
  const files = new Map([
    ['etc/logic.conf', '[a]\ninit = yes'],
    ['logics/a.mjs', text],
  ])
  const load = loadHandlers(folder)
  const { configuration: settings } = configuration(files)
  const seen = await lastValueFrom(load(settings, files).pipe(toArray()))
  assert.equal(
    seen.map(({ handlers, problems }) => [handlers.size, problems.length]),
    [
      [0, 1],
      [1, 0],
    ],
  )
  await lastValueFrom(load(settings, files))
  assert.is(Reflect.get(globalThis, 'imports'), 1)
})

/** Values that a file may throw, or end with, at its import. */
for (const thrown of [
  'undefined',
  'null',
  '""',
  '1n',
  'Symbol("x")',
  'Object.create(null)',
  'new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 } })',
  '{ get message() { throw 3 } }',
  '(() => { const x = {}; x.x = x; return x })()',
  'Object.assign(new Error("a"), { message: 5, stack: 7 })',
  'Object.defineProperty(new Error("a"), "message", { get() { throw 3 } })',
]) {
  test(`a file that throws ${thrown} is one problem, and the others are loaded`, async ({ folder }) => {
    const { handlers, problems } = await loader(folder)({
      'a.mjs': `throw ${thrown}`,
      'b.mjs': 'export default () => 2',
    })
    assert.equal([...handlers.keys()], ['b'])
    assert.is(problems.length, 1)
    assert.match(problems.map(showProblem).join(), 'logics/a.mjs')
  })
}

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
