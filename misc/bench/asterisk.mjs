// A real Asterisk for one reader: the installation of the tests, its own folder and port, the sample configuration and that of the storm.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const path = (name) => fileURLToPath(new URL(name, import.meta.url))
const installation = path('../../node_modules/.cache/rx-asterisk/asterisk-22')

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

/** Starts an Asterisk; returns its port, and a function that stops it and removes its folder. */
export const startAsterisk = async () => {
  // the folder has a unix socket, and its path may have at most 107 bytes
  const folder = mkdtempSync(join(tmpdir(), 'rx-bench-'))
  symlinkSync(join(installation, 'root'), join(folder, 'root'))
  copyFileSync(join(installation, 'run.sh'), join(folder, 'run.sh'))
  const port = await freePort()
  execFileSync(path('../asterisk/start.sh'), [folder, String(port), path('asterisk')], { stdio: 'ignore' })
  return {
    port,
    stop: () => {
      execFileSync(path('../asterisk/stop.sh'), [folder], { stdio: 'ignore' })
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
