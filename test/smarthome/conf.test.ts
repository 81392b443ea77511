import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseConf } from '../../src/smarthome/config/conf.js'
import type { ConfDialect } from '../../src/smarthome/config/dialect.js'
import type { Section } from '../../src/smarthome/config/tree.js'

const torture = suite('the torture file of the three dialects')
const reading = suite('reading .conf')

/** A section as plain data. */
const plain = ({ entries, sections }: Section): Readonly<Record<string, unknown>> => ({
  ...Object.fromEntries([...entries.values()].map(({ key, value }) => [key, value])),
  ...Object.fromEntries([...sections.values()].map((section) => [`[${section.name}]`, plain(section)])),
})
const read = (text: string, dialect: ConfDialect = 'any') => plain(parseConf(text, 'x.conf', dialect).tree)
const errors = (text: string, dialect: ConfDialect = 'any') =>
  parseConf(text, 'x.conf', dialect).problems.filter(({ severity }) => severity === 'error')
const problems = (text: string, dialect: ConfDialect = 'any') =>
  parseConf(text, 'x.conf', dialect).problems.map(({ severity, line, column }) => `${severity} ${line}:${column}`)

/** A construct, its text, and the result in each program and in `any`; `REFUSED` for an error without a result. */
type Row = readonly [construct: string, text: string, a: unknown, b: unknown, c: unknown, any: unknown]
const REFUSED = 'refused'

const rows: readonly Row[] = [
  ["['ast']", "['ast']", { '[ast]': {} }, { '[ast]': {} }, { '[ast]': {} }, { '[ast]': {} }],
  ['["ast"]', '["ast"]\n[next]', { '[ast]': {}, '[next]': {} }, REFUSED, REFUSED, { '[ast]': {}, '[next]': {} }],
  ['[a b]', '[a b]\n[next]', { '[a b]': {}, '[next]': {} }, REFUSED, REFUSED, { '[a b]': {}, '[next]': {} }],
  ['[1a]', '[1a]', { '[1a]': {} }, { '[1a]': {} }, REFUSED, { '[1a]': {} }],
  ['[set]', '[set]', { '[set]': {} }, { '[set]': {} }, REFUSED, { '[set]': {} }],
  ['[class], a Python keyword', '[class]', { '[class]': {} }, { '[class]': {} }, REFUSED, { '[class]': {} }],
  ['[[fon]] under [office]', '[office]\n[[fon]]\nx = 1', ...four({ '[office]': { '[fon]': { x: '1' } } })],
  ['a comment behind a value', 'x = 127.0.0.1 # default', ...four({ x: '127.0.0.1' })],
  ['a # in double quotes', 'x = "se#cret"', { x: 'se#cret' }, { x: '"se' }, { x: '"se' }, { x: 'se#cret' }],
  ['a # in the text', 'x = sec#ret', ...four({ x: 'sec' })],
  ['a quoted text and a comment', "x = 'a b' # c", ...four({ x: 'a b' })],
  ['commas', 'x = a, b, c', { x: ['a', 'b', 'c'] }, { x: 'a, b, c' }, { x: 'a, b, c' }, { x: 'a, b, c' }],
  [
    'commas in a key that is a list',
    'watch_item = a, b',
    { watch_item: ['a', 'b'] },
    { watch_item: 'a, b' },
    { watch_item: 'a, b' },
    { watch_item: ['a', 'b'] },
  ],
  ['bars', "x = a | 'b'", { x: "a | 'b'" }, { x: ['a', 'b'] }, { x: ['a', 'b'] }, { x: ['a', 'b'] }],
  ['a comma at the end', 'x = a,', { x: ['a'] }, { x: 'a,' }, { x: 'a,' }, { x: 'a,' }],
  ['nothing', 'x =', { x: '' }, {}, {}, { x: '' }],
  ['empty quotes', "x = ''", ...four({ x: '' })],
  ['a second =', 'x = a = b', ...four({ x: 'a = b' })],
  [
    'triple quotes',
    "x = '''line1\nline2'''",
    { x: 'line1\nline2' },
    { x: "'''line1" },
    { x: "'''line1" },
    { x: 'line1\nline2' },
  ],
  ['a backslash at the end', 'x = a \\\n  b', { x: 'a \\' }, { x: 'a \\' }, { x: 'a b' }, { x: 'a b' }],
  ['a key with a dot', 'a.b = 1\ny = 2', { 'a.b': '1', y: '2' }, { y: '2' }, { y: '2' }, { 'a.b': '1', y: '2' }],
  ['a key with an @', 'a@b = 1', { 'a@b': '1' }, {}, { 'a@b': '1' }, { 'a@b': '1' }],
  [
    'a section twice',
    '[a]\nx = 1\n[a]\ny = 2',
    REFUSED,
    { '[a]': { x: '1', y: '2' } },
    { '[a]': { x: '1', y: '2' } },
    { '[a]': { x: '1', y: '2' } },
  ],
  ['a key twice', 'x = 1\nx = 2', REFUSED, { x: '2' }, { x: '2' }, { x: '2' }],
  ['an interpolation', 'x = p%(y)s', ...four({ x: 'p%(y)s' })],
  ['a semicolon is no comment', 'x = a ; b', ...four({ x: 'a ; b' })],
  ['indentation', '   [a]\n\t x = 1', ...four({ '[a]': { x: '1' } })],
]

