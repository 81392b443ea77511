/** A mosquitto of its own for each test file: unpacked from Debian's package, on a port of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { kill, output, protect, release } from '../asterisk/programs.js'
import { eventually } from '../support/watching.js'

const FOLDER = resolve('node_modules/.cache/rx-asterisk/mosquitto')

/** False where the runner says that there is none. */
export const hasMosquitto = process.env['RX_ASTERISK_MOSQUITTO'] !== 'no'

/** The script that runs programs of the package: `mosquitto`, `mosquitto_sub`, `mosquitto_passwd`. */
const mosquittoProgram = async (): Promise<string> => {
  const script = join(FOLDER, 'run.sh')
  const found = await access(script).then(
    () => true,
    () => false,
  )
  if (!found) await output(resolve('misc/mosquitto/install.sh'), [FOLDER])
  return script
}

export const freePort = (): Promise<number> =>
  new Promise((done, failed) => {
    const server = createServer().once('error', failed)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => done(port))
    })
  })

const isOpen = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      done(true)
    })
    socket.once('error', () => done(false))
  })

export interface MosquittoOptions {
  /** User and password of the only login; anonymous without. */
  readonly login?: readonly [user: string, password: string]
  /** Lines of an access list. */
  readonly acl?: readonly string[]
}

export const mosquitto = async ({ login, acl }: MosquittoOptions = {}) => {
  const script = await mosquittoProgram()
  const folder = await mkdtemp(join(tmpdir(), 'rx-mosquitto-'))
  const port = await freePort()
  const config = join(folder, 'mosquitto.conf')
  const lines = [
    `listener ${port} 127.0.0.1`,
    'log_dest none',
    `user ${process.env['USER'] ?? 'root'}`,
    'set_tcp_nodelay true',
  ]
  if (login === undefined) lines.push('allow_anonymous true')
  else {
    await output(script, ['mosquitto_passwd', '-c', '-b', join(folder, 'passwords'), ...login])
    lines.push('allow_anonymous false', `password_file ${join(folder, 'passwords')}`)
  }
  if (acl !== undefined) {
    await writeFile(join(folder, 'acl'), `${acl.join('\n')}\n`)
    lines.push(`acl_file ${join(folder, 'acl')}`)
  }
  await writeFile(config, `${lines.join('\n')}\n`)
  let program: ChildProcess | undefined

  const start = async (): Promise<void> => {
    const child = spawn(script, ['mosquitto', '-c', config], { stdio: ['ignore', 'ignore', 'ignore'] })
    program = child
    if (child.pid !== undefined) protect(child.pid)
    child.once('exit', () => {
      if (child.pid !== undefined) release(child.pid)
    })
    await eventually('mosquitto listens', () => isOpen(port))
  }
  const killNow = async (): Promise<void> => {
    if (program !== undefined) await kill(program)
    program = undefined
  }
  await start()
  return {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    script,
    start,
    /** `kill -9` */
    kill: killNow,
    pid: () => program?.pid ?? 0,
    signal: (name: NodeJS.Signals): void => {
      program?.kill(name)
    },
    close: async (): Promise<void> => {
      await killNow()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export type Mosquitto = Awaited<ReturnType<typeof mosquitto>>
