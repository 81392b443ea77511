/**
 * Commands that ask once, against a simulated Asterisk: stdout, stderr and exit code. Each command runs at least once as a process;
 * variations of it run inside this process.
 */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { house } from './house.js'
import { inside } from '../support/inside.js'
import { objects, type Ran, run, start } from '../support/program.js'

const test = suite('commands that ask')

const { pbx, as, actions: asked } = await house()

const OK = { code: 0, err: '' }
const full = (...args: readonly string[]): Promise<Ran> => run(args, { env: as('full') })
const within = (...args: readonly string[]): Promise<Ran> => inside(args, { env: as('full') })
const minimal = (...args: readonly string[]): Promise<Ran> => run(args, { env: as('minimal') })

test('call rings the phone, connects it and reports it', async () => {
  const [text, json] = await Promise.all([
    full('call', 'PJSIP/200', '2222', 'internal', '--caller-id', 'Door <30>', '--variable', 'a=b=c'),
    within('call', 'PJSIP/2222', '200', 'internal', '--json', '--quiet'),
  ])
  assert.is(text.code, 0)
  assert.match(text.out, /^PJSIP\/200-[0-9a-f]{8} has answered and is connected with 2222@internal\n$/)
  assert.is(text.err, 'ringing PJSIP/200 for up to 30 s; Ctrl-C cancels\n')
  assert.ok(pbx.callers('PJSIP/200').some((from) => from.startsWith('"Door" <sip:30@')))
  assert.is(json.err, '')
  assert.match(json.out, /^\{"channel":"PJSIP\/2222-[0-9a-f]{8}","uniqueid":"rx-[0-9a-f]+"\}\n$/)
})

test('call prints the reason when nobody answers, and exits 1', async () => {
  const [busy, ringing, unknown, denied] = await Promise.all([
    full('call', 'PJSIP/31', '200', 'internal'),
    within('call', 'PJSIP/30', '200', 'internal', '--timeout', '0.3'),
    within('call', 'SIP/77', '200', 'internal'),
    inside(['call', 'PJSIP/200', '2222', 'internal'], { env: as('minimal') }),
  ])
  assert.equal([busy.code, ringing.code, unknown.code, denied.code], [1, 1, 1, 1])
  assert.match(busy.err, 'PJSIP/31 is busy')
  assert.match(ringing.err, 'PJSIP/30 did not answer')
  assert.match(unknown.err, 'use PJSIP/77')
  assert.match(denied.err, 'grant this login write=originate')
  assert.is([busy, ringing, unknown, denied].map(({ out }) => out).join(''), '')
})

test('call is cancelled by Ctrl-C: the phone stops ringing, exit 130', async () => {
  const calling = await start(['call', 'PJSIP/30', '200', 'internal'], { env: as('full') })
  while (!pbx.channels().some(({ name, state }) => name.startsWith('PJSIP/30-') && state === 'Ringing')) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  calling.stop('SIGINT')
  const { code } = await calling.ended
  assert.is(code, 130)
  assert.is(pbx.channels().filter(({ name }) => name.startsWith('PJSIP/30-')).length, 0)
})

