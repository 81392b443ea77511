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

/** Node has no datagram sockets of this kind (AF_UNIX), so systemd's own program speaks for us; the unit needs NotifyAccess=all. */
const notify = ({ env, err }: Terminal, ...states: readonly string[]): void => {
  if (env['NOTIFY_SOCKET'] === undefined) return
  const child = spawn('systemd-notify', states, { stdio: 'ignore' })
  // it waits until systemd has read it, and we do not
  child.unref()
  child.on('error', (error) => {
    err(`systemd could not be told: systemd-notify: ${error.message}`)
  })
}

export const readiness = (terminal: Terminal, file: string | undefined): Readiness => {
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
      if (ready) notify(terminal, '--ready', '--status=all links are ready')
      else notify(terminal, '--status=waiting for Asterisk')
    },
    stopping: () => {
      mark(false)
      notify(terminal, '--status=saying Logoff', 'STOPPING=1')
    },
  }
}
