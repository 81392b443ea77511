/** Commands about recordings, simulations and the demo, as processes: stdout, stderr, exit code. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { of } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { simulate } from '../../src/testing/index.js'
import { aCall, house, stopped } from './house.js'
import { inside } from '../support/inside.js'
import { missing, run, start } from '../support/program.js'

const folder = mkdtempSync(join(tmpdir(), 'rx-asterisk-cli-'))

// the demo takes seven seconds, most of them waiting: it runs beside the other tests
const story = run(['demo'])

const portIn = (text: string): string => /"port":(\d+)/.exec(text)?.[1] ?? ''

const test = suite('recordings, simulations, the demo')

test('record writes a session without its secrets, and replay shows it again', async () => {
  const at = await house()
  const file = join(folder, 'session.jsonl')
  const recording = await start(['record', file], { env: at.as('full') })
  await recording.prints('logged in')
  at.pbx.send('Event: UserEvent', 'Privilege: user,all', 'UserEvent: Login', 'Password: topsecret', 'Source: x')
  await aCall(at)
  await recording.prints('frames recorded')
  const recorded = await stopped(recording, at)
  assert.is(recorded.code, 0)
  assert.match(recorded.out, /^\d+ frames are in .*session\.jsonl\n$/)
  assert.not.match(readFileSync(file, 'utf8'), 'topsecret')
  const [text, devices] = await Promise.all([
    run(['replay', file, '--fast']),
    inside(['replay', file, '--speed', '20', '--device', '2222', '--json']),
  ])
  assert.equal([text.code, text.err], [0, ''])
  assert.equal(
    missing(text.out, 'UserEvent Login Password="***" Source="x"', 'PJSIP/2222-00000001 talks with 200', 'has ended'),
    [],
  )
  assert.match(devices.out, '"device":"2222","state":"talking"')
})

test('record replaces no file, and stops by itself with --for', async () => {
  const at = await house()
  const file = join(folder, 'kept.jsonl')
  writeFileSync(file, 'mine')
  const kept = await inside(['record', file], { env: at.as('full') })
  assert.equal([kept.code, readFileSync(file, 'utf8')], [1, 'mine'])
  assert.match(kept.err, '--force replaces it')
  const forced = await inside(['record', file, '--force', '--for', '0.3', '--json'], { env: at.as('full') })
  assert.is(forced.code, 0)
  assert.match(forced.out, /^\{"file":".*kept\.jsonl","frames":[1-9]/)
  const nowhere = await inside(['record', join(folder, 'no/such/folder')], { env: at.as('full') })
  await at.pbx.close()
  assert.is(nowhere.code, 1)
  assert.match(nowhere.err, 'ENOENT')
})

test('replay names the line that is not a line of a recording', async () => {
  const file = join(folder, 'broken.jsonl')
  writeFileSync(file, '{"at":0,"frame":"Event: X"}\nno\n')
  const broken = await run(['replay', file])
  assert.equal([broken.code, broken.out], [1, ''])
  assert.match(broken.err, 'line 2 of the recording is not')
  assert.is((await inside(['replay', join(folder, 'none')])).code, 1)
})

test('simulate prints how to connect, runs the typed lines, and ends at Ctrl-C', async () => {
  const simulating = await start(['simulate', '--port', '0', '--phone', '300', '--json'])
  await simulating.prints('"username":"admin"')
  const port = portIn(simulating.text())
  const env = { RX_ASTERISK_PORT: port, RX_ASTERISK_USERNAME: 'admin', RX_ASTERISK_PASSWORD: 'secret' }
  const watching = await start(['watch'], { env })
  await watching.prints('logged in')
  await sleep(300)
  simulating.type('event Door "Source=the front"')
  await watching.prints('UserEvent Door Source="the front"')
  simulating.type('dial 200 300')
  await watching.prints('PJSIP/300-00000001 talks with 200')
  simulating.type('dance')
  await simulating.prints('"dance" is none of dial, hangup')
  simulating.type('drop')
  await watching.prints('next try in')
  watching.stop()
  await watching.ended
  simulating.stop()
  assert.is((await simulating.ended).code, 0)
})

test('simulate reports a port that is in use', async () => {
  const pbx = simulate()
  const { port } = await pbx.listen()
  const taken = await inside(['simulate', '--port', `${port}`])
  await pbx.close()
  assert.is(taken.code, 1)
  assert.match(taken.err, `port ${port} cannot be opened; give another one`)
})

test('demo plays the whole story without an Asterisk, without colours in a pipe', async () => {
  const { code, out, err } = await story
  assert.equal([code, err], [0, ''])
  assert.not.match(out, /\x1b/)
  assert.equal(
    missing(
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
      'no link for',
      "device('2222') is false",
      'closed, after Logoff',
    ),
    [],
  )
})

test('demo stops at a signal', async () => {
  const began = performance.now()
  const { code } = await inside(['demo'], { stop$: of('SIGINT' as const) })
  assert.is(code, 0)
  assert.ok(performance.now() - began < 5000)
})

test.after(() => {
  rmSync(folder, { recursive: true, force: true })
})

test.run()
