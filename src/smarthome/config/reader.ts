/** The files of a configuration directory, read once or whenever they change. One of two files of smarthome that touch the disk. */
import { type Dirent, watch } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { auditTime, defer, distinctUntilChanged, ignoreElements, merge, Observable, repeat, take } from 'rxjs'
import { HANDLER_ENDINGS } from './logicSettings.js'
import { error, type Problem, warning } from './problem.js'

/** A configuration directory at one moment. */
export interface Snapshot {
  /** Texts by their paths in the directory, for `configuration`. */
  readonly files: ReadonlyMap<string, string>
  /** What could not be read. */
  readonly problems: readonly Problem[]
}

/** The folders that matter, and which of their files. '' is the directory itself. */
const FOLDERS: ReadonlyMap<string, RegExp> = new Map([
  ['', /^(?:plugin|logic|smarthome)\.(?:conf|yaml)$/],
  ['etc', /^(?:plugin|logic|smarthome)\.(?:conf|yaml)$/],
  ['items', /^[^.].*\.(?:conf|yaml)$/],
  ['logics', new RegExp(`^[^.].*(?:${HANDLER_ENDINGS.map((ending) => ending.replace('.', '\\.')).join('|')})$`)],
])

/** Many changes come together: editors write a file in steps, and programs write several files. */
const PAUSE = 200

const MISTAKES: Readonly<Record<string, readonly [message: string, fix: string]>> = {
  ENOENT: ['there is no such directory', 'name the directory that has etc/, items/ and logics/'],
  ENOTDIR: ['this is a file', 'name the directory that has etc/, items/ and logics/'],
  EACCES: ['this must not be read', 'give the user of this program the right to read it'],
  EPERM: ['this must not be read', 'give the user of this program the right to read it'],
}

const codeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : ''

const unreadable = (file: string, cause: unknown): Problem =>
  error(
    { file, line: 0, column: 0 },
    ...(MISTAKES[codeOf(cause)] ?? [`this cannot be read (${codeOf(cause)})`, 'see the file']),
  )

interface Read {
  readonly files: readonly (readonly [path: string, text: string])[]
  readonly problems: readonly Problem[]
}

const NOTHING: Read = { files: [], problems: [] }

/** UTF-8, or the Latin-1 of old files; in that every byte means something. */
export const decoded = (bytes: Buffer, file: string): Read => {
  const text = bytes.toString('utf8')
  if (Buffer.from(text).equals(bytes)) return { files: [[file, text]], problems: [] }
  const place = { file, line: 0, column: 0 }
  return {
    files: [[file, bytes.toString('latin1')]],
    problems: [warning(place, 'this is not UTF-8 and was read as Latin-1', 'save it as UTF-8')],
  }
}

const readOne = (directory: string, file: string): Promise<Read> =>
  readFile(join(directory, file)).then(
    (bytes) => decoded(bytes, file),
    (cause: unknown) => ({ files: [], problems: [unreadable(file, cause)] }),
  )

const combined = (reads: readonly Read[]): Read => ({
  files: reads.flatMap(({ files }) => files),
  problems: reads.flatMap(({ problems }) => problems),
})

const readFolder = async (directory: string, folder: string, wanted: RegExp): Promise<Read> => {
  const matters = (entry: Dirent): boolean => !entry.isDirectory() && wanted.test(entry.name)
  return readdir(join(directory, folder), { withFileTypes: true }).then(
    async (entries) =>
      combined(
        await Promise.all(
          entries.filter(matters).map(({ name }) => readOne(directory, folder === '' ? name : `${folder}/${name}`)),
        ),
      ),
    (cause: unknown) =>
      // only the directory itself must be there
      folder !== '' && codeOf(cause) === 'ENOENT'
        ? NOTHING
        : { files: [], problems: [unreadable(folder === '' ? directory : folder, cause)] },
  )
}

const readAll = async (directory: string): Promise<Snapshot> => {
  const top = await readFolder(directory, '', FOLDERS.get('') ?? /^$/)
  // without the directory every folder would be missed again
  const deeper = top.problems.some(({ file }) => file === directory) ? [] : [...FOLDERS].filter(([name]) => name !== '')
  const { files, problems } = combined([
    top,
    ...(await Promise.all(deeper.map(([folder, wanted]) => readFolder(directory, folder, wanted)))),
  ])
  return { files: new Map(files), problems }
}

/**
 * Reads what matters of a smarthome.py or SmartHomeNG directory: one snapshot, then the end. What cannot be read is among its problems,
 * a directory that is not there too; it never fails.
 *
 * @example
 * import { configuration, readDirectory, showProblem } from 'rx-asterisk/smarthome'
 *
 * readDirectory('/usr/smarthome').subscribe(({ files, problems }) => {
 *   const understood = configuration(files)
 *   for (const problem of [...problems, ...understood.problems]) console.log(showProblem(problem))
 * })
 */
export const readDirectory = (directory: string): Observable<Snapshot> => defer(() => readAll(directory))

/** One emission for each change in a folder that matters; none, and no end, for a folder that is not there. */
const changesIn = (directory: string, folder: string, wanted: RegExp): Observable<unknown> =>
  new Observable((subscriber) => {
    const failed = (cause: unknown): void => {
      if (codeOf(cause) !== 'ENOENT') subscriber.error(cause)
    }
    try {
      const watcher = watch(join(directory, folder), (_, name) => {
        // some systems do not tell the name
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

const sameSnapshot = (a: Snapshot, b: Snapshot): boolean => JSON.stringify(listed(a)) === JSON.stringify(listed(b))

const listed = ({ files, problems }: Snapshot): unknown => [[...files].sort(([a], [b]) => (a < b ? -1 : 1)), problems]

/**
 * A snapshot at once, and another one 200 ms after each change, so that an editor may write several files. For development: `house.reload` with what comes.
 *
 *     files        -----xx-x--------
 *     snapshots    --s------S-------
 *
 * Never completes; fails only when the system can watch no more files.
 *
 * @example
 * import { watchDirectory } from 'rx-asterisk/smarthome'
 *
 * watchDirectory('/usr/smarthome').subscribe({
 *   next: ({ files }) => console.log(`${files.size} files`),
 *   error: console.error,
 * })
 */
export const watchDirectory = (directory: string): Observable<Snapshot> =>
  // watched before it is read, so that no change falls between
  defer(() => merge(readDirectory(directory), nextChange(directory))).pipe(repeat(), distinctUntilChanged(sameSnapshot))
