// (k): the start of the command line and of the package, against `node -e 0`; and the memory of a command that only waits.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { dirname, join } from 'node:path'
import { below, median } from '../report.mjs'

const project = new URL('../../..', import.meta.url).pathname
const BIN = join(project, 'dist/cli/bin.cjs')
const SPENT = new URL('../spent.cjs', import.meta.url).pathname
const TIMES = 7

/** The packages, and modules of Node, that an entry of dist/ imports, with all its files. */
const packagesOf = (file, seen = new Set(), found = new Set()) => {
  if (seen.has(file)) return found
  seen.add(file)
  for (const [, name] of readFileSync(file, 'utf8').matchAll(/(?:from|import) ?"([^"]+)"/g)) {
    if (name.startsWith('.')) packagesOf(join(dirname(file), name), seen, found)
    else found.add(name.replace(/^#/, ''))
  }
  return found
}

const importing = (...names) => ['--input-type=module', '-e', names.map((name) => `import '${name}'`).join('\n')]

const NOTHING = 'node -e 0'
const PEERS = 'import of the packages that it uses'
const WHOLE = 'import of rx-asterisk'

/** The measured processes: the arguments of node. */
const STARTS = {
  [NOTHING]: () => ['-e', '0'],
  '--version': () => [BIN, '--version'],
  '--help': () => [BIN, '--help'],
  'help call': () => [BIN, 'help', 'call'],
  'completion bash': () => [BIN, 'completion', 'bash'],
  'a mistake': () => [BIN, 'nothing'],
  'db get': () => [BIN, 'db', 'get', 'dnd/office'],
  mailbox: () => [BIN, 'mailbox', '200'],
  call: () => [BIN, 'call', 'PJSIP/200', '200', 'internal'],
  [PEERS]: () => importing(...packagesOf(join(project, 'dist/index.js'))),
  [WHOLE]: () => importing(join(project, 'dist/index.js')),
}

/** A simulated Asterisk in this process, and the environment of a command for it. */
const simulated = async () => {
  const { dial, simulate } = await import('../../../dist/testing/index.js')
  const pbx = simulate({
    endpoints: { 'PJSIP/200': { _tag: 'Answers', after: 0 } },
    contexts: { internal: (exten) => [dial([`PJSIP/${exten}`])] },
    database: { 'dnd/office': '1' },
  })
  const { port } = await pbx.listen()
  const env = { RX_ASTERISK_PORT: String(port), RX_ASTERISK_USERNAME: 'admin', RX_ASTERISK_PASSWORD: 'secret' }
  return { pbx, env: { ...process.env, ...env } }
}

/** One process from its start to its end. */
const lived = async (args, env) => {
  const began = performance.now()
  const child = spawn(process.execPath, ['--require', SPENT, ...args], {
    cwd: project,
    env,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  let text = ''
  child.stdio[3].on('data', (data) => (text += data))
  await once(child, 'close')
  return { wall: performance.now() - began, ...JSON.parse(text) }
}

export const starting = {
  title: '(k) from the start of a process to its end',
  readers: Object.keys(STARTS),
  unit: 'CPU ms',
  measure: async ({ name }) => {
    const { pbx, env } = await simulated()
    const lives = []
    for (let index = 0; index < TIMES; index += 1) lives.push(await lived(STARTS[name](), env))
    await pbx.close()
    return { value: median(lives.map(({ cpu }) => cpu)), 'wall ms': median(lives.map(({ wall }) => wall)) }
  },
  verdicts: ({ ratio }) => {
    const wall = (each) => each['wall ms']
    const both = (name, target) => [
      below(`(k) CPU of ${name} against ${NOTHING}`, ratio(name, NOTHING), target),
      below(`(k) time of ${name} against ${NOTHING}`, ratio(name, NOTHING, wall), target),
    ]
    return [
      ...['--version', '--help', 'help call', 'completion bash', 'a mistake'].flatMap((name) => both(name, 1.3)),
      ...['db get', 'mailbox', 'call'].flatMap((name) => both(`${name}`, 2.5)),
      below(`(k) CPU of the ${WHOLE} against the ${PEERS}`, ratio(WHOLE, PEERS), 1.05),
      below(`(k) CPU of the ${PEERS} against ${NOTHING}`, ratio(PEERS, NOTHING)),
    ]
  },
}

/** Milliseconds until a command has come to rest. */
const REST = 4000

export const resting = {
  title: '(k) memory of `watch` at rest',
  readers: ['watch'],
  unit: 'MB',
  prepare: () => (existsSync('/proc/self/status') ? undefined : 'it needs the /proc of Linux'),
  measure: async () => {
    const { pbx, env } = await simulated()
    const child = spawn(process.execPath, [BIN, 'watch'], { env, stdio: 'ignore' })
    await sleep(REST)
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? []
    child.kill()
    await once(child, 'close')
    await pbx.close()
    return { value: Number(kilobytes) / 1024 }
  },
  verdicts: ({ values }) => [below('(k) memory of `watch` at rest, MB', values('watch'), 60)],
}
