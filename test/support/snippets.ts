/** The programs that the documentation shows: code blocks of pages, examples of doc comments. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import ts from 'typescript'

export interface Snippet {
  /** Where it stands, for people: `docs/streams.md:12`. */
  readonly at: string
  readonly text: string
}

const below = (folder: string, ending: string): readonly string[] =>
  readdirSync(folder, { recursive: true })
    .map((file) => `${folder}/${String(file).replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith(ending) && !file.includes('/node_modules/'))

export const pages: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...below('docs', '.md'),
  ...below('misc', '.md'),
]

export const sources: readonly string[] = below('src', '.ts')

const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length

export const blocks = (file: string): readonly Snippet[] => {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(({ 1: block = '', index }) => ({
    at: `${file}:${lineOf(text, index)}`,
    text: block,
  }))
}

/** The name of the file that a program is, where its first line says so: `// server.mts`. */
export const fileOf = ({ text }: Snippet): string | undefined => /^\/\/ ([\w-]+(?:\.\w+)*\.mts)\n/.exec(text)?.[1]

/** The text after `@example` in a doc comment, without its asterisks. */
export const examples = (file: string): readonly Snippet[] => {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(/^[ ]*\* @example\n(.*?)^[ ]*\*\//gms)].map(({ 1: example = '', index }) => ({
    at: `${file}:${lineOf(text, index)}`,
    text: example.replaceAll(/^[ ]*\* ?/gm, ''),
  }))
}

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts'],
  types: ['node'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noEmit: true,
  allowImportingTsExtensions: true,
  paths: {
    'rx-asterisk': ['./src/index.ts'],
    'rx-asterisk/catalog': ['./src/catalog/index.ts'],
    'rx-asterisk/testing': ['./src/testing/index.ts'],
    'rx-asterisk/smarthome': ['./src/smarthome/index.ts'],
    'rx-asterisk/http': ['./src/http/index.ts'],
    'rx-asterisk/mqtt': ['./src/mqtt/index.ts'],
    'rx-asterisk/nats': ['./src/nats/index.ts'],
    'rx-asterisk/streams': ['./src/streams/index.ts'],
  },
}

/** The messages of the compiler: one list for each snippet, in the given order. */
export const complaints = (snippets: readonly Snippet[]): readonly (readonly string[])[] => {
  // programs of one page that are files may import each other
  const nameOf = (snippet: Snippet, index: number): string => {
    const name = fileOf(snippet)
    return `${process.cwd()}/${name === undefined ? `snippet${index}.ts` : `snippets/${snippet.at.replace(/:\d+$/, '')}/${name}`}`
  }
  const texts = new Map(snippets.map((snippet, index) => [nameOf(snippet, index), snippet.text]))
  const host = ts.createCompilerHost(OPTIONS)
  const program = ts.createProgram([...texts.keys()], OPTIONS, {
    ...host,
    directoryExists: (folder) =>
      folder.startsWith(`${process.cwd()}/snippets`) || (host.directoryExists?.(folder) ?? true),
    fileExists: (file) => texts.has(file) || host.fileExists(file),
    readFile: (file) => texts.get(file) ?? host.readFile(file),
    getSourceFile: (file, target) => {
      const text = texts.get(file)
      return text === undefined ? host.getSourceFile(file, target) : ts.createSourceFile(file, text, target)
    },
  })
  return [...texts.keys()].map((file) => {
    const source = program.getSourceFile(file)
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText, start = 0 }) =>
        `${basename(file)} line ${lineOf(texts.get(file) ?? '', start)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    )
  })
}
