/** The handlers of logics, loaded from the files in logics/: JavaScript anywhere, TypeScript where something can run it. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import * as t from 'io-ts'
import { defer, type Observable } from 'rxjs'
import { error, type Place, type Problem } from '../config/problem.js'
import type { Configuration } from '../config/settings.js'
import type { LogicHandler, LogicHandlers } from './trigger.js'

/** What came of the handlers' files. */
export interface Loaded {
  /** By the names of their logics, for `house`. */
  readonly handlers: LogicHandlers
  readonly problems: readonly Problem[]
}

/** Imports a module by its URL. */
type Import = (url: string) => Promise<unknown>

/** Of `tsx/esm/api`: each import is a world of its own, so that a changed file is read again. */
interface Tsx {
  readonly tsImport: (url: string, parent: string) => Promise<unknown>
}

const isTsx = (module: unknown): module is Tsx => t.type({ tsImport: t.Function }).is(module)

const isHandler = (value: unknown): value is LogicHandler => typeof value === 'function'

/** Node remembers modules by URL: another query is another module. */
let version = 0
const plainImport: Import = async (url) => {
  version += 1
  const module: unknown = await import(`${url}?v=${version}`)
  return module
}

/** Looks for tsx where the logics are, then where this package is. */
const findTsx = async (directory: string): Promise<O.Option<Tsx>> => {
  for (const from of [pathToFileURL(join(directory, 'logics', 'x.js')).href, import.meta.url]) {
    const path = E.tryCatch(
      () => createRequire(from).resolve('tsx/esm/api'),
      () => undefined,
    )
    if (E.isLeft(path)) continue
    // `require` finds the CommonJS build, whose own import of its ES module goes wrong (tsx 4.23); that one lies beside it
    const module: unknown = await import(pathToFileURL(path.right.replace(/\.cjs$/, '.mjs')).href)
    if (isTsx(module)) return O.some(module)
  }
  return O.none
}

const stripsTypes = (): boolean => 'typescript' in process.features && Boolean(process.features.typescript)

/** How TypeScript is imported for a directory; none when nothing here can. */
export type Typescript = (directory: string) => Promise<O.Option<Import>>

const typescriptImport: Typescript = async (directory) => {
  if (stripsTypes()) return O.some(plainImport)
  const tsx = await findTsx(directory)
  return O.map(
    ({ tsImport }: Tsx): Import =>
      (url) =>
        tsImport(url, import.meta.url),
  )(tsx)
}

/** The default export; of a module that was compiled to CommonJS it is one level deeper. */
const handlerIn = (module: unknown): O.Option<LogicHandler> => {
  const outer: unknown = t.UnknownRecord.is(module) ? module['default'] : undefined
  const inner: unknown = t.UnknownRecord.is(outer) ? outer['default'] : undefined
  return isHandler(outer) ? O.some(outer) : isHandler(inner) ? O.some(inner) : O.none
}

const mistake = (file: string, message: string, fix: string): E.Either<Problem, never> =>
  E.left(error({ file, line: 0, column: 0 }, message, fix))

/** `…/logics/bell.ts:2:23`, wherever it stands in the words of Node or esbuild. */
const placeIn = (words: string, file: string): Place => {
  const after = words.split(file)[1] ?? ''
  const [, line = '0', column = '0'] = /^(?:\?v=\d+)?:(\d+):(\d+)/.exec(after) ?? []
  return { file, line: Number(line), column: Number(column) }
}

const failed = (file: string, cause: unknown): E.Either<Problem, never> => {
  const words = cause instanceof Error ? cause.message : String(cause)
  const stack = cause instanceof Error ? (cause.stack ?? '') : ''
  // esbuild's first line says only that there are errors
  const message = /ERROR: (.*)/.exec(words)?.[1] ?? words.split('\n')[0] ?? ''
  const place = placeIn(`${words}\n${stack}`, file)
  const fix = place.line === 0 ? `mend it; \`node --check ${file}\` may tell the line` : 'mend it'
  return E.left(error(place, `this handler cannot be loaded: ${message}`, fix))
}

const loaded = async (
  directory: string,
  file: string,
  typescript: Typescript,
): Promise<E.Either<Problem, LogicHandler>> => {
  const load = file.endsWith('.ts') ? await typescript(directory) : O.some(plainImport)
  if (O.isNone(load))
    return mistake(
      file,
      `Node ${process.versions.node} does not run TypeScript by itself`,
      'use Node 22.18 or newer, or install tsx: npm install tsx',
    )
  return load.value(pathToFileURL(join(directory, file)).href).then(
    (module) => {
      const handler = handlerIn(module)
      return O.isSome(handler)
        ? E.right(handler.value)
        : mistake(
            file,
            'this file has no function as its default export',
            'write export default (trigger, context) => { … }',
          )
    },
    (cause: unknown) => failed(file, cause),
  )
}

/** Loads the handlers that a configuration names, from files of which `files` are the texts. */
export type Load = (configuration: Configuration, files: ReadonlyMap<string, string>) => Observable<Loaded>

interface Remembered {
  readonly text: string
  readonly result: E.Either<Problem, LogicHandler>
  /** The newest that could be loaded: while a file is broken, the handler before it goes on. */
  readonly handler: O.Option<LogicHandler>
}

/**
 * A loader of the handlers in a directory: `logics/<name>.js`, `.mjs`, `.ts`, each with its handler as default export. TypeScript needs a
 * Node that strips types (22.18 or newer), or `tsx`.
 *
 * It remembers: a file that did not change is the same function again, and so the same logic to `house.reload`; while a file is broken, its last
 * handler goes on, beside a problem that tells. What a handler imports is read once, and again after a restart. It never fails.
 *
 * @example
 * import { configuration, house, loadHandlers, readDirectory } from 'rx-asterisk/smarthome'
 * import { switchMap } from 'rxjs'
 *
 * const load = loadHandlers('/usr/smarthome')
 * readDirectory('/usr/smarthome')
 *   .pipe(switchMap(({ files }) => load(configuration(files).configuration, files)))
 *   .subscribe(({ handlers }) => console.log([...handlers.keys()]))
 */
export const loadHandlers = (directory: string): Load => handlerLoader(directory, typescriptImport)

export const handlerLoader = (directory: string, typescript: Typescript): Load => {
  const memory = new Map<string, Remembered>()

  const remembered = async (file: string, text: string): Promise<Remembered> => {
    const before = memory.get(file)
    if (before?.text === text) return before
    const result = await loaded(directory, file, typescript)
    const handler = E.isRight(result) ? O.some(result.right) : (before?.handler ?? O.none)
    const now = { text, result, handler }
    memory.set(file, now)
    return now
  }
  const loadAll = async (configuration: Configuration, files: ReadonlyMap<string, string>): Promise<Loaded> => {
    const wanted = configuration.logics.flatMap(({ name, file, enabled }) =>
      enabled && O.isSome(file) ? [{ name, file: file.value }] : [],
    )
    const all = await Promise.all(
      wanted.map(async ({ name, file }) => ({ name, ...(await remembered(file, files.get(file) ?? '')) })),
    )
    return {
      handlers: new Map(all.flatMap(({ name, handler }) => (O.isSome(handler) ? [[name, handler.value]] : []))),
      problems: all.flatMap(({ result }) => (E.isLeft(result) ? [result.left] : [])),
    }
  }
  return (configuration, files) => defer(() => loadAll(configuration, files))
}
