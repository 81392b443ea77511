/** Every command × every phase × every signal: the command ends within a second, and what it had begun is taken back. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { frame } from '../../src/index.js'
import { directory, page, removeDirectories } from '../support/directory.js'
import { binary, type Running, start } from '../support/program.js'
import { house } from './house.js'

const test = suite('signals')

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const
type Signal = keyof typeof SIGNALS
const ALL: readonly Signal[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Milliseconds from the signal to the end: a second, and the time that a loaded machine takes for a second of others. */
const LIMIT = 2500

const folder = mkdtempSync(join(tmpdir(), 'rx-asterisk-signals-'))
/** A pipe of its own for each command: two of them on one pipe would serve each other. */
const pipe = (): string => {
  const path = join(mkdtempSync(join(folder, 'pipe-')), 'pipe')
  execFileSync('mkfifo', [path])
  return path
}
const recording = join(folder, 'r.jsonl')
writeFileSync(
  recording,
  [0, 60_000]
    .map((at) => `${JSON.stringify({ at, frame: frame('Event: UserEvent', 'UserEvent: Door').text })}\n`)
    .join(''),
)

/** A server of which each link stops at one phase. */
interface Phase {
  readonly port: number
  /** Resolves when a link is in the phase. */
  readonly reached: () => boolean
  readonly received: () => string
  readonly close: () => void
}

/** Answers up to a phase, and then nothing more. */
const ANSWERS = {
  connecting: [],
  'logging in': ['banner'],
  working: ['banner', 'login'],
  closing: ['banner', 'login', 'reply'],
} as const
type PhaseName = keyof typeof ANSWERS

