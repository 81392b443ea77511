/** Runs `rx-asterisk` as a process: compiled once for all test files, with its input, its signals and its output. */
import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const CACHE = resolve('node_modules/.cache/cli')

const fingerprint = (): string => {
  const hash = createHash('sha256')
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  for (const file of [
    'package.json',
    'tsconfig.json',
    'scripts/bundle.mjs',
    ...files.sort().map((each) => join('src', each)),
  ]) {
    hash.update(file).update(readFileSync(file))
  }
  return hash.digest('hex').slice(0, 16)
}

const compile = async (): Promise<string> => {
  const folder = join(CACHE, fingerprint())
  const bin = join(folder, 'dist/cli/bin.cjs')
  if (existsSync(bin)) return bin
  mkdirSync(CACHE, { recursive: true })
  const making = mkdtempSync(join(CACHE, 'making-'))
  cpSync('package.json', join(making, 'package.json'))
  await promisify(execFile)(process.execPath, ['scripts/bundle.mjs', join(making, 'dist')])
  try {
    renameSync(making, folder)
  } catch {
    // another test file has compiled it in the meantime
    rmSync(making, { recursive: true, force: true })
  }
  return bin
}

let compiled: Promise<string> | undefined

/** The file of the compiled program. */
export const binary = (): Promise<string> => (compiled ??= compile())

export interface Ran {
  /** The exit code, or the signal that ended the process. */
  readonly code: number | string | null
  readonly out: string
  readonly err: string
}

export interface Running {
  readonly pid: number
  /** Resolves when stdout or stderr has that text. */
  readonly prints: (text: string) => Promise<void>
  /** The output on stdout so far. */
  readonly text: () => string
  readonly type: (line: string) => void
  readonly stop: (signal?: NodeJS.Signals) => void
  readonly ended: Promise<Ran>
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Milliseconds until the process is killed. */
  readonly limit?: number
}

const LIMIT = 20_000

const read = (child: ChildProcessWithoutNullStreams) => {
  const printed = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (printed.err += text))
  return printed
}

const clean = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('RX_ASTERISK_')))

/** Starts the program; kills it when it takes too long. */
export const start = async (
  args: readonly string[],
  { env = {}, cwd, limit = LIMIT }: RunOptions = {},
): Promise<Running> => {
  const child = spawn(process.execPath, [await binary(), ...args], {
    env: { ...clean(), ...env },
    ...(cwd === undefined ? {} : { cwd }),
  })
  const printed = read(child)
  const late = setTimeout(() => child.kill('SIGKILL'), limit)
  const ended = once(child, 'close').then((): Ran => {
    clearTimeout(late)
    return { code: child.exitCode ?? child.signalCode, ...printed }
  })
  let over = false
  void ended.then(() => (over = true))
  return {
    pid: child.pid ?? 0,
    prints: async (text) => {
      while (!`${printed.out}${printed.err}`.includes(text)) {
        if (over) throw new Error(`it ended and never printed ${JSON.stringify(text)}:\n${printed.out}${printed.err}`)
        await sleep(10)
      }
    },
    text: () => printed.out,
    type: (line) => child.stdin.write(`${line}\n`),
    stop: (signal = 'SIGINT') => child.kill(signal),
    ended,
  }
}

/** Runs the program to its end. */
export const run = async (args: readonly string[], options: RunOptions = {}): Promise<Ran> =>
  (await start(args, options)).ended

/** The lines of JSON in an output. */
export const objects = (out: string): readonly unknown[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line))

/** The parts that a text lacks; the others must come in this order, with any text between them. */
export const missing = (text: string, ...parts: readonly string[]): readonly string[] => {
  let from = 0
  return parts.filter((part) => {
    const at = text.indexOf(part, from)
    if (at >= 0) from = at + part.length
    return at < 0
  })
}
