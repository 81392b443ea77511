/** Every public export says what it is, and shows how it is used. */
import ts from 'typescript'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'

const test = suite('doc comments')

const ENTRIES = ['src/index.ts', 'src/testing/index.ts', 'src/smarthome/index.ts']
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