function four(value: unknown): [unknown, unknown, unknown, unknown] {
  return [value, value, value, value]
}

for (const [construct, text, a, b, c, any] of rows) {
  const columns: readonly (readonly [ConfDialect, unknown])[] = [
    ['ConfigObj', a],
    ['smarthome.py', b],
    ['SmartHomeNG', c],
    ['any', any],
  ]
  for (const [dialect, expected] of columns) {
    torture(`${dialect}: ${construct}`, () => {
      const seen = read(text, dialect)
      assert.equal(seen, expected === REFUSED ? {} : expected)
      if (expected === REFUSED) assert.ok(errors(text, dialect).length > 0, 'it says so')
    })
  }
}

reading('nests to any depth, and comes back', () => {
  assert.equal(read('[a]\n[[b]]\n[[[c]]]\nx = 1\n[[d]]\ny = 2\n[e]'), {
    '[a]': { '[b]': { '[c]': { x: '1' } }, '[d]': { y: '2' } },
    '[e]': {},
  })
})

reading('goes on after each mistake, and gives its location', () => {
  const text = '[a\nx = 1\n[[[deep]]]\nlost = 1\nno sense\n[b] c\n[good]\ny = 2'
  assert.equal(read(text), { x: '1', '[good]': { y: '2' } })
  assert.equal(problems(text), ['error 1:1', 'error 3:1', 'error 5:1', 'error 6:1'])
})

reading('takes a byte order mark and any line end', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    assert.equal(read(['\uFEFF[a]', 'x = 1', 'y = ä'].join(end)), { '[a]': { x: '1', y: 'ä' } })
  }
})

reading('warns where smarthome.py 1.0 would have cut a value in quotes, with the column', () => {
  assert.equal(problems('password = "se#cret"'), ['warning 1:15'])
  assert.equal(problems('password = "secret" # a comment'), [])
})

reading('warns of a # in the middle of a text, and of no other comment', () => {
  assert.equal(problems('password = sec#ret'), ['warning 1:15'])
  assert.equal(problems('\uFEFFpassword = sec#ret'), ['warning 1:15'], 'a byte order mark is no column')
  assert.equal(problems('host = 127.0.0.1 # default'), [])
})

reading('never shows a value', () => {
  const text = ['password = "s3cr3t', "password = 's3cr3t' s3cr3t", 's3cr3t', '[s3cr3t', 'password = s3#cr3t']
  const problems = JSON.stringify(parseConf(text.join('\n'), 'x.conf').problems)
  assert.not.match(problems, /s3cr3t|cr3t/)
})

reading('an interpolation stays as it is, with a note', () => {
  assert.equal(problems('password = p%(x)s'), ['info 1:13'])
})

reading('a quote that is not closed is a part of the text', () => {
  assert.equal(read('x = "a\ny = 1'), { x: '"a', y: '1' })
  assert.equal(problems('x = "a'), ['warning 1:5'])
})

reading('quotes keep a bar from making a list', () => {
  assert.equal(read('x = "a | b" | c'), { x: ['a | b', 'c'] })
})

const CONF = fc.array(
  fc.oneof(
    fc.constantFrom(
      '[',
      ']',
      '"',
      "'",
      "'''",
      '"""',
      '#',
      '|',
      ',',
      '=',
      '\\',
      '\n',
      '\r\n',
      ' ',
      '%(x)s',
      '@',
      'a',
      'ast_dev',
    ),
    fc.string({ unit: 'binary' }),
  ),
)

reading('no text makes it throw, and every location is inside the text', () => {
  fc.assert(
    fc.property(
      CONF,
      fc.constantFrom<ConfDialect>('any', 'ConfigObj', 'smarthome.py', 'SmartHomeNG'),
      (parts, dialect) => {
        const text = parts.join('')
        const { problems: found } = parseConf(text, 'x.conf', dialect)
        const lines = text.split(/\r\n|\n|\r/).length
        return found.every(({ line, column }) => line >= 1 && line <= lines && column >= 1)
      },
    ),
    { numRuns: 2000 },
  )
})

reading('reads back any sections, keys and values in quotes', () => {
  const word = fc.stringMatching(/^[a-z_]\w{0,9}$/)
  const text = fc.stringMatching(/^[^'"\r\n|#%\\]{0,20}$/)
  fc.assert(
    fc.property(fc.dictionary(word, fc.dictionary(word, text)), (wanted) => {
      const written = Object.entries(wanted).map(
        ([name, entries]) =>
          `[${name}]\n${Object.entries(entries)
            .map(([key, value]) => `  ${key} = "${value}" # comment`)
            .join('\n')}`,
      )
      assert.equal(
        read(written.join('\n')),
        Object.fromEntries(
          Object.entries(wanted).map(([name, entries]) => [`[${name}]`, Object.fromEntries(Object.entries(entries))]),
        ),
      )
    }),
  )
})

torture.run()
reading.run()
