/** The promises that all commands share: exit code 3, `--wait`, the name of the program in front of errors, and the password prompt. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { from } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { helpOf } from '../../src/cli/help.js'
import { marked } from '../../src/cli/liveTable.js'
import { TABLE } from '../../src/cli/table.js'
import { house, stopped } from './house.js'
import { inside } from '../support/inside.js'
import { binary, missing, objects, type Ran, run, start } from '../support/program.js'

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
  record: [join(folder, 'frames.jsonl')],
}

/** `run` has its directory in place of these words; test/cli/run.test.ts has its code 3. */
const commands = TABLE.filter((each) => each.name !== 'run' && /^ {2}3 {2}/m.test(helpOf(each)))
const waiting = commands.filter(({ shared }) => shared.some(({ name }) => name === '--wait'))
const wordsOf = (name: string): readonly string[] => [...name.split(' '), ...(SHORTEST[name] ?? [])]
/** Commands that wait through every outage: only a refused login ends them. */
const lasting = new Set(['watch', 'record', 'record-call'])

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
    // a channel that does not exist is a failure of its own
    assert.ok(code === 0 || code === 1, `${waiting[index]?.name ?? ''} ended with ${String(code)}: ${err}`)
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

const prompt = suite('the password prompt')
const open = await house()
const { RX_ASTERISK_PASSWORD: password = '', ...without } = open.as('full')

prompt('a person at a terminal is asked once, by the name of the user', async () => {
  const asked: string[] = []
  const askSecret = (question: string): Promise<string> => {
    asked.push(question)
    return Promise.resolve(password)
  }
  const ran = await inside(['db', 'get', 'dnd/office'], { env: without, askSecret })
  assert.equal(ran, { code: 0, out: '1\n', err: '' })
  assert.equal(asked, ['password of full: '])
  const doctor = await inside(['doctor', 'call', '--json'], { env: without, askSecret })
  assert.ok(JSON.stringify(objects(doctor.out)).includes(`127.0.0.1:${open.port}`))
})

prompt('a person who gives up has interrupted the command; an empty password is a missing one', async () => {
  const gone = await inside(['mailbox', '2222'], { env: without, askSecret: () => Promise.resolve(undefined) })
  assert.equal(gone, { code: 130, out: '', err: 'rx-asterisk: interrupted before it was done\n' })
  const empty = await inside(['mailbox', '2222'], { env: without, askSecret: () => Promise.resolve('') })
  assert.is(empty.code, 2)
  assert.match(empty.err, 'rx-asterisk: the password is missing')
})

prompt('nobody is asked where a password was given, the user is missing, or stdin is no terminal', async () => {
  const never = (): Promise<string> => Promise.reject(new Error('asked'))
  assert.is((await inside(['db', 'get', 'dnd/office'], { env: open.as('full'), askSecret: never })).code, 0)
  const { RX_ASTERISK_USERNAME: _, ...nobody } = without
  assert.match((await inside(['mailbox', '2222'], { env: nobody, askSecret: never })).err, 'the user is missing')
  const piped = await run(['mailbox', '2222'], { env: without })
  assert.is(piped.code, 2)
  assert.match(piped.err, 'rx-asterisk: the password is missing: set RX_ASTERISK_PASSWORD')
})

/** `script` of util-linux runs a program on a terminal of its own. */
const hasTerminal = spawnSync('script', ['--version']).status === 0

/** Runs the program on a terminal, types after the question, and returns all that the terminal shows. */
const onTerminal = async (typed: string): Promise<{ readonly shown: string; readonly code: number | null }> => {
  const line = `${process.execPath} ${await binary()} db get dnd/office`
  const child = spawn('script', ['--quiet', '--return', '--echo', 'never', '--command', line, '/dev/null'], {
    env: { ...process.env, ...without },
  })
  let shown = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (!shown.includes('password of full: ') && `${shown}${text}`.includes('password of full: '))
      child.stdin.write(typed)
    shown += text
  })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  return { shown, code }
}

const onScreen = (name: string, body: () => Promise<void>): void => {
  if (hasTerminal) prompt(name, body)
  else prompt.skip(name, body)
}
if (!hasTerminal) console.log('not run: the prompt on a terminal (there is no program `script`)')

onScreen('on a terminal the typed keys are not shown', async () => {
  const { shown, code } = await onTerminal(`${password}x\x7f\r`)
  assert.is(code, 0)
  assert.is(shown, 'password of full: \r\n1\r\n')
})

onScreen('Ctrl-C at the question ends it with 130', async () => {
  const { shown, code } = await onTerminal('\x03')
  assert.is(code, 130)
  assert.match(shown, 'interrupted before it was done')
})

prompt.after(async () => {
  await open.pbx.close()
})
prompt.run()

