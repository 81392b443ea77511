// `npm run mutants -- --seed N --count 40 [--jobs 2] [--only words]`: breaks the code on purpose, one small break at a time. A seed
// spreads the breaks over every file of the inner folders of src. The breaks that no test detects are listed. Works in copies.
//
// The tests beside the broken file run first, then those of its layer, then all others, until one fails. Tests on the real Asterisk, of the
// command line, of the package, and of the documentation with its examples do not run.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import ts from 'typescript'
import { run } from './run.mjs'

const project = fileURLToPath(new URL('..', import.meta.url))
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '40' },
    jobs: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
})
const [seed, count, jobs] = [Number(values.seed), Number(values.count), Number(values.jobs)]
if (![seed, count, jobs].every(Number.isInteger) || count < 1 || jobs < 1) {
  console.error('npm run mutants -- [--seed N] [--count N] [--jobs N] [--only part-of-a-path]')
  process.exit(2)
}

const LAYERS = ['rx', 'protocol', 'request', 'model', 'streams', 'link', 'connection', 'functions', 'run']
const GENERATED = /^src\/protocol\/catalog\//
const ENOUGH = 0.9

let state = seed
const random = (below) => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return Math.floor((state / 4_294_967_296) * below)
}
const shuffled = (list) => {
  const left = [...list]
  return list.map(() => left.splice(random(left.length), 1)[0])
}

const SWAPS = new Map([
  ['===', '!=='],
  ['!==', '==='],
  ['<', '<='],
  ['<=', '<'],
  ['>', '>='],
  ['>=', '>'],
  ['&&', '||'],
  ['||', '&&'],
  ['+', '-'],
  ['-', '+'],
  ['*', '/'],
])

const isCondition = (node) => {
  const { parent } = node
  if (parent === undefined) return false
  if (ts.isConditionalExpression(parent)) return parent.condition === node
  return (ts.isIfStatement(parent) || ts.isWhileStatement(parent)) && parent.expression === node
}

