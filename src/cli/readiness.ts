/**
 * Reports the readiness of `run` to supervisors: to systemd by `systemd-notify`, to containers by a file that exists while all links are
 * ready.
 */
import { spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import type { Terminal } from './terminal.js'

export interface Readiness {
  /** Reports whether all links are ready. */
  readonly update: (ready: boolean) => void
  /** Reports that the process is about to end. */
  readonly stopping: () => void
}

/**
 * Notifies systemd by its own program, as Node has no datagram sockets of this kind (AF_UNIX). The unit needs NotifyAccess=all. The
 * notices run one after the other, so that "ready" cannot overtake "waiting". They do not keep the process from exiting.
 */
const notifier = ({ env, err }: Terminal): ((...states: readonly string[]) => void) => {
  if (env['NOTIFY_SOCKET'] === undefined) return () => undefined
  let last: Promise<unknown> = Promise.resolve()
  const notify = (states: readonly string[]): Promise<void> =>
    new Promise((resolve) => {
      const child = spawn('systemd-notify', states, { stdio: 'ignore' })
      child.unref()
      child.on('exit', () => {
        resolve()
      })
      child.on('error', (error) => {
        err(`systemd could not be notified: systemd-notify: ${error.message}`)
        resolve()
      })
    })
  return (...states) => {
    last = last.then(() => notify(states))
  }
}

export const readiness = (terminal: Terminal, file: string | undefined): Readiness => {
  const notify = notifier(terminal)
  let before = false
  const mark = (ready: boolean): void => {
    if (file === undefined) return
    if (ready) writeFileSync(file, '')
    else rmSync(file, { force: true })
  }
  // a file of an earlier run must not count as ready
  mark(false)
  return {
    update: (ready) => {
      if (ready === before) return
      before = ready
      mark(ready)
      if (ready) notify('--ready', '--status=all links are ready')
      else notify('--status=waiting for Asterisk')
    },
    stopping: () => {
      mark(false)
      notify('--status=sending Logoff', 'STOPPING=1')
    },
  }
}
