/** Programs of a fleet in processes of their own, to be killed and paused. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { filter, firstValueFrom, type Observable, ReplaySubject, timeout } from 'rxjs'
import type { Lab } from './lab.js'

export interface Process {
  readonly child: ChildProcess
  readonly line$: Observable<string>
  /** Resolves when it has said a word: a gateway says `Ready` (at Asterisk and on the bus) and its roles. */
  readonly says: (word: string) => Promise<string>
  readonly kill: () => Promise<void>
}

/** Starts a program of this folder. */
export const startProgram = (name: string, args: readonly string[]): Process => {
  const program = fileURLToPath(new URL(name, import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const line$ = new ReplaySubject<string>(Infinity)
  createInterface(child.stdout).on('line', (line) => {
    line$.next(line)
  })
  return {
    child,
    line$,
    says: (word) =>
      firstValueFrom(
        line$.pipe(
          filter((line) => line.includes(word)),
          timeout(60_000),
        ),
      ),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGCONT')
      child.kill('SIGKILL')
      await ended
    },
  }
}

const USER = { username: 'admin', password: 'secret' }

/** A login at an Asterisk. */
export interface Login {
  readonly host?: string | undefined
  readonly port?: number | undefined
  readonly username: string
  readonly password: string
}

/** Starts a gateway of an Asterisk: of the simulated one of the laboratory, or another one. */
export const gatewayProcess = async (
  lab: Lab,
  server: string,
  { lease = 800, login }: { readonly lease?: number; readonly login?: Login } = {},
): Promise<Process> => {
  const { host = '127.0.0.1', port = 5038, ...user } = login ?? { ...(await lab.pbx(server).listen()), ...USER }
  const { username, password } = user
  const args = [lab.servers.urls.join(), server, String(lease), host, String(port), username, password]
  return startProgram('gatewayProgram.ts', args)
}
