/** Real NATS servers for tests: one, or three as a cluster, from Debian's package in the cache folder. */
import { type ChildProcess, spawn } from 'node:child_process'
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepareNats } from '../../scripts/nats.mjs'

const suite = process.env['RX_ASTERISK_NATS'] ?? 'bookworm'
const program = fileURLToPath(
  new URL(`../../node_modules/.cache/rx-asterisk/nats-${suite}/nats-server`, import.meta.url),
)

/** Undefined when real servers can run here, or the reason why not. */
export const natsMissing = async (): Promise<string | undefined> => {
  if (process.env['RX_ASTERISK_REAL'] === 'no') return 'RX_ASTERISK_REAL=no'
  return prepareNats(suite)
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      })
    })
  })

interface NatsNode {
  readonly url: string
  readonly name: string
  readonly kill: () => Promise<void>
  readonly pause: () => void
  readonly resume: () => void
  readonly start: () => Promise<void>
}

export interface NatsServers {
  readonly urls: readonly string[]
  readonly nodes: readonly NatsNode[]
  readonly close: () => Promise<void>
}

const isHealthy = async (monitor: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${monitor}/healthz`).then(
    (response) => response.ok,
    () => false,
  )

const until = async (what: string, check: () => Promise<boolean>): Promise<void> => {
  const end = performance.now() + 30_000
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`${what} did not come within 30 s`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Starts servers on free ports. `more`: lines of configuration, such as users. */
export const natsServers = async (count: 1 | 3 = 1, more = ''): Promise<NatsServers> => {
  await access(program)
  const folder = await mkdtemp(join(tmpdir(), 'rx-nats-'))
  const ports = await Promise.all(
    Array.from({ length: count }, async () => ({
      client: await freePort(),
      cluster: await freePort(),
      monitor: await freePort(),
    })),
  )
  const routes = ports.map(({ cluster }) => `nats://127.0.0.1:${cluster}`).join(', ')
  const nodes = await Promise.all(
    ports.map(async ({ client, cluster, monitor }, index): Promise<NatsNode> => {
      const name = `n${index + 1}`
      const file = join(folder, `${name}.conf`)
      const clustered = count === 1 ? '' : `cluster { name: rx, listen: "127.0.0.1:${cluster}", routes: [${routes}] }\n`
      await writeFile(
        file,
        `server_name: ${name}\nlisten: "127.0.0.1:${client}"\nhttp: "127.0.0.1:${monitor}"\n` +
          `jetstream { store_dir: "${join(folder, name)}" }\n${clustered}${more}\n`,
      )
      let child: ChildProcess | undefined
      const start = async (): Promise<void> => {
        child = spawn(program, ['-c', file], { stdio: 'ignore' })
        await until(`nats-server ${name}`, () => isHealthy(monitor))
      }
      const kill = async (): Promise<void> => {
        const running = child
        child = undefined
        if (running?.exitCode !== null || running.signalCode !== null) return
        const ended = new Promise((resolve) => running.once('exit', resolve))
        running.kill('SIGCONT')
        running.kill('SIGKILL')
        await ended
      }
      return {
        url: `nats://127.0.0.1:${client}`,
        name,
        kill,
        pause: () => void child?.kill('SIGSTOP'),
        resume: () => void child?.kill('SIGCONT'),
        start,
      }
    }),
  )
  await Promise.all(nodes.map(({ start }) => start()))
  return {
    urls: nodes.map(({ url }) => url),
    nodes,
    close: async () => {
      await Promise.all(nodes.map(({ kill }) => kill()))
      await rm(folder, { recursive: true, force: true })
    },
  }
}