const old = suite('tables during an outage')

old('rows have the time that they are from', () => {
  assert.equal(marked(['DEVICE  STATE', '200     talks', '30      idle'], undefined).length, 3)
  const [head, first, last] = marked(['DEVICE  STATE', '200     talks', '30      idle'], Date.now())
  assert.is(head, 'DEVICE  STATE')
  assert.match(first ?? '', /^200 {5}talks {2}as of \d\d:\d\d:\d\d$/)
  assert.match(last ?? '', /^30 {6}idle {3}as of \d\d:\d\d:\d\d$/)
})

old('a table marks its rows while the link is away, and until the lists have come', async () => {
  const home = await house()
  home.pbx.dial('PJSIP/200', '2222')
  const stop$ = new Promise<'SIGINT'>((resolve) => setTimeout(resolve, 2500, 'SIGINT'))
  const seen = inside(['devices'], { env: home.as('minimal'), screen: true, stop$: from(stop$) })
  await sleep(1000)
  home.pbx.faults.kill()
  await sleep(500)
  home.pbx.faults.start()
  const { code, out } = await seen
  await home.pbx.close()
  assert.is(code, 0)
  const drawings = out.split(/\x1b\[\d+A\x1b\[J/).filter((each) => each.includes('PJSIP/200'))
  const away = drawings.filter((each) => /cannot be reached|was lost/.test(each))
  assert.ok(away.length > 0, out)
  for (const each of away) {
    assert.match(each, /^\d\d:\d\d:\d\d /)
    assert.match(each, /PJSIP\/200 +talks .* as of \d\d:\d\d:\d\d\n/)
  }
  assert.not.match(drawings.at(0) ?? '', 'as of')
  assert.match(drawings.at(-1) ?? '', 'logged in')
  assert.not.match(drawings.at(-1) ?? '', 'as of')
})

old('B5: a phone that is not registered is away, and no healthy idle phone', async () => {
  const home = await house({ endpoints: { 'PJSIP/30': { _tag: 'Unregistered' }, 'PJSIP/31': { _tag: 'Busy' } } })
  const once = await inside(['devices', '--once'], { env: home.as('minimal') })
  assert.match(once.out, /^PJSIP\/30 +away$/m)
  assert.match(once.out, /^PJSIP\/31 +idle$/m)
  const watching = await start(['devices', 'PJSIP/31', '30', '--json'], { env: home.as('minimal') })
  await watching.prints('"device":"30","state":"away","busy":false')
  home.pbx.phone('PJSIP/31', { _tag: 'Unregistered' })
  await watching.prints('"device":"PJSIP/31","state":"away"')
  home.pbx.phone('PJSIP/30', { _tag: 'Rings' })
  await watching.prints('"device":"30","state":"idle"')
  assert.is((await stopped(watching, home)).code, 0)
})

old.run()

const script = suite('simulate --script')

script('plays the lines of a file with their pauses, and ends at `end`', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'script-')), 'door.txt')
  writeFileSync(
    file,
    '# a doorbell\nwait login\nwait 200ms\nevent Door Source=front\n\nphone 30 away\njoin 200 support\ntake 2222 support\nwait 0.5s\nend\n',
  )
  const simulating = await start(['simulate', '--port', '0', '--script', file, '--json'])
  await simulating.prints('"username":"admin"')
  const [at] = objects(simulating.text())
  const port = /"port":(\d+)/.exec(JSON.stringify(at))?.[1] ?? ''
  const env = { RX_ASTERISK_PORT: port, RX_ASTERISK_USERNAME: 'admin', RX_ASTERISK_PASSWORD: 'secret' }
  const watching = await start(
    ['watch', '--user-event', 'Door', '--event', 'DeviceStateChange', '--event', 'AgentConnect'],
    { env },
  )
  assert.is((await simulating.ended).code, 0)
  watching.stop()
  const { out } = await watching.ended
  assert.equal(
    missing(out, 'UserEvent Door Source="front"', 'Device="PJSIP/30" State="UNAVAILABLE"', 'AgentConnect'),
    [],
  )
})

script('a wrong line is named with its number before anything is opened', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'script-')), 'wrong.txt')
  for (const [text, why] of [
    ['bell\nwait long\n', 'line 2: it is: wait 500ms'],
    ['dance\n', 'line 1: "dance" is none of dial'],
    ['# x\n\nphone 30 asleep', 'line 3: it is: phone PHONE BEHAVIOUR'],
    ['wait 90000s', 'at most a day'],
  ] as const) {
    writeFileSync(file, text)
    const { code, out, err } = await inside(['simulate', '--port', '0', '--script', file])
    assert.equal([code, out], [2, ''])
    assert.match(err, why)
    assert.match(err, /^rx-asterisk: --script: /)
  }
})

script.run()
