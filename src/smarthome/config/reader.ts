/** The files of a configuration directory, read once or after each change. One of three files of smarthome that use the disk. */
import { type Dirent, watch } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { auditTime, defer, distinctUntilChanged, ignoreElements, merge, Observable, repeat, take } from 'rxjs'
import { codeOf, readBytes, Unreadable } from './fileText.js'
import { HANDLER_ENDINGS } from './logicSettings.js'
import { type ConfigurationProblem, error, warning, wholeFile } from './problem.js'

/** The files of a configuration directory at one moment. */
export interface DirectoryFiles {
  /** Texts by their paths in the directory, for `configuration`. */
  readonly files: ReadonlyMap<string, string>
  /** The files and folders that could not be read. */
  readonly problems: readonly ConfigurationProblem[]
}

/** The files with settings; mqtt.yaml is that of a bridge, and `configuration` does not read it. */
const SETTINGS = /^(?:(?:plugin|logic|smarthome|struct(?:_[^.]*)?)\.(?:conf|yaml)|mqtt\.yaml)$/

/** The folders to read, with the names of their files. '' is the directory itself. */
const FOLDERS: ReadonlyMap<string, RegExp> = new Map([
  ['', SETTINGS],
  ['etc', SETTINGS],
  ['items', /^[^.].*\.(?:conf|yaml)$/],
  ['logics', new RegExp(`^[^.].*(?:${HANDLER_ENDINGS.map((ending) => ending.replace('.', '\\.')).join('|')})$`)],
])

/** Milliseconds to wait after a change: editors write a file in steps, and programs write several files. */
const PAUSE = 200

const MISTAKES: Readonly<Record<string, readonly [message: string, fix: string]>> = {
  ENOENT: ['there is no such directory', 'name the directory that has etc/, items/ and logics/'],
  ENOTDIR: ['this is a file', 'name the directory that has etc/, items/ and logics/'],
  EACCES: ['there is no permission to read this', 'give the user of this program the right to read it'],
  EPERM: ['there is no permission to read this', 'give the user of this program the right to read it'],
  ELOOP: ['this link leads back to itself', 'remove it, or let it lead to a directory'],
}

const unreadable = (file: string, cause: unknown): ConfigurationProblem =>
  error(
    wholeFile(file),
    ...(cause instanceof Unreadable
      ? cause.words
      : (MISTAKES[codeOf(cause)] ?? [`this cannot be read (${codeOf(cause)})`, 'see the directory'])),
  )

/** The problem of a folder of the directory, such as `items`. */
const unreadableFolder = (folder: string, cause: unknown): ConfigurationProblem =>
  codeOf(cause) === 'ENOTDIR'
    ? error(wholeFile(folder), 'this is a file, and should be a directory', 'rename it, or move it away')
    : unreadable(folder, cause)

interface Read {
  readonly files: readonly (readonly [path: string, text: string])[]
  readonly problems: readonly ConfigurationProblem[]
}

const NOTHING: Read = { files: [], problems: [] }

/** The text of a file: UTF-8, else Latin-1, in which old files are written and every byte is valid. */
export const decoded = (bytes: Buffer, file: string): Read => {
  const text = bytes.toString('utf8')
  if (Buffer.from(text).equals(bytes)) return { files: [[file, text]], problems: [] }
  return {
    files: [[file, bytes.toString('latin1')]],
    problems: [warning(wholeFile(file), 'this is not UTF-8 and was read as Latin-1', 'save it as UTF-8')],
  }
}

const readOne = (directory: string, file: string): Promise<Read> =>
  readBytes(join(directory, file)).then(
    (bytes) => decoded(bytes, file),
    (cause: unknown) => ({ files: [], problems: [unreadable(file, cause)] }),
  )

const combined = (reads: readonly Read[]): Read => ({
  files: reads.flatMap(({ files }) => files),
  problems: reads.flatMap(({ problems }) => problems),
})

