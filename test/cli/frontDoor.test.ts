/** The promises that all commands share: exit code 3, `--wait`, and the name of the program in front of errors. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { helpOf } from '../../src/cli/help.js'
import { TABLE } from '../../src/cli/table.js'
import { house } from './house.js'
import { inside } from '../support/inside.js'
import { type Ran, start } from '../support/program.js'

const folder = mkdtempSync(join(tmpdir(), 'front-door-'))

/** The shortest use of each command that needs a link. */
const SHORTEST: Readonly<Record<string, readonly string[]>> = {
  watch: [],
  devices: ['--once'],
  queues: ['--once'],
  endpoints: ['--once'],
  calls: ['--once'],
  call: ['200', '2222', 'internal'],
  hangup: ['200'],
  transfer: ['PJSIP/200-00000000', '2222', 'internal'],
  park: ['PJSIP/200-00000000'],
  retrieve: ['200', '701'],
  dtmf: ['PJSIP/200-00000000', '5'],
  'record-call': ['PJSIP/200-00000000', 'x.wav'],
  'db get': ['dnd/office'],
  'db put': ['dnd/office', '1'],
  'db delete': ['dnd/nothing'],
  'db tree': ['dnd'],
  mailbox: ['2222'],
  action: ['Ping'],
  command: ['core show version'],
  doctor: [],
  switchboard: ['--listen', '127.0.0.1:0'],
  record: [join(folder, 'frames.jsonl')],
}

/**
 * `run` and `mqtt` have a configuration in place of these words; test/cli/run.test.ts and test/mqtt/program.test.ts have their code 3.
 * `gateway` and `fleet` need a bus: test/cli/fleet.test.ts has their code 3.
 */
const commands = TABLE.filter(
  (each) => !/^(?:run|mqtt|gateway|fleet .*)$/.test(each.name) && /^ {2}3 {2}/m.test(helpOf(each)),
)
const waiting = commands.filter(({ shared }) => shared.some(({ name }) => name === '--wait'))
const wordsOf = (name: string): readonly string[] => [...name.split(' '), ...(SHORTEST[name] ?? [])]
/** Commands that wait through every outage: only a refused login ends them. */
const lasting = new Set(['watch', 'record', 'record-call', 'switchboard'])

const at = await house()
const test = suite('every command that needs a link')

test('the commands are those whose help has exit code 3', () => {
  assert.equal(commands.map(({ name }) => name).sort(), Object.keys(SHORTEST).sort())
  assert.equal(
    commands.filter(({ name }) => !lasting.has(name)).map(({ name }) => name),
    waiting.map(({ name }) => name),
  )
})

test('it ends with 3 and one sentence when Asterisk refuses the login', async () => {
  const env = { ...at.as('full'), RX_ASTERISK_PASSWORD: 'wrong' }
  const ran = await Promise.all(commands.map(({ name }) => inside(wordsOf(name), { env })))
  for (const [index, { code, out, err }] of ran.entries()) {
    const { name } = commands[index] ?? { name: '' }
    assert.equal([name, code, out], [name, 3, ''])
    assert.match(err, /^rx-asterisk: Asterisk refused the login: Authentication failed\b.*\n$/m)
  }
})

test('it ends with 3 at once when nothing listens, unless it waits through every outage', async () => {
  const env = { ...at.as('full'), RX_ASTERISK_PORT: '1' }
  const asked = commands.filter(({ name }) => !lasting.has(name))
  const ran = await Promise.all(asked.map(({ name }) => inside(wordsOf(name), { env })))
  for (const [index, { code, err }] of ran.entries()) {
    assert.equal([asked[index]?.name, code], [asked[index]?.name, 3])
    assert.match(err, /^rx-asterisk: 127\.0\.0\.1:1 cannot be reached: ECONNREFUSED/m)
  }
})

test('with --wait it tries for that time and then ends with 3', async () => {
  const env = { ...at.as('full'), RX_ASTERISK_PORT: '1' }
  const timed = async (name: string): Promise<readonly [Ran, number]> => {
    const began = performance.now()
    return [await inside([...wordsOf(name), '--wait', '1.2'], { env }), performance.now() - began]
  }
  const ran = await Promise.all(waiting.map(({ name }) => timed(name)))
  for (const [index, [{ code, err }, took]] of ran.entries()) {
    assert.equal([waiting[index]?.name, code], [waiting[index]?.name, 3])
    assert.match(err, /^\d\d:\d\d:\d\d 127\.0\.0\.1:1 cannot be reached.*next try in/m)
    assert.ok(took > 1100, `${waiting[index]?.name ?? ''} waited for ${took} ms`)
  }
})

test('with --wait it works as soon as there is a link', async () => {
  at.pbx.faults.kill()
  const running = waiting.map(({ name }) => inside([...wordsOf(name), '--wait', '30'], { env: at.as('full') }))
  await sleep(300)
  at.pbx.faults.start()
  for (const [index, { code, err }] of (await Promise.all(running)).entries()) {
    // a channel that does not exist is a failure of its own; another command may hang up the channel that is parked
    const wasSent = code === 0 || code === 1 || /was sent, and its outcome is unknown/.test(err)
    assert.ok(wasSent, `${waiting[index]?.name ?? ''} ended with ${String(code)}: ${err}`)
  }
})

test('each error begins with the name of the program', async () => {
  const env = at.as('full')
  const wrong: readonly (readonly string[])[] = [
    ['devises'],
    ['call'],
    ['help', 'nothing'],
    ['db', 'get', 'dnd/nowhere'],
    ['simulate', '--port', `${at.port}`],
    ['simulate', '--script', join(folder, 'no-file')],
    ['replay', join(folder, 'no-file')],
    ['run', join(folder, 'no-directory'), '--quiet'],
    ['dtmf', 'PJSIP/200-00000000', '!'],
    ['mailbox', '2222', '--password-file', join(folder, 'no-file')],
    ['mailbox', '2222', '--bus', 'nats://127.0.0.1:1'],
    ['gateway', '--server', 'berlin'],
    ['fleet', 'status'],
  ]
  for (const words of wrong) {
    const { code, err } = await inside(words, { env })
    assert.ok(code === 1 || code === 2, `${words.join(' ')}: ${String(code)}`)
    for (const line of err
      .trimEnd()
      .split('\n')
      .filter((each) => each !== '' && !/^rx-asterisk help/.test(each))) {
      assert.ok(line.startsWith('rx-asterisk: '), `${words.join(' ')}: ${line}`)
    }
  }
})

test('a stopped command says so, and by the name of the program', async () => {
  const calling = await start(['call', '30', '200', 'internal'], { env: at.as('full') })
  await calling.prints('ringing PJSIP/30')
  calling.stop()
  assert.match((await calling.ended).err, /^rx-asterisk: interrupted before it was done$/m)
})

test.after(async () => {
  await at.pbx.close()
  rmSync(folder, { recursive: true, force: true })
})
test.run()
