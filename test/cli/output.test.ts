/** The output of every command on a full disk, in a closed pipe and for a slow reader: success is reported after the output is written. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { directory, page, removeDirectories } from '../support/directory.js'
import { binary, type Ran, start } from '../support/program.js'
import { house } from './house.js'

const test = suite('the output of commands')

const folder = mkdtempSync(join(tmpdir(), 'rx-asterisk-output-'))
const recording = join(folder, 'r.jsonl')
writeFileSync(recording, '{"at":0,"frame":"Event: UserEvent\\r\\nUserEvent: Door"}\n'.repeat(40_000))

/** Runs a command with this stdout, and stops it after a time. */
const printing = async (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  stdout: number | 'pipe',
  stopAfter?: number,
): Promise<Ran> => {
  const child = spawn(process.execPath, [await binary(), ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', stdout, 'pipe'],
  })
  let err = ''
  child.stderr?.on('data', (text: Buffer) => (err += text.toString()))
  const late = setTimeout(() => child.kill('SIGKILL'), 15_000)
  const stop = stopAfter === undefined ? undefined : setTimeout(() => child.kill('SIGTERM'), stopAfter)
  await once(child, 'close')
  clearTimeout(late)
  clearTimeout(stop)
  return { code: child.exitCode ?? child.signalCode, out: '', err }
}

/** Commands that print something by themselves; with true, those that last. */
const COMMANDS: readonly (readonly [args: readonly string[], lasts: boolean])[] = [
  [['help'], false],
  [['--version'], false],
  [['completion', 'bash'], false],
  [['check', 'DIR'], false],
  [['db', 'get', 'dnd/office'], false],
  [['db', 'tree', 'dnd', '--json'], false],
  [['mailbox', '2222'], false],
  [['action', 'Ping'], false],
  [['doctor'], false],
  [['devices', '--once'], false],
  [['call', 'PJSIP/2222', '200', 'internal'], false],
  [['hangup', '4711'], false],
  [['record', 'NEW', '--for', '0.2'], false],
  [['replay', recording, '--fast'], false],
  [['watch', '--device', '2222'], true],
  [['devices'], true],
  [['queues', '--once'], false],
  [['queues'], true],
  [['simulate', '--port', '0'], true],
]

test('a full disk is a failure of every command, with the reason', async () => {
  const at = await house({ queues: { support: { members: ['PJSIP/2222'], entries: [] } } })
  const dir = directory(page(at.port))
  const run = async ([args]: (typeof COMMANDS)[number], index: number): Promise<string | undefined> => {
    const words = args.map((word) => (word === 'DIR' ? dir : word === 'NEW' ? join(folder, `n${index}`) : word))
    const disk = openSync('/dev/full', 'w')
    const { code, err } = await printing(words, at.as('full'), disk)
    closeSync(disk)
    const isRight = code === 1 && /the output could not be written: .*ENOSPC/.test(err)
    // `hangup` prints nothing where there is no channel
    return isRight || args[0] === 'hangup' ? undefined : `${words.join(' ')}: ${code} ${err}`
  }
  const wrong: (string | undefined)[] = []
  for (let index = 0; index < COMMANDS.length; index += 4)
    wrong.push(...(await Promise.all(COMMANDS.slice(index, index + 4).map((each, at) => run(each, index + at)))))
  await at.pbx.close()
  assert.equal(
    wrong.filter((each) => each !== undefined),
    [],
  )
})

test('a house goes on when its output cannot be written, and its exit code tells at the end', async () => {
  const at = await house()
  const disk = openSync('/dev/full', 'w')
  const running = printing(['run', directory(page(at.port))], {}, disk, 4000)
  while (at.pbx.links() === 0) await sleep(10)
  await sleep(500)
  assert.is(at.pbx.links(), 1)
  const { code, err } = await running
  closeSync(disk)
  await at.pbx.close()
  assert.is(code, 1)
  assert.match(err, 'the house goes on without it')
  assert.ok(at.actions().includes('Logoff'))
})

test('a reader that reads late gets everything', async () => {
  const child = spawn(process.execPath, [await binary(), 'replay', recording, '--fast'], { stdio: 'pipe' })
  await sleep(1500)
  let lines = 0
  child.stdout.on('data', (text: Buffer) => (lines += text.toString().split('\n').length - 1))
  await once(child, 'close')
  assert.equal([child.exitCode, lines], [0, 40_000])
})

test('record reports its file when all frames are in it, and its user alone can read it', async () => {
  const at = await house()
  const file = join(folder, 'stopped.jsonl')
  writeFileSync(file, 'of everybody', { mode: 0o644 })
  const recorded = await start(['record', file, '--force'], { env: at.as('full') })
  await recorded.prints('logged in')
  await sleep(200)
  recorded.stop('SIGTERM')
  const { code, out } = await recorded.ended
  await at.pbx.close()
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n').length
  assert.equal([code, out], [0, `${lines} frames are in ${file}\n`])
  assert.is(statSync(file).mode & 0o777, 0o600)
})

test('record to a full disk fails', async () => {
  const at = await house()
  const recorded = await start(['record', '/dev/full', '--force', '--for', '1'], { env: at.as('full') })
  const { code, out, err } = await recorded.ended
  await at.pbx.close()
  assert.equal([code, out], [1, ''])
  assert.match(err, 'ENOSPC')
})

test.after(() => {
  rmSync(folder, { recursive: true, force: true })
  removeDirectories()
})

test.run()
