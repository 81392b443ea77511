/** The demo as a newcomer runs it: as a process. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { dial, simulate, type SimulateOptions } from '../src/testing/index.js'
import { eventually } from './asterisk/watching.js'

const DEMO = fileURLToPath(new URL('../misc/demo.ts', import.meta.url))

interface Ran {
  readonly code: unknown
  readonly out: string
  readonly err: string
}

const started = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const { RX_ASTERISK_PASSWORD: _, ...rest } = process.env
  const demo = spawn(process.execPath, ['--import', 'tsx', DEMO, ...args], { env: { ...rest, ...env } })
  let out = ''
  demo.stdout.setEncoding('utf8').on('data', (said: string) => {
    out += said
  })
  const ran = async (): Promise<Ran> => {
    const [err] = await Promise.all([text(demo.stderr), once(demo, 'close')])
    return { code: demo.exitCode ?? demo.signalCode, out, err }
  }
  return {
    says: (words: string) => eventually(`it says ${words}`, () => out.includes(words), 30_000),
    stop: () => demo.kill('SIGINT'),
    ran: ran(),
  }
}

const run = (...args: readonly string[]): Promise<Ran> => started(args).ran

/** Lines that must come in this order, other lines between them. */
const inOrder = (out: string, ...parts: readonly string[]): void => {
  parts.reduce((from, part) => {
    const at = out.indexOf(part, from)
    assert.ok(at >= 0, `after ${JSON.stringify(out.slice(0, from).split('\n').at(-1))} comes no "${part}" in\n${out}`)
    return at + part.length
  }, 0)
}

const demo = suite('demo')

demo('tells the whole story without any Asterisk, in less than ten seconds, without colours in a pipe', async () => {
  const { code, out, err } = await run()
  assert.is(err.replace(/^npm warn.*\n?/gm, ''), '')
  assert.is(code, 0)
  // by its own clock: a busy machine may take its time to start a process
  const last = Number(/^ +([\d.]+) s/.exec(out.trimEnd().split('\n').at(-1) ?? '')?.[1])
  assert.ok(last > 5 && last < 10, `it took ${last} s`)
  assert.not.match(out, /\x1b/)
  inOrder(
    out,
    'status$: logged in (Asterisk 22)',
    "device('2222') is false",
    'phone 200 calls phone 2222',
    "device('2222') is true",
    'phone 200 hangs up',
    "device('2222') is false",
    'presses the doorbell',
    "userEvent('Door') from front starts the logic",
    "dbRead('dnd/kitchen') is not set",
    'call(…): answered on PJSIP/200-',
    'leaves a message',
    "mailbox('2222'): 1 new, 3 old",
    "device('2222') is true",
    'the network breaks',
    'status$: the link was lost',
    'away for',
    "device('2222') is false",
    'closed, after Logoff',
  )
  // two calls, and no line twice for what its words do not tell
  assert.is(out.split('phone 2222 rings for a call from 200').length - 1, 2)
})

demo('explains itself', async () => {
  const { code, out } = await run('--help')
  assert.is(code, 0)
  assert.match(out, 'RX_ASTERISK_PASSWORD=… npm start -- --host 192.0.2.10 --username admin')
})

demo('says what is missing or wrong, and takes no password on the command line', async () => {
  const complaints = await Promise.all([
    run('--username', 'admin'),
    run('--host', '127.0.0.1'),
    run('--username', 'admin', '--password', 'hunter2'),
    run('--port', 'five', '--username', 'admin'),
    run('--nonsense'),
  ])
  const wanted = [
    /RX_ASTERISK_PASSWORD is missing/,
    /--username is missing/,
    /environment/,
    /--port must be/,
    /--nonsense/,
  ]
  complaints.forEach(({ code, out, err }, index) => {
    assert.is(code, 2)
    assert.is(out, '')
    assert.match(err, wanted[index] ?? '')
    assert.not.match(err, 'hunter2')
  })
})

demo.run()

const live = suite('demo: on an Asterisk of its own')

const HOUSE: SimulateOptions = {
  users: {
    watcher: { secret: 'hunter2', read: 'call,user', write: 'call' },
    poor: { secret: 'hunter2', read: 'call,user', write: '' },
  },
  endpoints: { 'PJSIP/2222': { _tag: 'Answers', after: 200 } },
  contexts: { internal: (exten) => [dial([`PJSIP/${exten}`])] },
  mailboxes: { '2222@default': { old: 3, new: 1, urgent: 0 } },
}
const PASSWORD = { RX_ASTERISK_PASSWORD: 'hunter2' }

live('watches without changing anything, and says Logoff at Ctrl-C', async () => {
  const pbx = simulate(HOUSE)
  const { port } = await pbx.listen()
  const { says, stop, ran } = started(['--username', 'watcher', '--port', `${port}`, '--mailbox', '2222'], PASSWORD)
  const asked = (): readonly string[] => pbx.actions().map(({ action }) => action)
  await says('mailbox 2222')
  pbx.userEvent('Door', { Source: 'front' })
  const call = pbx.dial('PJSIP/200', '2222')
  await says('PJSIP/2222-00000001 talks')
  call.hangup()
  await says('PJSIP/2222-00000001 has ended')
  stop()
  const { code, out } = await ran
  await pbx.close()
  assert.is(code, 0)
  inOrder(
    out,
    'logged in (Asterisk 22)',
    'mailbox 2222: 1 new, 3 old messages',
    'UserEvent Door Source="front"',
    'PJSIP/200-00000000 dials',
    'PJSIP/2222-00000001 is called',
    'PJSIP/2222-00000001 rings for 200',
    'PJSIP/2222-00000001 talks with 200',
    'PJSIP/2222-00000001 has ended',
    'closed, after Logoff',
  )
  assert.equal(new Set(asked()), new Set(['Challenge', 'Login', 'Status', 'MailboxCount', 'Logoff']))
})

live('says which right is missing, and that a login was refused', async () => {
  const pbx = simulate(HOUSE)
  const { port } = await pbx.listen()
  const { says, stop, ran } = started(['--username', 'poor', '--port', `${port}`], PASSWORD)
  await says('Status was refused')
  stop()
  const poor = await ran
  const refused = await started(['--username', 'watcher', '--port', `${port}`], { RX_ASTERISK_PASSWORD: 'wrong' }).ran
  await pbx.close()
  assert.is(poor.code, 0)
  assert.match(poor.out, 'Status was refused: Permission denied; grant this login write=system')
  assert.is(refused.code, 1)
  assert.match(refused.out, 'Asterisk refused the login: Authentication failed')
})

live.run()