/** The breaks for a node: a description, and the new text. */
const breaksOf = (node) => {
  const whole = node.getText()
  if (isCondition(node)) return [['negate a condition', `!(${whole})`]]
  if (ts.isBinaryExpression(node)) {
    const [left, sign, right] = [node.left.getText(), node.operatorToken.getText(), node.right.getText()]
    if (sign === '??') return [['drop what stands in for undefined', `(${left})`]]
    if (sign === '+=') return [['count down', `${left} -= ${right}`]]
    const other = SWAPS.get(sign)
    // a + that joins texts is not replaced by a -
    if (other === undefined || (sign === '+' && /['`]/.test(whole))) return []
    return [['change an operator', `${left} ${other} ${right}`]]
  }
  if (ts.isNumericLiteral(node)) return [['off by one', String(Number(node.text) + 1)]]
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [['swap constants', 'false']]
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [['swap constants', 'true']]
  if (ts.isStringLiteral(node) && node.text.length > 1) return [['empty a text', "''"]]
  if (ts.isExpressionStatement(node)) return [['drop a statement', ';']]
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { expression, name } = node.expression
    if (name.text === 'filter') return [['remove a filter', expression.getText()]]
    if (name.text === 'pipe' && node.arguments.length > 1) {
      const rest = node.arguments.slice(1).map((each) => each.getText())
      return [['drop an operator', `${expression.getText()}.pipe(${rest.join(', ')})`]]
    }
  }
  return []
}

/** Types, imports and texts for people are not broken, as no test should check them. */
const isSilent = (node) =>
  ts.isImportDeclaration(node) ||
  ts.isExportDeclaration(node) ||
  ts.isTypeNode(node) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  (ts.isPropertyAssignment(node) && node.name.getText() === 'why')

const mutantsOf = (file) => {
  const text = readFileSync(join(project, file), 'utf8')
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const found = []
  const visit = (node) => {
    if (isSilent(node)) return
    for (const [what, becomes] of breaksOf(node)) {
      const [start, end] = [node.getStart(), node.getEnd()]
      const line = source.getLineAndCharacterOfPosition(start).line + 1
      found.push({
        file,
        what,
        line,
        becomes,
        was: text.slice(start, end),
        broken: text.slice(0, start) + becomes + text.slice(end),
      })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

const files = LAYERS.flatMap((layer) =>
  readdirSync(join(project, 'src', layer), { recursive: true }).map((name) =>
    `src/${layer}/${name}`.replaceAll('\\', '/'),
  ),
).filter((file) => file.endsWith('.ts') && !GENERATED.test(file) && file.includes(values.only))

/** One break of each file in turn, so that the smallest file gets as many as the largest. */
const spread = () => {
  const piles = shuffled(files)
    .map((file) => shuffled(mutantsOf(file)))
    .filter((pile) => pile.length > 0)
  const chosen = []
  for (let turn = 0; chosen.length < count && piles.some((pile) => pile.length > turn); turn += 1) {
    chosen.push(...piles.flatMap((pile) => (pile.length > turn ? [pile[turn]] : [])))
  }
  return chosen.slice(0, count)
}

/** Folders and files of tests that do not run: see the top of this file. */
const LEFT_OUT = new Set(['cli', 'deploy.test.ts', 'docs', 'examples', 'package'])

const OTHERS = readdirSync(join(project, 'test'), { withFileTypes: true })
  .filter(({ name }) => !LEFT_OUT.has(name))
  .map((entry) => `test/${entry.name}${entry.isDirectory() ? '/' : ''}`)

const testsFor = (file) => {
  const [, layer, ...rest] = file.split('/')
  const name = basename(rest.join('/'), '.ts')
  return [[`${layer}/${name}`], [`test/${layer}/`], OTHERS.filter((words) => words !== `test/${layer}/`)]
}

/**
 * A time limit far above that of the slowest file on a busy machine. An endless test is detected late, and a slow test is not taken for a
 * failure.
 */
const env = { ...process.env, RX_ASTERISK_REAL: 'no', TEST_FILE_TIMEOUT_MS: '120000' }

const LEFT_BEHIND = new Set(['.git', 'node_modules', 'dist', 'coverage'])

const copy = () => {
  const folder = mkdtempSync(join(tmpdir(), 'rx-mutants-'))
  cpSync(project, folder, { recursive: true, filter: (from) => !LEFT_BEHIND.has(basename(from)) })
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

/** The first test file that fails, or undefined. */
const failingTest = async (folder, file) => {
  for (const words of testsFor(file)) {
    const { code, out } = await run(process.execPath, ['scripts/test.mjs', ...words], { cwd: folder, env })
    const none = /^no test file/m.test(out)
    if (code !== 0 && !none) return /^FAIL (\S+?):/m.exec(out)?.[1] ?? 'a test'
  }
  return undefined
}

/** Tests the unbroken code first: a test that fails there would count as a detected break. */
const healthy = async () => {
  const folder = copy()
  try {
    return await failingTest(folder, 'src/protocol/frame.ts')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const chosen = spread()
console.log('Testing the unbroken code first')
const sick = await healthy()
if (sick !== undefined) {
  console.error(`${sick} fails in unbroken code: no break can be tested`)
  process.exit(2)
}
console.log(`${chosen.length} breaks with seed ${seed}, over ${new Set(chosen.map(({ file }) => file)).size} files`)
const survivors = []
let done = 0

const worker = async (waiting) => {
  const folder = copy()
  try {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      const { file, line, what, was, becomes, broken } = mutant
      const path = join(folder, file)
      const whole = readFileSync(path, 'utf8')
      writeFileSync(path, broken)
      const by = await failingTest(folder, file)
      writeFileSync(path, whole)
      done += 1
      console.log(
        `${String(done).padStart(3)} ${by === undefined ? 'SURVIVED' : 'caught  '} ${file}:${line} ${what}${by === undefined ? '' : ` (${by})`}`,
      )
      if (by !== undefined) continue
      survivors.push(mutant)
      console.log(`      - ${was.replaceAll('\n', '\n        ')}\n      + ${becomes.replaceAll('\n', '\n        ')}`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const waiting = [...chosen]
await Promise.all(Array.from({ length: jobs }, () => worker(waiting)))
const caught = chosen.length - survivors.length
const share = caught / chosen.length
console.log(`${caught} of ${chosen.length} caught (${(100 * share).toFixed(0)} %)`)
for (const { file, line, what } of survivors) console.log(`survived: ${file}:${line} ${what}`)
process.exitCode = share >= ENOUGH ? 0 : 1
