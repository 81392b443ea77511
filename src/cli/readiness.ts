/** Tells supervisors that `run` is ready: systemd by `systemd-notify`, containers by a file that is there while all links are. */
import { spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import type { Terminal } from './terminal.js'

export interface Readiness {
  /** All links are ready, or not all any more. */
  readonly become: (ready: boolean) => void
  /** We are about to end. */
  readonly stopping: () => void
}

/**
 * Node has no datagram sockets of this kind (AF_UNIX), so systemd's own program speaks for us; the unit needs NotifyAccess=all. One after
 * the other, or "ready" could overtake "waiting". None of them keeps us from ending.
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
        err(`systemd could not be told: systemd-notify: ${error.message}`)
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
  // one that an earlier life left behind must not say that this one is ready
  mark(false)
  return {
    become: (ready) => {
      if (ready === before) return
      before = ready
      mark(ready)
      if (ready) notify('--ready', '--status=all links are ready')
      else notify('--status=waiting for Asterisk')
    },
    stopping: () => {
      mark(false)
      notify('--status=saying Logoff', 'STOPPING=1')
    },
  }
}
