/** Commands that run until they are stopped, as processes against a simulated Asterisk: stdout, stderr, exit code and end. */
import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { from } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { aCall, house, stopped } from './house.js'
import { inside } from '../support/inside.js'
import { binary, missing, objects, run, start } from '../support/program.js'

const test = suite('commands that last')

test('watch prints calls and UserEvents in words, and sends Logoff at Ctrl-C', async () => {
  const at = await house()
  const watching = await start(['watch'], { env: at.as('minimal') })
  await watching.prints('logged in (Asterisk 22)')
  while (!at.actions().includes('Status')) await sleep(5)
  at.pbx.userEvent('Door', { Source: 'front' })
  await aCall(at)
  const { code, out, err } = await stopped(watching, at)
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
  assert.equal([...new Set(at.actions())].sort(), ['Challenge', 'Login', 'Logoff', 'Status'])
})

test('watch --json prints the selection, one object per line', async () => {
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
  await watching.prints('"type":"device"')
  await watching.prints('"type":"mailbox"')
  at.pbx.userEvent('Door', { Source: 'front' }, { number: '30', name: 'Door' })
  const call = at.pbx.dial('PJSIP/200', '2222')
  await watching.prints('"state":"talking"')
  at.pbx.press('PJSIP/200', '5')
  await watching.prints('"type":"dtmf"')
  call.hangup()
  await watching.prints('"event":"Hangup"')
  const { code, out, err } = await stopped(watching, at, 'SIGTERM')
  assert.equal([code, err], [0, ''])
  const lines = objects(out).map((each) => JSON.stringify(each).replace(/^\{"at":"[^"]+",/, '{'))
  assert.ok(lines.some((line) => line.includes('"userEvent":"Door","source":"front","value":null')))
  assert.ok(lines.includes('{"type":"mailbox","mailbox":"2222","new":1,"old":3,"urgent":0}'))
  assert.ok(lines.includes('{"type":"dtmf","device":"200","digit":"5"}'))
})

test('watch goes on after an outage, and reports each try and the time of the next', async () => {
  const at = await house()
  const watching = await start(['watch', '--device', '2222'], { env: at.as('minimal') })
  await watching.prints('2222 is idle')
  at.pbx.faults.kill()
  await watching.prints('next try in')
  at.pbx.faults.start()
  await watching.prints('no link for')
  const { code, err } = await stopped(watching, at)
  assert.is(code, 0)
  assert.equal(missing(err, 'logged in', 'next try in', 'connecting to', 'logged in', 'no link for'), [])
})

test('watch reports the missing right', async () => {
  const at = await house()
  const watching = await start(['watch'], { env: at.as('poor') })
  await watching.prints('Status was refused: Permission denied; grant this login write=system')
  await stopped(watching, at)
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
  assert.ok(at.actions().includes('Logoff'))
})

test('devices prints a line for each change of all devices in a pipe', async () => {
  const at = await house()
  const watching = await start(['devices'], { env: at.as('minimal') })
  await watching.prints('PJSIP/2222 is idle')
  await aCall(at)
  const { code, out } = await stopped(watching, at)
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

for (const args of [['calls'], ['watch', '--call']]) {
  test(`${args.join(' ')} prints a line for each change of all calls in a pipe`, async () => {
    const at = await house()
    const watching = await start(args, { env: at.as('minimal') })
    await watching.prints('logged in')
    while (!at.actions().includes('Status')) await sleep(5)
    await aCall(at)
    const { code, out } = await stopped(watching, at)
    assert.is(code, 0)
    assert.equal(
      missing(
        out,
        'call 200 → 2222 began',
        'call 200 → 2222 rings 2222',
        'call 200 → 2222 is answered by 2222',
        'call 200 → 2222 ended',
      ),
      [],
    )
  })
}

test('calls --once shows the present calls, as a table or as JSON', async () => {
  const at = await house()
  at.pbx.dial('PJSIP/200', '2222')
  await sleep(150)
  const [table, json] = await Promise.all([
    inside(['calls', '--once'], { env: at.as('minimal') }),
    inside(['calls', '--once', '--json'], { env: at.as('minimal') }),
  ])
  await at.pbx.close()
  assert.match(table.out, /^FROM +TO +STATE +FOR\n/)
  assert.match(table.out, /200 +\? +talks: 200 with 2222 +\d+:\d\d\n/)
  assert.match(JSON.stringify(objects(json.out)), '"answeredBy":["2222"],"talking":[["200","2222"]]')
})

test('devices --once shows the current state, as a table or as JSON', async () => {
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

test('devices --once reports a login that may not list channels', async () => {
  const at = await house()
  const { code, out, err } = await inside(['devices', '--once'], { env: at.as('poor') })
  await at.pbx.close()
  assert.equal([code, out], [1, ''])
  assert.equal(missing(err, 'DeviceStateList was refused: Permission denied', 'grant this login write='), [])
})

test('devices lists all devices as soon as there is a link', async () => {
  const at = await house()
  at.pbx.faults.kill()
  const watching = await start(['devices'], { env: at.as('minimal') })
  await watching.prints('next try in')
  at.pbx.faults.start()
  await watching.prints('PJSIP/30 is idle')
  assert.is((await stopped(watching, at)).code, 0)
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