test('hangup ends the calls of a device and prints them; without calls it prints a note and succeeds', async () => {
  pbx.dial('PJSIP/200', '2222')
  await new Promise((resolve) => setTimeout(resolve, 100))
  const ended = await minimal('hangup', '2222', '--json')
  assert.is(ended.code, 0)
  const names = objects(ended.out)
  assert.ok(names.length >= 1)
  assert.match(JSON.stringify(names[0]), /^\{"channel":"PJSIP\/2222-/)
  assert.equal(await within('hangup', '4711'), { code: 0, out: '', err: '4711 has no call\n' })
})

test('db get prints the value, and exits 1 for a key that is not set', async () => {
  const [text, json, unset] = await Promise.all([
    full('db', 'get', 'odd/value'),
    within('db', 'get', 'dnd/office', '--json'),
    full('db', 'get', 'dnd/nowhere'),
  ])
  assert.equal(text, { ...OK, out: 'a: b=c\n' })
  assert.equal(json, { ...OK, out: '{"path":"dnd/office","value":"1"}\n' })
  assert.equal(unset, { code: 1, out: '', err: 'rx-asterisk: dnd/nowhere is not set\n' })
})

test('db put stores, db delete deletes, db tree lists', async () => {
  const put = await full('db', 'put', 'cli/one', 'x y')
  assert.equal(put, { code: 0, out: '', err: 'cli/one is stored\n' })
  assert.equal(await within('db', 'put', '--', 'cli/two', '-1'), { code: 0, out: '', err: 'cli/two is stored\n' })
  assert.is(pbx.database().get('cli/one'), 'x y')
  assert.equal(await full('db', 'tree', 'cli'), { ...OK, out: 'one=x y\ntwo=-1\n' })
  assert.equal(await full('db', 'delete', 'cli/one'), { code: 0, out: '', err: 'cli/one is gone\n' })
  assert.is(pbx.database().has('cli/one'), false)
})

test('db names the right that is missing', async () => {
  const { code, err } = await inside(['db', 'put', 'dnd/office', '1'], { env: as('minimal') })
  assert.is(code, 1)
  assert.match(err, 'DBPut was refused: Permission denied; grant this login write=system')
})

test('mailbox counts', async () => {
  assert.equal(await minimal('mailbox', '2222'), { ...OK, out: '1 new, 3 old\n' })
  assert.equal(await within('mailbox', '2222@default', '--json'), {
    ...OK,
    out: '{"mailbox":"2222@default","new":1,"old":3}\n',
  })
})

test('action prints the answer, and all items of a list', async () => {
  pbx.dial('PJSIP/200', '2222')
  const [ping, list, json] = await Promise.all([
    full('action', 'Ping'),
    within('action', 'Status'),
    full('action', 'Status', '--json'),
  ])
  assert.match(ping.out, /^Response: Success\n(?:.*\n)*Ping: Pong\n/)
  assert.match(list.out, /Event: Status\n(?:.*\n)*Channel: PJSIP\/200-/)
  assert.match(list.out, /Event: StatusComplete\n/)
  assert.match(JSON.stringify(objects(json.out).at(-1)), '"Event":"StatusComplete"')
  pbx.hangup('PJSIP/200')
})

test('action sends headers as given; no value can add a header or an action', async () => {
  const before = asked().length
  const evil = await Promise.all([
    within('action', 'DBGet', 'Family=dnd\r\nAction: Logoff', 'Key=office'),
    within('action', 'DBGet\r\nX: y'),
    within('action', 'DBGet', 'Family: x\r\nKey=office'),
    within('action', 'DBGet', 'ActionID=1'),
    within('action', 'Ping', 'Action=Originate'),
    within('call', 'PJSIP/200', '2222\r\nApplication: System', 'internal'),
    within('db', 'put', 'a/b', 'x\r\nAction: Logoff'),
    within('hangup', '2222\r\n\r\nAction: Logoff'),
    within('mailbox', '2222\r\nAction: Logoff'),
  ])
  for (const { code, out, err } of evil) {
    assert.is(code, 2, err)
    assert.is(out, '')
    assert.match(err, 'cannot be sent')
  }
  assert.equal([...new Set(asked().slice(before))].sort(), ['Challenge', 'Login', 'Logoff'])
})

test('command prints the output of the console, and exits 1 for an unknown command', async () => {
  assert.equal(await full('command', 'core show version'), { ...OK, out: 'Asterisk 22.0.0 built by rx-asterisk\n' })
  const unknown = await full('command', 'core dance')
  assert.is(unknown.code, 1)
  assert.match(unknown.err, "No such command 'core dance'")
})

test.after(async () => {
  await pbx.close()
})

test.run()

const links = suite('the link of a command')

const other = await house()

links('is closed with Logoff', async () => {
  const before = other.actions().filter((name) => name === 'Logoff').length
  await run(['mailbox', '2222'], { env: other.as('minimal') })
  assert.is(other.actions().filter((name) => name === 'Logoff').length, before + 1)
  assert.is(other.pbx.links(), 0)
})

links('exits 3 at once, with the cause, when it cannot be opened', async () => {
  const nobody = await run(['mailbox', '2222', '--port', '1'], { env: other.as('minimal') })
  const wrong = await run(['mailbox', '2222'], { env: { ...other.as('minimal'), RX_ASTERISK_PASSWORD: 'wrong' } })
  assert.is(nobody.code, 3)
  assert.match(nobody.err, /^rx-asterisk: 127\.0\.0\.1:1 cannot be reached: ECONNREFUSED/)
  assert.is(wrong.code, 3)
  assert.match(wrong.err, 'Asterisk refused the login: Authentication failed')
  assert.not.match(wrong.err, 'wrong\n')
})

links('is tried again with --wait, and each try is reported', async () => {
  other.pbx.faults.kill()
  const waiting = await start(['mailbox', '2222', '--wait', '20'], { env: other.as('minimal') })
  await waiting.prints('next try in')
  other.pbx.faults.start()
  const { code, out, err } = await waiting.ended
  assert.equal([code, out], [0, '1 new, 3 old\n'])
  assert.match(err, /^\d\d:\d\d:\d\d 127\.0\.0\.1:\d+ cannot be reached: ECONNREFUSED.*next try in \d/)
})

links.after(async () => {
  await other.pbx.close()
})

links.run()
