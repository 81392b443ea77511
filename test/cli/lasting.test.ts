/** Commands that run until they are stopped, as processes against a simulated Asterisk: stdout, stderr, exit code, and how they leave. */
import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { from } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { aCall, house } from './house.js'
import { inside } from '../support/inside.js'
import { binary, missing, objects, run, start } from '../support/program.js'

const test = suite('commands that last')

test('watch tells calls and UserEvents in words, and says Logoff at Ctrl-C', async () => {
  const at = await house()
  const watching = await start(['watch'], { env: at.as('minimal') })
  await watching.says('logged in (Asterisk 22)')
  while (!at.asked().includes('Status')) await sleep(5)
  at.pbx.userEvent('Door', { Source: 'front' })
  await aCall(at)
  watching.stop()
  const { code, out, err } = await watching.ended
  await at.pbx.close()
  assert.is(code, 0)
  assert.equal(
    missing(
      out,
      'UserEvent Door Source="front"',
      'PJSIP/200-00000000 dials',
      'PJSIP/2222-00000001 rings for 200',
      'PJSIP/2222-00000001 talks with 200',
      'PJSIP/2222-00000001 has ended',
    ),
    [],
  )
  assert.ok(out.split('\n').every((line) => line === '' || /^\d\d:\d\d:\d\d /.test(line)))
  assert.equal(missing(err, 'connecting to 127.0.0.1', 'logged in'), [])
  assert.equal([...new Set(at.asked())].sort(), ['Challenge', 'Login', 'Logoff', 'Status'])
})

