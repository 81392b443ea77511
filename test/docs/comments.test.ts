/** Every public export has a comment and an example; no comment begins with a question word. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { commentsOf } from '../support/comments.js'

const test = suite('doc comments')

const ENTRIES = [
  'src/index.ts',
  'src/catalog/index.ts',
  'src/streams/index.ts',
  'src/testing/index.ts',
  'src/smarthome/index.ts',
  'src/nats/index.ts',
  'src/http/index.ts',
]
const program = ts.createProgram(ENTRIES, {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  types: ['node'],
  strict: true,
  noEmit: true,
})
const checker = program.getTypeChecker()

interface Export {
  readonly name: string
  readonly isValue: boolean
  readonly comment: string
  readonly example: boolean
}

const commentOf = (symbol: ts.Symbol): string => ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim()

const isExample = ({ name }: ts.JSDocTagInfo): boolean => name === 'example'

const describe = (exported: ts.Symbol): Export => {
  const symbol = (exported.flags & ts.SymbolFlags.Alias) === 0 ? exported : checker.getAliasedSymbol(exported)
  return {
    name: exported.name,
    isValue: (symbol.flags & ts.SymbolFlags.Value) !== 0 && (symbol.flags & ts.SymbolFlags.Module) === 0,
    comment: commentOf(symbol),
    example: symbol.getJsDocTags(checker).some(isExample),
  }
}

for (const entry of ENTRIES) {
  const source = program.getSourceFile(entry)
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source)
  const exports = module === undefined ? [] : checker.getExportsOfModule(module).map(describe)

  test(`${entry} has exports`, () => {
    assert.ok(exports.length > 10, `${exports.length}`)
  })

  for (const { name, isValue, comment, example } of exports.filter(({ name }) => name !== 'frames')) {
    test(`${entry}: ${name} says what it is${isValue ? ', and shows how it is used' : ''}`, () => {
      assert.is.not(comment, '')
      if (isValue) assert.ok(example, 'it has no @example')
    })
  }
}

test.run()

const plain = suite('first words of comments')

const QUESTION = /^(?:What|Who|Whose|Whether|How|Why)\b/

const questions = (name: string, text: string): readonly string[] =>
  commentsOf(name, text).flatMap((comment) =>
    QUESTION.test(comment.text) ? [`${name}:${comment.line}: ${comment.text}`] : [],
  )

const files = execFileSync('git', ['ls-files', 'src', 'test', 'misc', 'scripts'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => /\.(?:ts|mjs|cjs)$/.test(file) && existsSync(file))

/** The part of the project to which a file belongs: `src/model`, `src/index.ts`, `scripts`. */
const partOf = (file: string): string =>
  file
    .split('/')
    .slice(0, file.startsWith('scripts/') ? 1 : 2)
    .join('/')

for (const part of new Set(files.map(partOf))) {
  plain(`of ${part} begin with a noun or a verb`, () => {
    const found = files
      .filter((file) => partOf(file) === part)
      .flatMap((file) => questions(file, readFileSync(file, 'utf8')))
    assert.equal(found, [])
  })
}

plain('are found: headers, doc comments, lines, and those behind code or before a bracket', () => {
  const text = [
    '/** What it is. */',
    'const a = 1 // How much',
    '// a line',
    '// What continues a line',
    '/**',
    ' * Whether it is so.',
    ' */',
    'const b = `// What is a text ${a /* Who is inside */} // Why`',
    'const c = /\\/\\/ What/ // the pattern, Whose is no first word',
    'const d = {',
    '  // Why it is empty',
    '}',
  ].join('\n')
  assert.equal(questions('a.ts', text), [
    'a.ts:1: What it is.',
    'a.ts:2: How much',
    'a.ts:5: Whether it is so.',
    'a.ts:8: Who is inside',
    'a.ts:11: Why it is empty',
  ])
})

plain.run()
