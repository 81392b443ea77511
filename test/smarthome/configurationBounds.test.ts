/** Configurations that fuzzing found, shortened: each of them threw, had a wrong location, or took too long. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { castOf } from '../../src/smarthome/config/cast.js'
import { parseConf } from '../../src/smarthome/config/conf.js'
import { matching } from '../../src/smarthome/config/pattern.js'
import { showProblem } from '../../src/smarthome/config/problem.js'
import { parseYaml } from '../../src/smarthome/config/yaml.js'
import { understand } from './understand.js'

const test = suite('bounds of configurations')

/** Milliseconds of this process; without its bound each of these cases takes many times as long. */
const BOUND = 1500
const inTime = (what: string, work: () => unknown): void => {
  test(`${what} takes little time`, () => {
    const before = process.cpuUsage()
    work()
    assert.ok(process.cpuUsage(before).user / 1000 < BOUND)
  })
}
const manyKeys = Array.from({ length: 20_000 }, (_, index) => `k${index}: 1\n`).join('')

inTime('a line of blanks around a word', () => parseConf(`${' '.repeat(1000)}x${' '.repeat(1000)}`, 'x.conf'))
inTime('a row of brackets that none closes', () => parseConf('['.repeat(60_000), 'x.conf'))
inTime('a row of interpolations that none closes', () => parseConf(`x = ${'%('.repeat(60_000)}`, 'x.conf'))
inTime('a long number that is none', () => castOf('num')(`${'1'.repeat(100_000)}x`))
inTime('a pattern of many stars', () => matching(`${'*a'.repeat(9)}*b`)('a'.repeat(40)))
inTime('a YAML file of many keys', () => parseYaml(manyKeys, 'x.yaml'))

for (const opening of ['{a: ', '[', '- ', '? ', '{"a":']) {
  for (const depth of [200, 1500, 4000]) {
    test(`YAML that opens ${opening} ${depth} times is refused, whatever the stack`, () => {
      const { tree, problems } = parseYaml(`${opening.repeat(depth)}x`, 'x.yaml')
      assert.equal([tree.entries.size, tree.sections.size], [0, 0])
      assert.equal(
        problems.map(({ severity, line }) => [severity, line]),
        [['error', 0]],
      )
    })
  }
}

test('YAML that needs more stack than the parser has is refused, and does not throw', () => {
  const { problems } = parseYaml(`${': '.repeat(5000)}\nx: 1\n`, 'x.yaml')
  assert.equal(
    problems.map(({ severity, line }) => [severity, line]),
    [['error', 0]],
  )
})

test('YAML may nest as deep as people write it', () => {
  const { tree, problems } = parseYaml(`${'{a: '.repeat(90)}x${'}'.repeat(90)}`, 'x.yaml')
  assert.equal(problems, [])
  assert.is(tree.sections.size, 1)
})

test('sections of .conf nest a hundred deep, and not deeper', () => {
  const nested = Array.from({ length: 102 }, (_, index) => `${'['.repeat(index + 1)}a${']'.repeat(index + 1)}`)
  assert.equal(
    parseConf(nested.join('\n'), 'x.conf').problems.map(({ line, message }) => [line, message]),
    [101, 102].map((line) => [line, 'a section cannot have more than 100 brackets']),
  )
})

test('names with control characters cannot forge a problem, nor control the terminal', () => {
  const { problems } = understand({
    'etc/plugin.conf': '[ast]\nclass_path = asterisk\n',
    'items/x.conf': "[a]\ntype = '''x\netc/plugin.conf:1:1: error: forged'''\n[\u001b[2J]\n\u0000y = 1\n\u0000y = 2\n",
  })
  assert.ok(problems.length > 2)
  for (const problem of problems) assert.not.match(showProblem(problem), /\p{Cc}/u)
})

test('a warning in a joined line has its own location', () => {
  const places = (text: string) => parseConf(text, 'x.conf').problems.map(({ line, column }) => [line, column])
  assert.equal(places('x = a \\\n   b#c'), [[2, 5]])
  assert.equal(places('\\\n  no sense'), [[2, 3]])
})

test('a mistake in YAML behind a comment has its own line', () => {
  const lines = parseYaml('1 #\nt\n1 #\nt', 'x.yaml').problems.map(({ line }) => line)
  assert.equal(lines.slice(0, 2), [2, 4])
})

test('names such as __proto__ are names like others', () => {
  for (const name of ['__proto__', 'constructor', 'hasOwnProperty']) {
    const { configuration } = understand({
      'items/x.yaml': `${name}:\n  ${name}: x\n  type: ${name}\n  a:\n    type: bool`,
    })
    assert.equal(
      configuration.items.map(({ path }) => path),
      [`${name}.a`],
    )
  }
  assert.equal(Object.keys(Object.prototype), [])
})

test.run()
