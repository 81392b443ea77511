/** Programs that must not outlive the process that started them. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { Socket } from 'node:net'

const living = new Set<number>()

/** Reads the list of the living, again and again; when nobody can write it any more, this process has ended, and they have to. */
const GUARD = 'while read -r pids; do last=$pids; done; [ -z "$last" ] || kill -9 $last'

const hireGuard = (): Socket => {
  // of a process group of its own, or what ends this process from a terminal would end it too
  const guard = spawn('sh', ['-c', GUARD], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  guard.unref()
  if (!(guard.stdin instanceof Socket)) throw new Error('a pipe is no socket here')
  guard.stdin.unref()
  return guard.stdin
}

let guard: Socket | undefined

const tellGuard = (): void => {
  guard ??= hireGuard()
  guard.write(`${[...living].join(' ')}\n`)
}

/** From now on this process's end, however it comes, is the program's too. */
export const protect = (pid: number): void => {
  living.add(pid)
  tellGuard()
}

/** The program has ended. */
export const release = (pid: number): void => {
  if (living.delete(pid)) tellGuard()
}

/** Starts a program; it is killed when this process ends, if not before. */
export const start = (path: string, args: readonly string[], cwd: string): ChildProcess => {
  const program = spawn(path, args, { cwd, stdio: ['ignore', 'ignore', 'ignore'] })
  const { pid } = program
  if (pid === undefined) throw new Error(`${path} does not start`)
  protect(pid)
  program.once('exit', () => {
    release(pid)
  })
  return program
}

const hasEnded = (program: ChildProcess): boolean => program.exitCode !== null || program.signalCode !== null

/** Kills it and waits until it is gone. */
export const kill = async (program: ChildProcess): Promise<void> => {
  if (hasEnded(program)) return
  const gone = new Promise((resolve) => program.once('exit', resolve))
  program.kill('SIGKILL')
  await gone
}

/** The output of a program. When the program fails, the error has the output. */
export const output = (path: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(path, args, { encoding: 'utf8', maxBuffer: 10_000_000 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else reject(new Error(`${path} ${args.join(' ')}: ${stdout}${stderr}`))
    })
  })
