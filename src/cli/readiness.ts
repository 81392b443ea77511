/**
 * Reports the readiness of `run` to supervisors: to systemd by `systemd-notify`, to containers by a file that exists while all links are
 * ready.
 */
import { spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import { complain } from './output.js'
import { messageOf } from './messageOf.js'
import type { Terminal } from './terminal.js'
import { mistakeIn } from './writable.js'

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
const notifier = (terminal: Terminal): ((...states: readonly string[]) => void) => {
  if (terminal.env['NOTIFY_SOCKET'] === undefined) return () => undefined
  let last: Promise<unknown> = Promise.resolve()
  const notify = (states: readonly string[]): Promise<void> =>
    new Promise((resolve) => {
      const child = spawn('systemd-notify', states, { stdio: 'ignore' })
      child.unref()
      child.on('exit', () => {
        resolve()
      })
      child.on('error', (error) => {
        complain(terminal, `systemd could not be notified: systemd-notify: ${error.message}`)
        resolve()
      })
    })
  return (...states) => {
    last = last.then(() => notify(states))
  }
}

/** Creates and removes the file of `--ready-file`. A failure is reported, and ends nothing. */
const readyFile = (file: string, terminal: Terminal): ((ready: boolean) => void) => {
  const mark = (ready: boolean): void => {
    try {
      rmSync(file, { force: true })
      // a link that somebody has put there meanwhile is not followed
      if (ready) writeFileSync(file, '', { flag: 'wx' })
    } catch (error) {
      complain(terminal, `the file of --ready-file cannot be ${ready ? 'written' : 'removed'}: ${messageOf(error)}`)
    }
  }
  // also after a crash, and after an exit by a user's logic
  process.once('exit', () => {
    mark(false)
  })
  return mark
}

/** Left: the file of `--ready-file` cannot be written. */
export const readiness = (terminal: Terminal, file: string | undefined): E.Either<string, Readiness> => {
  const mistake = file === undefined ? undefined : mistakeIn(file)
  if (mistake !== undefined) return E.left(`--ready-file: ${file ?? ''} cannot be written: ${mistake}`)
  const notify = notifier(terminal)
  const mark = file === undefined ? () => undefined : readyFile(file, terminal)
  let before = false
  // a file of an earlier run must not count as ready
  mark(false)
  return E.right({
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
  })
}
