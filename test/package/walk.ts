/** "A switchboard in five minutes" of the packed page, walked in an empty folder; tarballs stand for the packages of a registry. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { eventually } from '../support/watching.js'
import { runIn } from './installed.js'

/** The commands of the page, in one shell. */
const commands = (folder: string, page: string): string => {
  const [, text = ''] = /## A switchboard in five minutes[^]*?```sh\n([^]*?)```/.exec(readFileSync(page, 'utf8')) ?? []
  const names = /^npm install (.*)$/m.exec(text)?.[1]?.split(' ') ?? []
  const modules = resolve('node_modules')
  for (const name of names.filter((each) => each.includes('hono')))
    runIn(join(modules, name), 'npm', 'pack', '--ignore-scripts', '--pack-destination', folder)
  const packed = readdirSync(folder).filter((file) => file.endsWith('.tgz'))
  return text
    .replace(
      /^npm install .*$/m,
      `npm install --offline --no-audit --no-fund ${packed.map((each) => join(folder, each)).join(' ')}`,
    )
    .replace(/^npx (.*)$/m, 'exec npx $1 --listen 127.0.0.1:0')
}

/** Runs them; resolves with the address and the token that are printed. `folder`: that of `install`. */
export const walk = async (folder: string, port: number) => {
  const project = join(folder, 'walk')
  mkdirSync(project)
  const script = commands(folder, join(folder, 'empty/node_modules/rx-asterisk/docs/switchboard.md'))
  const env = { ...process.env, RX_ASTERISK_PORT: String(port), npm_config_update_notifier: 'false' }
  const child: ChildProcessWithoutNullStreams = spawn('sh', ['-ec', script], { cwd: project, env, detached: true })
  let text = ''
  child.stdout.on('data', (data: Buffer) => (text += data.toString()))
  child.stderr.on('data', (data: Buffer) => (text += data.toString()))
  const end = (): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM')
  }
  const address = /the switchboard is at (http:\/\/127\.0\.0\.1:\d+)\/#token=(\S+)/
  await eventually('the address is printed', () => address.test(text) || child.exitCode !== null, 100_000)
  const [, url, token] = address.exec(text) ?? []
  if (url === undefined || token === undefined) throw new Error(text)
  return { url, token, end }
}
