/** Loads the handlers of logics from the files in logics/: JavaScript always, TypeScript where Node or tsx can run it. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import * as t from 'io-ts'
import { defer, Observable } from 'rxjs'
import { type ConfigurationProblem, error, type SourceLocation, wholeFile } from '../config/problem.js'
import type { Configuration } from '../config/settings.js'
import type { LogicHandler, LogicHandlers } from './trigger.js'

/** The loaded handlers and the problems of their files. */
export interface LoadedHandlers {
  /** By the names of their logics, for `house`. */
  readonly handlers: LogicHandlers
  readonly problems: readonly ConfigurationProblem[]
}

/** Imports a module by its URL. */
type Import = (url: string) => Promise<unknown>

/** The API of `tsx/esm/api`. Each import is separate, so that a changed file is read again. */
interface Tsx {
  readonly tsImport: (url: string, parent: string) => Promise<unknown>
}

const isTsx = (module: unknown): module is Tsx => t.type({ tsImport: t.Function }).is(module)

const isHandler = (value: unknown): value is LogicHandler => typeof value === 'function'

/** Node caches modules by URL: another query makes another module. */
let version = 0
const plainImport: Import = async (url) => {
  version += 1
  const module: unknown = await import(`${url}?v=${version}`)
  return module
}

/** Searches tsx from the directory, then from this package. */
const findTsx = async (directory: string): Promise<O.Option<Tsx>> => {
  for (const from of [pathToFileURL(join(directory, 'logics', 'x.js')).href, import.meta.url]) {
    const path = E.tryCatch(
      () => createRequire(from).resolve('tsx/esm/api'),
      () => undefined,
    )
    if (E.isLeft(path)) continue
    // `require` finds the CommonJS build, whose import of its ES module fails (tsx 4.23); the ES module is in the same folder
    const module: unknown = await import(pathToFileURL(path.right.replace(/\.cjs$/, '.mjs')).href)
    if (isTsx(module)) return O.some(module)
  }
  return O.none
}

const stripsTypes = (): boolean => 'typescript' in process.features && Boolean(process.features.typescript)

/** Finds an import function for TypeScript; none if nothing here can run it. */
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

/** The default export of a module; one level deeper in a module that was compiled to CommonJS. */
const handlerIn = (module: unknown): O.Option<LogicHandler> => {
  const outer: unknown = t.UnknownRecord.is(module) ? module['default'] : undefined
  const inner: unknown = t.UnknownRecord.is(outer) ? outer['default'] : undefined
  return isHandler(outer) ? O.some(outer) : isHandler(inner) ? O.some(inner) : O.none
}

const mistake = (file: string, message: string, fix: string): E.Either<ConfigurationProblem, never> =>
  E.left(error(wholeFile(file), message, fix))

/** The place `…/logics/bell.ts:2:23` in a message of Node or esbuild. */
const placeIn = (words: string, file: string): SourceLocation => {
  const after = words.split(file)[1] ?? ''
  const [, line = '0', column = '0'] = /^(?:\?v=\d+)?:(\d+):(\d+)/.exec(after) ?? []
  return { file, line: Number(line), column: Number(column) }
}

/** The texts of a thrown value. It may be anything, also an object that throws when it is read. */
const textOf = (cause: unknown): { readonly words: string; readonly stack: string } => {
  try {
    const { message, stack }: { readonly message?: unknown; readonly stack?: unknown } =
      cause instanceof Error ? cause : { message: cause }
    return { words: String(message), stack: String(stack) }
  } catch {
    return { words: 'it threw a value without a text', stack: '' }
  }
}

const loadFailure = (file: string, cause: unknown): E.Either<ConfigurationProblem, never> => {
  const { words, stack } = textOf(cause)
  // the first line of esbuild says only that there are errors
  const message = /ERROR: (.*)/.exec(words)?.[1] ?? words.split('\n')[0] ?? ''
  const place = placeIn(`${words}\n${stack}`, file)
  const fix = place.line === 0 ? `correct it; \`node --check ${file}\` may show the line` : 'correct it'
  return E.left(error(place, `this handler cannot be loaded: ${message}`, fix))
}

