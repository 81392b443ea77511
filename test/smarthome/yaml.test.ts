import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Section } from '../../src/smarthome/config/tree.js'
import { parseYaml } from '../../src/smarthome/config/yaml.js'

const test = suite('reading YAML')

const plain = ({ entries, sections }: Section): Readonly<Record<string, unknown>> => ({
  ...Object.fromEntries([...entries.values()].map(({ key, value }) => [key, value])),
  ...Object.fromEntries([...sections.values()].map((section) => [`[${section.name}]`, plain(section)])),
})
const read = (text: string) => plain(parseYaml(text, 'x.yaml').tree)
const problems = (text: string) =>
  parseYaml(text, 'x.yaml').problems.map(({ severity, line, column }) => `${severity} ${line}:${column}`)

test('nothing becomes a number, a boolean or null', () => {
  assert.equal(read('a: 0030\nb: 022\nc: yes\nd: 1.50\ne: null\nf: ~\ng: 2026-01-01\nh: 0x1F'), {
    a: '0030',
    b: '022',
    c: 'yes',
    d: '1.50',
    e: 'null',
    f: '~',
    g: '2026-01-01',
    h: '0x1F',
  })
})

test('maps are sections, lists are lists, nothing is an empty text', () => {
  assert.equal(read('office:\n  fon:\n    type: bool\n    list: [a, 07]\n    empty:\n'), {
    '[office]': { '[fon]': { type: 'bool', list: ['a', '07'], empty: '' } },
  })
})

test('keys that begin with comment are left out, and line breaks in texts', () => {
  assert.equal(read('comment1: x\na: |\n  one\n  two\n'), { a: 'onetwo' })
})

test('keys that are always lists may be written with bars', () => {
  assert.equal(read('ast_userevent: Call | Action\nast_dev: a | b\nknx_dpt: a | b'), {
    ast_userevent: ['Call', 'Action'],
    ast_dev: ['a', 'b'],
    knx_dpt: 'a | b',
  })
})

test('each entry has its location', () => {
  const { tree } = parseYaml('a:\n  b: 1\n', 'items/x.yaml')
  assert.equal(tree.sections.get('a')?.entries.get('b')?.at, { file: 'items/x.yaml', line: 2, column: 3 })
})

test('a byte order mark and CRLF make no difference', () => {
  assert.equal(read('\uFEFFa:\r\n  b: 1\r\n'), { '[a]': { b: '1' } })
})

test('many mistakes are reported at once, with their locations', () => {
  assert.equal(problems('a: 1\na: 2\nb: *x\nc: "open'), ['error 4:9', 'error 2:1', 'warning 3:1'])
})

test('a file without keys is refused, an empty file is allowed', () => {
  assert.equal(problems('- a\n- b'), ['error 1:1'])
  assert.equal(problems('just text'), ['error 1:1'])
  assert.equal(problems(''), [])
  assert.equal(problems('# only a comment\n'), [])
})

test('references to other values are left out at any depth', () => {
  assert.equal(problems('a: &a [x]\nb: &b [*a, *a]\nc: [*b]\n<<: *a'), ['warning 2:1', 'warning 3:1', 'warning 4:1'])
})

test('a password is never shown', () => {
  const text = ['*s3cr3t', '"s3cr3t', '@s3cr3t', '`s3cr3t', '{s3cr3t', 's3cr3t: x', '!s3cr3t x', '"\\qs3cr3t"']
  for (const value of text) {
    const { problems: found } = parseYaml(`ast:\n  password: ${value}\n`, 'x')
    assert.not.match(JSON.stringify(found), /s3cr3t/)
    assert.ok(found.length > 0 || value.startsWith('!'), value)
  }
})

test('no text makes it throw', () => {
  const part = fc.oneof(
    fc.constantFrom(
      'a',
      ':',
      ' ',
      '\n',
      '  ',
      '- ',
      '&a ',
      '*a',
      '|',
      '>',
      '"',
      "'",
      '{',
      '}',
      '[',
      ']',
      '#',
      '%',
      '---',
      '!x',
      '<<',
      '\t',
    ),
    fc.string({ unit: 'binary' }),
  )
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      parseYaml(parts.join(''), 'x.yaml')
    }),
    { numRuns: 2000 },
  )
})

test.run()
