// Runs one child process and collects its output. The process has a group of its own, so its children end with it.
import { spawn } from 'node:child_process'

const groups = new Set()

/** Ends all processes of a group, if there are any. */
const killGroup = (pid) => {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // gone
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    for (const pid of groups) killGroup(pid)
    process.exit(130)
  })
}

/** Resolves with `{ code, out, late, ms }`. After `limit` milliseconds the whole group is killed, and `late` is true. */
export const run = (command, args, { env = process.env, cwd, limit } = {}) =>
  new Promise((resolve) => {
    const began = performance.now()
    const child = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    let out = ''
    let late = false
    const timer =
      limit === undefined
        ? undefined
        : setTimeout(() => {
            late = true
            killGroup(child.pid)
          }, limit)
    if (child.pid !== undefined) groups.add(child.pid)
    child.stdout.setEncoding('utf8').on('data', (text) => (out += text))
    child.stderr.setEncoding('utf8').on('data', (text) => (out += text))
    child.on('error', (error) => (out += `${error.message}\n`))
    // children that it left keep its output open, so `close` would never come
    child.on('exit', () => killGroup(child.pid))
    child.on('close', (code) => {
      clearTimeout(timer)
      groups.delete(child.pid)
      resolve({ code: code ?? 1, out, late, ms: performance.now() - began })
    })
  })