const loaded = async (
  directory: string,
  file: string,
  typescript: Typescript,
): Promise<E.Either<ConfigurationProblem, LogicHandler>> => {
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
    (cause: unknown) => loadFailure(file, cause),
  )
}

/** Loads the handlers of a configuration. `files`: the texts of the files by path. */
export type HandlerLoader = (
  configuration: Configuration,
  files: ReadonlyMap<string, string>,
) => Observable<LoadedHandlers>

/** One text of a file, from the beginning of its import on. */
interface Loading {
  readonly text: string
  /** Resolves when the import has ended. */
  readonly ended: Promise<void>
  /** undefined until the import has ended. */
  result: E.Either<ConfigurationProblem, LogicHandler> | undefined
  /** The last handler that could be loaded: it stays in use while its file is broken, or its import has not ended. */
  handler: O.Option<LogicHandler>
}

/** Milliseconds until the other logics start without a handler whose import has not ended. */
const PATIENCE = 1000

const unended = (logic: string, file: string): ConfigurationProblem =>
  error(
    wholeFile(file),
    `[${logic}] does not run: the import of its file has not ended after ${PATIENCE / 1000} s`,
    'look for an await outside of the handler; the logic runs as soon as the import ends',
  )

/**
 * A loader of the handlers in a directory: `logics/<name>.js`, `.mjs`, `.ts`, each with its handler as default export. TypeScript needs a
 * Node that strips types (22.18 or newer), or `tsx`.
 *
 * An unchanged file keeps its function, and so `house.reload` keeps its logic running. While a file is broken, its last handler stays in
 * use, and a problem reports the mistake. The modules that a handler imports are read once, and again only after a restart.
 *
 * An import that takes longer than a second keeps no other logic waiting: a problem names its logic, and another emission has its handler.
 * Completes when all imports have ended. Never fails.
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
export const loadHandlers = (directory: string): HandlerLoader => handlerLoader(directory, typescriptImport)

interface Wanted {
  readonly name: string
  readonly file: string
}

const wantedBy = ({ logics }: Configuration): readonly Wanted[] =>
  logics.flatMap(({ name, file, enabled }) => (enabled && O.isSome(file) ? [{ name, file: file.value }] : []))

/** The handlers as far as they are loaded. */
const handlersOf = (all: readonly (Wanted & { readonly loading: Loading })[]): LoadedHandlers => ({
  handlers: new Map(
    all.flatMap(({ name, loading: { handler } }) => (O.isSome(handler) ? [[name, handler.value] as const] : [])),
  ),
  problems: all.flatMap(({ name, file, loading: { result } }) => {
    if (result === undefined) return [unended(name, file)]
    return E.isLeft(result) ? [result.left] : []
  }),
})

/** Emits the handlers when all imports have ended, or after a second; then again whenever a late import ends. */
const emissions = (all: readonly (Wanted & { readonly loading: Loading })[]): Observable<LoadedHandlers> =>
  new Observable((subscriber) => {
    let late = false
    const emit = (): void => {
      subscriber.next(handlersOf(all))
    }
    const patience = setTimeout(() => {
      late = true
      emit()
    }, PATIENCE)
    for (const { loading } of all)
      void loading.ended.then(() => {
        if (late) emit()
      })
    void Promise.all(all.map(({ loading }) => loading.ended)).then(() => {
      clearTimeout(patience)
      if (!late) emit()
      subscriber.complete()
    })
    return () => {
      clearTimeout(patience)
    }
  })

export const handlerLoader = (directory: string, typescript: Typescript): HandlerLoader => {
  const cache = new Map<string, Loading>()

  const begin = (file: string, text: string): Loading => {
    const before = cache.get(file)
    if (before?.text === text) return before
    const loading: Loading = {
      text,
      result: undefined,
      handler: before?.handler ?? O.none,
      ended: loaded(directory, file, typescript).then((result) => {
        loading.result = result
        if (E.isRight(result)) loading.handler = O.some(result.right)
      }),
    }
    cache.set(file, loading)
    return loading
  }
  return (configuration, files) =>
    defer(() =>
      emissions(
        wantedBy(configuration).map(({ name, file }) => ({ name, file, loading: begin(file, files.get(file) ?? '') })),
      ),
    )
}