const serve = async (name: PhaseName): Promise<Phase> => {
  const answers: readonly string[] = ANSWERS[name]
  const sockets = new Set<Socket>()
  let received = ''
  const isOver = { connecting: '', 'logging in': 'Action: ', working: 'Action: ', closing: 'Action: Logoff' }[name]
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    if (answers.includes('banner')) socket.write('Asterisk Call Manager/9.0.0\r\n')
    socket.on('data', (bytes) => {
      received += bytes.toString()
      for (const text of bytes.toString().split('\r\n\r\n')) {
        const [, action = ''] = /^Action: (\w+)/m.exec(text) ?? []
        const [, id = ''] = /^ActionID: (.*)\r?$/m.exec(text) ?? []
        const isLogin = action === 'Challenge' || action === 'Login'
        const answered = isLogin ? answers.includes('login') : answers.includes('reply') && action !== 'Logoff'
        const more = action === 'Challenge' ? 'Challenge: 1\r\n' : ''
        if (action !== '' && answered)
          socket.write(`Response: Success\r\nActionID: ${id}\r\n${more}Message: ok\r\n\r\n`)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    reached: () =>
      sockets.size > 0 &&
      (name === 'working' ? /Action: (?!Challenge|Login)/.test(received) : received.includes(isOver)),
    received: () => received,
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

/** Commands that use a link, with true for those that last; `run` gets its directory. */
const LINKED: readonly (readonly [args: readonly string[], lasts: boolean])[] = [
  [['db', 'get', 'a/b'], false],
  [['db', 'put', 'a/b', '1'], false],
  [['db', 'delete', 'a/b'], false],
  [['db', 'tree', 'a'], false],
  [['mailbox', '2222'], false],
  [['action', 'Ping'], false],
  [['command', 'core show uptime'], false],
  [['call', 'PJSIP/30', '200', 'internal'], false],
  [['hangup', '30'], false],
  [['transfer', 'PJSIP/30-00000001', '200', 'internal'], false],
  [['park', 'PJSIP/30-00000001'], false],
  [['dtmf', 'PJSIP/30-00000001', '1'], false],
  [['record-call', 'PJSIP/30-00000001', 'x.wav'], true],
  [['doctor'], false],
  [['devices', '--once'], false],
  [['devices'], true],
  [['queues', '--once'], false],
  [['queues'], true],
  [['watch'], true],
  [['record', 'NEW'], true],
  [['run', 'DIR'], true],
]

/** The most processes at once. */
const AT_ONCE = 4

const inTurn = async (rows: readonly (() => Promise<string | undefined>)[]): Promise<readonly string[]> => {
  const waiting = [...rows]
  const wrong: string[] = []
  const worker = async (): Promise<void> => {
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
      const found = await row()
      if (found !== undefined) wrong.push(found)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return wrong
}

/** Sends the signal and describes an end that is late or has another code. */
const ending = async (what: string, running: Running, signal: Signal, codes: readonly unknown[]) => {
  const began = performance.now()
  running.stop(signal)
  const { code, err } = await running.ended
  const took = performance.now() - began
  if (took > LIMIT) return `${what} at ${signal}: ended after ${took.toFixed(0)} ms`
  return codes.includes(code) ? undefined : `${what} at ${signal}: exit ${code}; ${err}`
}

let count = 0
const linked = async (args: readonly string[], lasts: boolean, name: PhaseName, signal: Signal) => {
  const phase = await serve(name)
  count += 1
  const words = args.map((word) =>
    word === 'DIR' ? directory(page(phase.port)) : word === 'NEW' ? join(folder, `new${count}`) : word,
  )
  const env = { RX_ASTERISK_PORT: `${phase.port}`, RX_ASTERISK_USERNAME: 'full', RX_ASTERISK_PASSWORD: 'hunter2' }
  // far above the wait below and the limit of an end: on a busy machine a start alone takes seconds
  const running = await start(words, { env, limit: 30_000 })
  const end = { over: false }
  void running.ended.then(() => (end.over = true))
  // a command may need no action in this phase, and in `closing` it has its own exit code
  const began = performance.now()
  while (performance.now() - began < 3000 && !phase.reached() && !end.over) await sleep(10)
  const isWithin = phase.reached() && !end.over
  const codes = lasts ? [0, signal] : [SIGNALS[signal], signal]
  const what = `${words.join(' ')}, ${name}`
  const wrong = await ending(what, running, signal, isWithin && name !== 'closing' ? codes : [0, 1, 2, 3, ...codes])
  phase.close()
  if (wrong !== undefined) return wrong
  const isSaid = name !== 'working' || phase.received().includes('Action: Logoff')
  return isWithin && !isSaid ? `${what} at ${signal}: no Logoff` : undefined
}

/** Commands that go through the same phases as `db get`; RX_ASTERISK_SWEEP=all runs every row with every signal. */
const LIKE_OTHERS: ReadonlySet<string> = new Set(['db put', 'db delete', 'db tree', 'mailbox 2222', 'action Ping'])

const PHASES: readonly PhaseName[] = ['connecting', 'logging in', 'working', 'closing']
for (const name of PHASES) {
  test(`every command with a link, ${name}`, async () => {
    await binary()
    const isWhole = process.env['RX_ASTERISK_SWEEP'] === 'all'
    const rows = LINKED.flatMap(([args, lasts], index) => {
      const isLike = LIKE_OTHERS.has(args.slice(0, 2).join(' ')) && name !== 'working'
      const signals = isWhole ? ALL : isLike ? [] : ALL.filter((_, at) => at === (index + PHASES.indexOf(name)) % 3)
      return signals.map((signal) => () => linked(args, lasts, name, signal))
    })
    assert.equal(await inTurn(rows), [])
  })
}

/** Commands without a link, or before they have one: their phase is reached when they have printed the text, or after a time. */
const OTHERS: readonly (readonly [
  what: string,
  args: () => readonly string[],
  printed: string,
  codes: readonly unknown[],
])[] = [
  ['simulate', () => ['simulate', '--port', '0'], 'listens on', [0]],
  ['demo', () => ['demo'], 'phone 200 calls', [0]],
  ['replay in a pause', () => ['replay', recording], 'Door', [0]],
  ['replay of a pipe that nobody writes into', () => ['replay', pipe()], '', [0]],
  ['record into a pipe that nobody reads', () => ['record', pipe(), '--force', '--username', 'a'], '', []],
  ['a password file that never ends', () => ['watch', '--password-file', pipe(), '--username', 'a'], '', []],
  ['an authority that never ends', () => ['watch', '--tls-ca', pipe(), '--username', 'a'], '', []],
  [
    'check of a handler that never ends',
    () => ['check', directory({ ...page(1), 'logics/logic1.js': 'while (true) {}\n' }), '--load'],
    '',
    [],
  ],
  [
    'run of a handler that is never loaded',
    () => ['run', directory({ ...page(1), 'logics/logic1.js': 'while (true) {}\n' })],
    '',
    [],
  ],
  ['help', () => ['help'], '', [0]],
  ['check', () => ['check', directory(page(1))], '', [0]],
]
test('every command without a link, or before it', async () => {
  const rows = OTHERS.flatMap(([what, args, printed, codes], index) => {
    const signal = ALL[index % 3] ?? 'SIGTERM'
    return [
      async () => {
        const env = what.startsWith('a password') ? {} : { RX_ASTERISK_PASSWORD: 'x', RX_ASTERISK_PORT: '1' }
        const running = await start(args(), { env, limit: 8000 })
        if (printed === '') await sleep(700)
        else await running.prints(printed)
        return ending(what, running, signal, [...codes, signal])
      },
    ]
  })
  assert.equal(await inTurn(rows), [])
})

for (const signal of ALL) {
  test(`a call that rings stops ringing at ${signal}`, async () => {
    const at = await house()
    const calling = await start(['call', 'PJSIP/30', '200', 'internal'], { env: at.as('full') })
    while (!at.actions().includes('Originate')) await sleep(5)
    await sleep(200)
    const wrong = await ending('call', calling, signal, [SIGNALS[signal]])
    const actions = at.actions()
    await at.pbx.close()
    assert.is(wrong, undefined)
    assert.ok(actions.includes('Hangup') && actions.includes('Logoff'), actions.join())
  })
}

test('the sign of a signal that comes twice changes nothing: the call is cancelled all the same', async () => {
  const at = await house()
  const calling = await start(['call', 'PJSIP/30', '200', 'internal'], { env: at.as('full') })
  while (!at.actions().includes('Originate')) await sleep(5)
  await sleep(200)
  calling.stop('SIGTERM')
  calling.stop('SIGHUP')
  calling.stop('SIGTERM')
  await calling.ended
  const actions = at.actions()
  await at.pbx.close()
  assert.ok(actions.includes('Hangup'), actions.join())
})

test.after(() => {
  rmSync(folder, { recursive: true, force: true })
  removeDirectories()
})

test.run()
