/** The programs of docs/guide: a block that begins with `// name.mts` is a file of that name, and runs as a process. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ConnectOptions } from '../../src/index.js'
import { blocks, fileOf } from './snippets.js'
import { eventually } from './watching.js'

const FOLDER = 'node_modules/.cache/guide'

const ENTRIES = ['catalog', 'testing', 'streams', 'smarthome', 'mqtt', 'nats', 'http']

const sourceOf = (entry: string): string => pathToFileURL(join('src', entry, 'index.ts')).href

/** A program with this library's source in place of the package. */
export const linked = (text: string): string =>
  ENTRIES.reduce(
    (program, entry) => program.replaceAll(`'rx-asterisk/${entry}'`, `'${sourceOf(entry)}'`),
    text.replaceAll("'rx-asterisk'", `'${sourceOf('')}'`),
  )

/** Writes all files that a page shows into a new folder; `change` may put something else in place of the package. */
export const filesOf = (page: string, change = linked): { readonly folder: string; readonly remove: () => void } => {
  mkdirSync(FOLDER, { recursive: true })
  const folder = resolve(mkdtempSync(join(FOLDER, 'page-')))
  for (const block of blocks(`docs/guide/${page}.md`)) {
    const name = fileOf(block)
    if (name !== undefined) writeFileSync(join(folder, name), change(block.text))
  }
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A port of this machine that is free. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** The variables of a login, which the command line reads too. */
export const login = ({ host = '127.0.0.1', port = 5038, username, password }: ConnectOptions) => ({
  RX_ASTERISK_HOST: host,
  RX_ASTERISK_PORT: String(port),
  RX_ASTERISK_USERNAME: username,
  RX_ASTERISK_PASSWORD: password,
})

export interface Program {
  /** The output so far, of stdout and stderr. */
  readonly text: () => string
  readonly prints: (text: string | RegExp) => Promise<void>
  /** Sends SIGTERM; the exit code, or the signal that ended it. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | NodeJS.Signals | null>
  /** The exit code of a program that ends by itself. */
  readonly ended: () => Promise<number | NodeJS.Signals | null>
}

const LIMIT = 120_000

const codeOf = ({ exitCode, signalCode }: ChildProcessWithoutNullStreams): number | NodeJS.Signals | null =>
  exitCode ?? signalCode

/** Starts a file as `npx tsx` would. */
export const startFile = (
  folder: string,
  file: string,
  env: Readonly<Record<string, string>>,
  { node = [], args = [] }: { readonly node?: readonly string[]; readonly args?: readonly string[] } = {},
): Program => {
  const tsx = pathToFileURL(resolve('node_modules/tsx/dist/loader.mjs')).href
  const child = spawn(process.execPath, ['--import', tsx, ...node, file, ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (data: string) => (text += data))
  child.stderr.setEncoding('utf8').on('data', (data: string) => (text += data))
  const late = setTimeout(() => child.kill('SIGKILL'), LIMIT)
  const closed = once(child, 'close').then(() => {
    clearTimeout(late)
    return codeOf(child)
  })
  return {
    text: () => text,
    prints: async (wanted) => {
      const found = (): boolean => (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text))
      const over = (): boolean => codeOf(child) !== null
      try {
        await eventually(`${file} prints ${String(wanted)}`, () => found() || over(), 20_000)
      } catch (error) {
        throw new Error(`${String(error)}; it printed ${text}`)
      }
      if (!found()) throw new Error(`${file} ended and never printed ${String(wanted)}: ${text}`)
    },
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal)
      return closed
    },
    ended: () => closed,
  }
}

/** A browser that reads server-sent events. */
export const listen = (url: string) => {
  const leaving = new AbortController()
  let newest = ''
  void (async () => {
    const { body } = await fetch(url, { signal: leaving.signal })
    for await (const bytes of body ?? [])
      newest =
        [
          ...Buffer.from(bytes)
            .toString()
            .matchAll(/^data: (.*)$/gm),
        ].at(-1)?.[1] ?? newest
  })().catch(() => undefined)
  return {
    newest: () => newest,
    leave: () => {
      leaving.abort()
    },
  }
}
