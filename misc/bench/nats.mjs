// A NATS server for one reader: the program of the tests, in its own folder, on a free port.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(
  new URL('../../node_modules/.cache/rx-asterisk/nats-bookworm/nats-server', import.meta.url),
)

/** The CPU microseconds of a process of Linux so far. */
const cpuOf = (pid) => {
  const [, , ...rest] = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/\(.*\)/, '-')
    .split(' ')
  return (Number(rest[11]) + Number(rest[12])) * 10_000
}

export const startNats = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rx-bench-nats-'))
  const args = ['--jetstream', '--store_dir', folder, '--addr', '127.0.0.1', '--port', '-1', '--ports_file_dir', folder]
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  while (!log.includes('Server is ready')) log += String((await once(child.stderr, 'data'))[0])
  child.stderr.resume()
  const [, port] = /client connections on 127\.0\.0\.1:(\d+)/.exec(log) ?? []
  return {
    url: `nats://127.0.0.1:${port}`,
    cpu: () => cpuOf(child.pid),
    stop: async () => {
      child.kill()
      await once(child, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
