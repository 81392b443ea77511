/** Attributes that are lists: every one of them, in every way to write a list, in .conf and YAML. */
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { PLUGGED, problemsOf, understand } from './understand.js'

const test = suite('lists in attributes')

type Files = Readonly<Record<string, string>>

/** The two elements of each attribute, and the elements as they are understood. */
interface Attribute {
  readonly key: string
  readonly two: readonly [string, string]
  readonly files: (ending: 'conf' | 'yaml', value: string) => Files
  readonly understood: (files: Files) => readonly string[]
}

const itemFile = (key: string) => (ending: 'conf' | 'yaml', value: string) => ({
  [`items/a.${ending}`]:
    ending === 'conf' ? `[a]\ntype = num\n${key} = ${value}` : `a:\n  type: num\n  ${key}: ${value}\n`,
})
const logicFile = (key: string) => (ending: 'conf' | 'yaml', value: string) => ({
  'items/a.conf': '[a]\ntype = bool\n[b]\ntype = bool',
  [`etc/logic.${ending}`]: ending === 'conf' ? `[l]\n${key} = ${value}` : `l:\n  ${key}: ${value}\n`,
})
const targets = (files: Files) =>
  understand({ ...PLUGGED, ...files }).configuration.items.flatMap(({ bindings }) =>
    bindings.map((each) => each.target),
  )
const logic = (files: Files) => understand({ ...PLUGGED, ...files }).configuration.logics[0]

const ATTRIBUTES: readonly Attribute[] = [
  ...['ast_dev', 'ast_dev@ast', 'ast_dev@*'].map((key): Attribute => ({
    key,
    two: ['101', '0102'],
    files: itemFile(key),
    understood: targets,
  })),
  { key: 'ast_box', two: ['22', '30@office'], files: itemFile('ast_box'), understood: targets },
  { key: 'ast_db', two: ['dnd/a', 'dnd/b'], files: itemFile('ast_db'), understood: targets },
  {
    key: 'ast_userevent',
    two: ['Call', 'Action'],
    files: logicFile('ast_userevent'),
    understood: (files) => logic(files)?.userEvents ?? [],
  },
  {
    key: 'watch_item',
    two: ['a', 'b'],
    files: logicFile('watch_item'),
    understood: (files) => logic(files)?.watch ?? [],
  },
]

/** The ways to write a list of two, with bars or as a list of YAML. */
const WAYS: readonly (readonly ['conf' | 'yaml', (a: string, b: string) => string])[] = [
  ['conf', (a, b) => `${a} | ${b}`],
  ['conf', (a, b) => `${a}|${b}`],
  ['conf', (a, b) => `"${a} | ${b}"`],
  ['conf', (a, b) => `'${a}' | '${b}'`],
  ['conf', (a, b) => `| ${a} | | ${b} | ${a} |`],
  ['conf', (a, b) => `'''${a} | ${b}'''`],
  ['yaml', (a, b) => `${a} | ${b}`],
  ['yaml', (a, b) => `"${a} | ${b}"`],
  ['yaml', (a, b) => `'${a}|${b}'`],
  ['yaml', (a, b) => `[${a}, ${b}]`],
  ['yaml', (a, b) => `['${a}', "${b}"]`],
  ['yaml', (a, b) => `\n    - ${a}\n    - ${b}`],
  ['yaml', (a, b) => `[${a}, ${b}, ${a}, '']`],
  ['yaml', (a, b) => `>-\n    ${a} |\n    ${b}`],
]

for (const { key, two, files, understood } of ATTRIBUTES)
  for (const [ending, written] of WAYS) {
    const value = written(...two)
    // a bar in quotes belongs to a key of the AstDB
    const isOne = key === 'ast_db' && ending === 'conf' && /^(?:"[^"]*|'[^']*)\||^'''/.test(value)
    test(`${key} in ${ending}: ${JSON.stringify(value)}`, () => {
      if (isOne)
        assert.match(problemsOf({ ...PLUGGED, ...files(ending, value) }).join(), 'is read as one key of the AstDB')
      else assert.equal(understood(files(ending, value)), two)
    })
  }

const commas = (key: string): Attribute | undefined => ATTRIBUTES.find((each) => each.key === key)

for (const ending of ['conf', 'yaml'] as const) {
  for (const key of ['ast_dev', 'ast_box', 'ast_db']) {
    test(`${key} in ${ending} with commas is one, with a warning whose advice is right`, () => {
      const attribute = commas(key)
      if (attribute === undefined) throw new Error(key)
      const { two, files, understood } = attribute
      const [warning = ''] = problemsOf({ ...PLUGGED, ...files(ending, two.join(', ')) }, 'warning')
      assert.match(warning, /is read as one (device|mailbox|key of the AstDB); separate \w+ by \|/)
      assert.equal(understood(files(ending, two.join(' | '))), two)
      assert.equal(problemsOf({ ...PLUGGED, ...files(ending, two.join(' | ')) }, 'warning', 'error'), [])
    })
  }
  for (const key of ['ast_userevent', 'watch_item']) {
    test(`${key} in ${ending} may have commas`, () => {
      const attribute = commas(key)
      if (attribute === undefined) throw new Error(key)
      const { two, files, understood } = attribute
      for (const value of [two.join(', '), `"${two.join(',')}"`]) assert.equal(understood(files(ending, value)), two)
    })
  }
}

test('crontab keeps its commas in YAML', () => {
  assert.equal(logic({ 'etc/logic.yaml': 'l:\n  crontab: init = 1,5 | 0 5,17 * *\n' })?.init, O.some('1,5'))
})

test('a map inside of a list is reported, not lost', () => {
  assert.match(
    problemsOf({ ...PLUGGED, 'items/a.yaml': 'a:\n  type: bool\n  ast_dev: [101, b: 102]\n' }).join(),
    'ast_dev has a list or a map inside of its list, which is left out',
  )
})

test('a list without an element is an error', () => {
  for (const value of ['|', '| |', '""', "''"])
    assert.match(
      problemsOf({ ...PLUGGED, 'items/a.conf': `[a]\ntype = bool\nast_dev = ${value}` }).join(),
      'ast_dev is empty',
    )
  for (const value of ['', '[]', '"|"', "['']"])
    assert.match(
      problemsOf({ ...PLUGGED, 'items/a.yaml': `a:\n  type: bool\n  ast_dev: ${value}\n` }).join(),
      'ast_dev is empty',
    )
})

test.run()