test('watch --json gives what was asked for, one object a line', async () => {
  const at = await house()
  const selection = [
    '--device',
    '2222',
    '--user-event',
    'Door',
    '--event',
    'Hangup',
    '--mailbox',
    '2222',
    '--dtmf',
    '200',
  ]
  const watching = await start(['watch', '--json', '--quiet', ...selection], { env: at.as('full') })
  await watching.says('"type":"device"')
  await watching.says('"type":"mailbox"')
  at.pbx.userEvent('Door', { Source: 'front' }, { number: '30', name: 'Door' })
  const call = at.pbx.dial('PJSIP/200', '2222')
  await watching.says('"state":"talking"')
  at.pbx.press('PJSIP/200', '5')
  await watching.says('"type":"dtmf"')
  call.hangup()
  await watching.says('"event":"Hangup"')
  watching.stop('SIGTERM')
  const { code, out, err } = await watching.ended
  await at.pbx.close()
  assert.equal([code, err], [0, ''])
  const said = objects(out).map((each) => JSON.stringify(each).replace(/^\{"at":"[^"]+",/, '{'))
  assert.ok(said.some((line) => line.includes('"userEvent":"Door","source":"front","value":null')))
  assert.ok(said.includes('{"type":"mailbox","mailbox":"2222","new":1,"old":3,"urgent":0}'))
  assert.ok(said.includes('{"type":"dtmf","device":"200","digit":"5"}'))
})

test('watch waits an outage out, and tells what is tried and when next', async () => {
  const at = await house()
  const watching = await start(['watch', '--device', '2222'], { env: at.as('minimal') })
  await watching.says('2222 is idle')
  at.pbx.faults.kill()
  await watching.says('next try in')
  at.pbx.faults.start()
  await watching.says('away for')
  watching.stop()
  const { code, err } = await watching.ended
  await at.pbx.close()
  assert.is(code, 0)
  assert.equal(missing(err, 'logged in', 'next try in', 'connecting to', 'logged in', 'away for'), [])
})

test('watch says which right is missing', async () => {
  const at = await house()
  const watching = await start(['watch'], { env: at.as('poor') })
  await watching.says('Status was refused: Permission denied; grant this login write=system')
  watching.stop()
  await watching.ended
  await at.pbx.close()
})

test('watch ends with the pipe that it prints into', async () => {
  const at = await house()
  const shell = promisify(execFile)(
    'sh',
    ['-c', `"$0" "$1" watch --user-event Tick | head -n 1; echo "$?"`, process.execPath, await binary()],
    {
      env: { ...process.env, ...at.as('full') },
    },
  )
  while (at.pbx.links() === 0) await sleep(5)
  await sleep(200)
  for (let index = 0; index < 3; index += 1) {
    at.pbx.userEvent('Tick', {})
    await sleep(100)
  }
  const { stdout } = await shell
  while (at.pbx.links() > 0) await sleep(5)
  await at.pbx.close()
  assert.match(stdout, /UserEvent Tick\n0\n$/)
  assert.ok(at.asked().includes('Logoff'))
})

test('devices prints a line for each change in a pipe, of all that Asterisk knows', async () => {
  const at = await house()
  const watching = await start(['devices'], { env: at.as('minimal') })
  await watching.says('PJSIP/2222 is idle')
  await aCall(at)
  watching.stop()
  const { code, out } = await watching.ended
  await at.pbx.close()
  assert.is(code, 0)
  assert.equal(
    missing(
      out,
      'PJSIP/2222 is idle',
      'PJSIP/2222 rings for a call from 200',
      'PJSIP/2222 talks with 200',
      'PJSIP/2222 is idle',
    ),
    [],
  )
})

test('devices --once shows how it is now, as a table or as JSON', async () => {
  const at = await house()
  at.pbx.dial('PJSIP/200', '2222')
  await sleep(150)
  const [table, json] = await Promise.all([
    run(['devices', '--once'], { env: at.as('minimal') }),
    inside(['devices', '2222', '4711', '--once', '--json'], { env: at.as('minimal') }),
  ])
  await at.pbx.close()
  assert.is(table.code, 0)
  assert.match(table.out, /^DEVICE +STATE +WITH +FOR\n/)
  assert.match(table.out, /PJSIP\/200 +talks +→ 2222 +\d+:\d\d\n/)
  assert.match(table.out, /PJSIP\/2222 +talks +← 200 +\d+:\d\d\n/)
  assert.match(table.out, /PJSIP\/30 +idle\n/)
  const states = objects(json.out)
  assert.is(states.length, 2)
  assert.match(
    JSON.stringify(states),
    '"device":"2222","state":"talking","busy":true,"direction":"incoming","peer":"200"',
  )
  assert.match(JSON.stringify(states), '"device":"4711","state":"idle","busy":false')
})

test('devices --once says when the login may not ask for channels', async () => {
  const at = await house()
  const { code, out, err } = await inside(['devices', '--once'], { env: at.as('poor') })
  await at.pbx.close()
  assert.equal([code, out], [1, ''])
  assert.equal(missing(err, 'DeviceStateList was refused: Permission denied', 'grant this login write='), [])
})

test('devices lists all that Asterisk knows as soon as there is a link', async () => {
  const at = await house()
  at.pbx.faults.kill()
  const watching = await start(['devices'], { env: at.as('minimal') })
  await watching.says('next try in')
  at.pbx.faults.start()
  await watching.says('PJSIP/30 is idle')
  watching.stop()
  assert.is((await watching.ended).code, 0)
  await at.pbx.close()
})

test('a screen gets a table that is drawn over itself, and no control character of a caller', async () => {
  const at = await house({ callerIds: { 'PJSIP/200': 'Eve\x1b]0;owned\x07 <200>' } })
  const stop$ = new Promise<'SIGINT'>((resolve) => setTimeout(resolve, 700, 'SIGINT'))
  const seen = inside(['devices'], { env: at.as('minimal'), screen: true, stop$: from(stop$) })
  await sleep(300)
  await aCall(at)
  const { code, out } = await seen
  await at.pbx.close()
  assert.is(code, 0)
  assert.match(out, /\x1b\[\d+A\x1b\[J/)
  assert.equal(missing(out, 'logged in (Asterisk 22)', 'DEVICE', 'talks'), [])
  assert.not.match(out, '\x07')
})

test.run()
