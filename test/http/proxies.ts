/** nginx and Caddy of Debian's packages, in front of a port, with the lines of docs/switchboard.md. */
import { type ChildProcess, spawn } from 'node:child_process'
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { kill, output, protect, release } from '../asterisk/programs.js'
import { eventually } from '../support/watching.js'

const FOLDER = resolve('node_modules/.cache/rx-asterisk/proxies')
const RUN = join(FOLDER, 'run.sh')

/** Installs them once. False where that is not possible; under CI that is an error. */
export const hasProxies = async (): Promise<boolean> => {
  try {
    await access(RUN).catch(() => output(resolve('misc/proxies/install.sh'), [FOLDER]))
    return true
  } catch (error) {
    if (process.env['CI'] === 'true') throw error
    console.log(`not run: nginx and Caddy cannot be unpacked here: ${String(error)}`)
    return false
  }
}

/** The block of a language in the page, for these ports. */
const block = async (language: string, port: number): Promise<string> => {
  const page = await readFile('docs/switchboard.md', 'utf8')
  const [, text = ''] = new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page) ?? []
  return text.replace('127.0.0.1:8080', `127.0.0.1:${port}`)
}

const nginxFile = async (folder: string, own: number, port: number): Promise<string> => {
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (each) => `${each}_temp_path ${join(folder, each)};`,
  )
  return [
    'daemon off; master_process off;',
    `pid ${join(folder, 'pid')}; error_log stderr;`,
    'events {}',
    `http { access_log off; ${places.join(' ')} gzip on; gzip_types application/json;`,
    `server { listen 127.0.0.1:${own}; ${await block('nginx', port)} } }`,
  ].join('\n')
}

const caddyFile = async (own: number, port: number): Promise<string> => {
  const site = (await block('caddy', port)).replace('phones.example.com', `http://127.0.0.1:${own}`)
  return `{\n  admin off\n  auto_https off\n}\n${site}`
}

export type ProxyName = 'nginx' | 'caddy'

/** Runs one on `own`, in front of `port`. Returns the function that ends it. */
export const proxy = async (name: ProxyName, own: number, port: number): Promise<() => Promise<void>> => {
  const folder = await mkdtemp(join(tmpdir(), 'rx-proxy-'))
  const file = join(folder, 'configuration')
  await writeFile(file, name === 'nginx' ? await nginxFile(folder, own, port) : await caddyFile(own, port))
  const words = name === 'nginx' ? ['-c', file, '-p', folder] : ['run', '--adapter', 'caddyfile', '--config', file]
  const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
  const child: ChildProcess = spawn(RUN, [name, ...words], { stdio: ['ignore', 'pipe', 'pipe'], env })
  let said = ''
  child.stderr?.on('data', (text: Buffer) => (said += text.toString()))
  child.stdout?.resume()
  const pid = child.pid ?? 0
  protect(pid)
  const isUp = (): Promise<boolean> =>
    fetch(`http://127.0.0.1:${own}/healthz`).then(
      () => true,
      () => false,
    )
  await eventually(`${name} listens`, isUp).catch((error: unknown) => {
    throw new Error(`${String(error)}: ${said}`)
  })
  return async () => {
    await kill(child)
    release(pid)
    await rm(folder, { recursive: true, force: true })
  }
}
