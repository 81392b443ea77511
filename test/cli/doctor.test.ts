/** `doctor`: its findings, and the fixes for them. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Facts } from '../../src/cli/doctor/facts.js'
import { firstStep } from '../../src/cli/doctor/firstStep.js'
import { type ConnectionInfo, type Finding, findings, type Needed } from '../../src/cli/doctor/findings.js'
import { house } from './house.js'
import { inside } from '../support/inside.js'
import { missing, objects, run } from '../support/program.js'

const FACTS: Facts = {
  ami: '11.0.0',
  version: O.some('22.10.0'),
  roundTrip: 1.23,
  ahead: O.some(-500),
  permissions: {
    actions: new Set(['Status', 'Hangup', 'MailboxCount', 'Ping']),
    write: new Map(),
    read: new Set(['call'] as const),
  },
}
const WAY: ConnectionInfo = { username: 'house', host: '127.0.0.1', port: 5038, tls: false, exposed: O.none }

const found = (all: readonly Finding[], topic: string): Finding => {
  const one = all.find((each) => each.topic === topic)
  if (one === undefined) throw new Error(`nothing was found about ${topic}`)
  return one
}

const pure = suite('findings')

pure('clocks may be two seconds apart', () => {
  const clock = (ahead: O.Option<number>) => found(findings(WAY, { ...FACTS, ahead }, []), 'clock')
  assert.is(clock(O.some(1999)).mark, 'good')
  assert.is(clock(O.some(3000)).text, 'the clock of Asterisk is 3.0 s ahead of ours: times of calls will not agree')
  assert.match(clock(O.some(-60_000)).text, '60.0 s behind ours')
  assert.is(clock(O.none).mark, 'note')
})

pure('a link that leaves this machine needs TLS', () => {
  const tls = (way: Partial<ConnectionInfo>) => found(findings({ ...WAY, ...way }, FACTS, []), 'TLS')
  for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '::1']) assert.is(tls({ host }).mark, 'good')
  assert.is(tls({ host: 'pbx.example', tls: true }).mark, 'good')
  assert.is(tls({ host: 'pbx.example' }).mark, 'wrong')
  assert.ok(tls({ host: '192.0.2.1' }).fix.includes('tlsenable = yes'))
})

pure('a password file is for its owner alone', () => {
  assert.equal(found(findings({ ...WAY, exposed: O.some('/x/y') }, FACTS, []), 'password').fix, ['chmod 600 /x/y'])
})

pure('a missing right is wrong for a need that was named, and a note for others', () => {
  const all = findings(WAY, FACTS, [])
  const some = findings(WAY, FACTS, ['call', 'device', 'userEvent'])
  assert.is(found(all, 'call').mark, 'note')
  assert.is(found(some, 'call').mark, 'wrong')
  assert.is(found(some, 'call').text, 'not allowed: Originate')
  assert.is(found(some, 'device').mark, 'good')
  assert.match(found(some, 'userEvent').text, 'read=user, which was not seen, and Asterisk cannot list read classes')
  assert.equal(found(some, 'manager.conf').fix.slice(0, 3), ['[house]', 'read = call,user', 'write = originate,call'])
  assert.is(
    some.some(({ topic }) => topic === 'hangup'),
    false,
  )
})

pure('a login that is nearly as strong as root is a note', () => {
  const actions = new Set([...FACTS.permissions.actions, 'Command', 'ModuleLoad'])
  const strong = { ...FACTS, permissions: { ...FACTS.permissions, actions } }
  assert.match(
    found(findings(WAY, strong, []), 'strength').text,
    'the whole console (Command), loading modules (ModuleLoad): nearly as strong as root',
  )
  assert.is(found(findings(WAY, FACTS, []), 'strength').mark, 'good')
})

pure('the last line says what to do first: the first thing that is wrong, with its fix', () => {
  const first = (way: Partial<ConnectionInfo>, wanted: readonly Needed[], facts = FACTS) =>
    firstStep(findings({ ...WAY, ...way }, facts, wanted))
  assert.equal(first({ exposed: O.some('/x/y') }, []), {
    mark: 'wrong',
    topic: 'do first',
    text: 'password: /x/y can be read by others',
    fix: ['chmod 600 /x/y'],
  })
  assert.match(first({ host: 'pbx.example' }, ['call']).text, /^TLS: others on the network/)
  assert.equal(first({}, ['device', 'call']), {
    mark: 'wrong',
    topic: 'do first',
    text: 'call: not allowed: Originate',
    fix: ['put the lines of manager.conf above into that file'],
  })
  assert.equal([first({}, []).mark, first({}, ['device']).mark], ['note', 'good'])
  assert.is(first({}, ['device']).text, 'nothing: all of this works')
})

pure('B6: a read class that no event has shown is the same verdict with and without a NEED', () => {
  const unseen = { ...FACTS, permissions: { ...FACTS.permissions, read: new Set<'call'>() } }
  const [all, named] = [findings(WAY, unseen, []), findings(WAY, unseen, ['device'])]
  assert.equal(found(all, 'device'), found(named, 'device'))
  assert.is(found(named, 'device').mark, 'good')
  assert.match(found(named, 'device').text, /cannot list read classes: the first such event shows it$/)
})

pure.run()

const test = suite('doctor')
const { pbx, port, as, actions } = await house()

test('lists what works and what is missing, and changes nothing', async () => {
  const { code, out, err } = await run(['doctor'], { env: as('minimal') })
  assert.equal([code, err], [0, ''])
  assert.equal(
    missing(
      out,
      `ok    link          127.0.0.1:${port}, AMI 11.0.0, answers in `,
      'ok    version       Asterisk 22',
      'ok    clock         ',
      'ok    TLS           not needed',
      'ok    device        allowed',
      'note  call          not allowed: Originate\n                      write = …,originate',
      'ok    hangup        allowed\n',
      'note  manager.conf',
      '[minimal]\n',
      'write = ',
    ),
    [],
  )
  assert.equal([...new Set(actions())].sort(), ['Challenge', 'CoreSettings', 'ListCommands', 'Login', 'Logoff', 'Ping'])
})

test('on a screen a long verdict goes on in its own column', async () => {
  const { out } = await inside(['doctor', 'device'], { env: as('full'), screen: true })
  assert.match(out, /^note  do first      nothing is known to be missing; read=call could not be checked$/m)
  for (const line of out.trimEnd().split('\n')) {
    assert.ok(line.length <= 100, line)
    assert.match(line, /^(?:ok|note|WRONG| {22}\S)/)
  }
})

test('exits 1 when a need is missing, and 0 when none is', async () => {
  const [lacking, full] = await Promise.all([
    run(['doctor', 'call', 'device', '--json'], { env: as('minimal') }),
    inside(['doctor', 'call', 'dbWrite', 'command'], { env: as('full') }),
  ])
  assert.is(lacking.code, 1)
  assert.ok(
    objects(lacking.out).some(
      (each) =>
        JSON.stringify(each) ===
        '{"check":"call","result":"wrong","message":"not allowed: Originate","fix":["write = …,originate"]}',
    ),
  )
  assert.is(full.code, 0)
  assert.not.match(full.out, 'not allowed')
})

test('exits 3 when nobody answers, and 2 for an unknown need', async () => {
  assert.is((await inside(['doctor', '--port', '1'], { env: as('full') })).code, 3)
  assert.is((await inside(['doctor', 'everything'], { env: as('full') })).code, 2)
})

test('finds a password file that others may read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rx-asterisk-doctor-'))
  const file = join(folder, 'password')
  writeFileSync(file, 'hunter2\n')
  chmodSync(file, 0o644)
  const open = await inside(['doctor', 'device', '--password-file', file], {
    env: { ...as('full'), RX_ASTERISK_PASSWORD: '' },
  })
  chmodSync(file, 0o600)
  const closed = await inside(['doctor', 'device', '--password-file', file], { env: as('full') })
  rmSync(folder, { recursive: true })
  assert.is(open.code, 1)
  assert.match(open.out, `chmod 600 ${file}`)
  assert.is(closed.code, 0)
})

test.after(async () => {
  await pbx.close()
})

test.run()
