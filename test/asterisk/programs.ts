/** Programs that must not outlive the test that started them. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

const running = new Set<ChildProcess>()

process.once('exit', () => {
  for (const program of running) program.kill('SIGKILL')
})

/** Starts a program; it is killed when this process ends, if not before. */
export const start = (path: string, args: readonly string[], cwd: string): ChildProcess => {
  const program = spawn(path, args, { cwd, stdio: ['ignore', 'ignore', 'ignore'] })
  running.add(program)
  program.once('exit', () => running.delete(program))
  return program
}

/** Kills it and waits until it is gone. */
export const kill = async (program: ChildProcess): Promise<void> => {
  if (program.exitCode !== null || program.signalCode !== null) return
  const gone = new Promise((resolve) => program.once('exit', resolve))
  program.kill('SIGKILL')
  await gone
}

/** What a program printed; fails with that, when it failed. */
export const output = (path: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(path, args, { env, encoding: 'utf8', maxBuffer: 10_000_000 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else reject(new Error(`${path} ${args.join(' ')}: ${stdout}${stderr}`))
    })
  })

/** A UDP port that nobody has now. */
export const freeUdpPort = (): Promise<number> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4')
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address()
      socket.close(() => {
        resolve(port)
      })
    })
  })

/** A TCP port that nobody has now. */
export const freeTcpPort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      })
    })
  })