/** A folder that could not be read. It may be missing, but a link to nothing is a mistake. */
const missingFolder = async (directory: string, folder: string, cause: unknown): Promise<Read> => {
  if (codeOf(cause) !== 'ENOENT') return { files: [], problems: [unreadableFolder(folder, cause)] }
  return lstat(join(directory, folder)).then(
    () => ({
      files: [],
      problems: [
        error(
          wholeFile(folder),
          'this link leads to a directory that does not exist',
          'remove it, or let it lead to a directory',
        ),
      ],
    }),
    () => NOTHING,
  )
}

const readFolder = async (directory: string, folder: string, wanted: RegExp): Promise<Read> => {
  const matters = (entry: Dirent): boolean => wanted.test(entry.name)
  return readdir(join(directory, folder), { withFileTypes: true }).then(
    async (entries) =>
      combined(
        await Promise.all(
          entries.filter(matters).map(({ name }) => readOne(directory, folder === '' ? name : `${folder}/${name}`)),
        ),
      ),
    (cause: unknown) =>
      folder === '' ? { files: [], problems: [unreadable(directory, cause)] } : missingFolder(directory, folder, cause),
  )
}

const readAll = async (directory: string): Promise<DirectoryFiles> => {
  const top = await readFolder(directory, '', FOLDERS.get('') ?? /^$/)
  // without the directory each folder would cause one more problem
  const deeper = top.problems.some(({ file }) => file === directory) ? [] : [...FOLDERS].filter(([name]) => name !== '')
  const { files, problems } = combined([
    top,
    ...(await Promise.all(deeper.map(([folder, wanted]) => readFolder(directory, folder, wanted)))),
  ])
  return { files: new Map(files), problems }
}

/**
 * Reads the files of a smarthome.py or SmartHomeNG directory: emits them once and completes. A file or a directory that cannot be read is
 * one of the problems. Never fails.
 *
 * @example
 * import { configuration, readDirectory, showProblem } from 'rx-asterisk/smarthome'
 *
 * readDirectory('/usr/smarthome').subscribe(({ files, problems }) => {
 *   const understood = configuration(files)
 *   for (const problem of [...problems, ...understood.problems]) console.log(showProblem(problem))
 * })
 */
export const readDirectory = (directory: string): Observable<DirectoryFiles> => defer(() => readAll(directory))

/** Emits for each change in a folder that matters. Never emits and never completes for a folder that does not exist. */
const changesIn = (directory: string, folder: string, wanted: RegExp): Observable<unknown> =>
  new Observable((subscriber) => {
    const failed = (cause: unknown): void => {
      if (codeOf(cause) !== 'ENOENT') subscriber.error(cause)
    }
    try {
      const watcher = watch(join(directory, folder), (_, name) => {
        // some systems do not give the name
        if (name === null || wanted.test(name) || (folder === '' && FOLDERS.has(name))) subscriber.next(name)
      })
      watcher.on('error', failed)
      return () => {
        watcher.close()
      }
    } catch (cause) {
      failed(cause)
      return undefined
    }
  })

const nextChange = (directory: string): Observable<never> =>
  merge(...[...FOLDERS].map(([folder, wanted]) => changesIn(directory, folder, wanted))).pipe(
    auditTime(PAUSE),
    take(1),
    ignoreElements(),
  )

const sameSnapshot = (a: DirectoryFiles, b: DirectoryFiles): boolean =>
  JSON.stringify(listed(a)) === JSON.stringify(listed(b))

const listed = ({ files, problems }: DirectoryFiles): unknown => [
  [...files].sort(([a], [b]) => (a < b ? -1 : 1)),
  problems,
]

/**
 * Reads the files at once, and again 200 ms after each change, so that an editor may write several files. For development: give the
 * results to `house.reload`.
 *
 *     changes      -----xx-x--------
 *     files        --s------S-------
 *
 * Never completes. Fails only when the system can watch no more files.
 *
 * @example
 * import { watchDirectory } from 'rx-asterisk/smarthome'
 *
 * watchDirectory('/usr/smarthome').subscribe({
 *   next: ({ files }) => console.log(`${files.size} files`),
 *   error: console.error,
 * })
 */
export const watchDirectory = (directory: string): Observable<DirectoryFiles> =>
  // the watch starts before the reading, so that no change is missed
  defer(() => merge(readDirectory(directory), nextChange(directory))).pipe(repeat(), distinctUntilChanged(sameSnapshot))
