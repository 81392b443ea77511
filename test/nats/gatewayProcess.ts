/** Gateways in processes of their own, to be killed and paused. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { filter, firstValueFrom, Observable, shareReplay, timeout } from 'rxjs'
import type { Lab } from './lab.js'

const program = fileURLToPath(new URL('gatewayProgram.ts', import.meta.url))

export interface GatewayProcess {
  readonly child: ChildProcess
  /** Resolves when it has said a word: `Ready` (at Asterisk and on the bus), `Leading`. */
  readonly says: (word: string) => Promise<unknown>
}

/** Starts a gateway of an Asterisk of the laboratory. */
export const gatewayProcess = async (lab: Lab, server: string): Promise<GatewayProcess> => {
  const { host, port } = await lab.pbx(server).listen()
  const args = ['--import', 'tsx', program, lab.servers.urls.join(), server, host, String(port)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const line$ = new Observable<string>((subscriber) => {
    createInterface(child.stdout).on('line', (line) => {
      subscriber.next(line)
    })
  }).pipe(shareReplay({ bufferSize: Infinity, refCount: false }))
  line$.subscribe({ error: console.error })
  return {
    child,
    says: (word) =>
      firstValueFrom(
        line$.pipe(
          filter((line) => line.includes(word)),
          timeout(60_000),
        ),
      ),
  }
}
