/** The password of a real program over a real socket: in its objects, its output, its diagnostic report and its command line. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect, promisify } from 'node:util'
import { firstValueFrom, take, toArray } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { AmiError, attempt, connect, custom, type ConnectOptions, frame } from '../../src/index.js'
import { tcp } from '../../src/link/tcp.js'
import { settings } from '../../src/options.js'
import { record, simulate } from '../../src/testing/index.js'

const test = suite('secrets')

const SECRET = 'hunter2-of-the-house'

/** Everything that can be seen of a value, as a log or a debugger prints it. */
const seen = (value: unknown): string =>
  inspect(value, {
    depth: Infinity,
    showHidden: true,
    getters: true,
    maxArrayLength: Infinity,
    maxStringLength: Infinity,
  })

const hides = (value: unknown, what: string): void => assert.not.ok(seen(value).includes(SECRET), what)

for (const auth of ['md5', 'plain'] as const) {
  for (const password of [SECRET, 'wrong']) {
    const outcome = password === SECRET ? 'let in' : 'refused'
    test(`${auth}, ${outcome}: nothing that the program holds shows it, not the connection, its streams, its errors`, async () => {
      const pbx = simulate({
        users: { admin: { secret: password === SECRET ? SECRET : 'other', read: 'all', write: 'all' } },
      })
      const { host, port } = await pbx.listen()
      const asterisk = connect({ username: 'admin', password: SECRET, auth, host, port })
      const [statuses, frames] = [[] as unknown[], [] as unknown[]]
      asterisk.status$.subscribe((status) => void statuses.push(status))
      const holding = asterisk.frame$.subscribe({ next: (each) => void frames.push(each), error: () => undefined })
      const action$ = asterisk.dbRead('dnd/office')
      const answer = await firstValueFrom(action$.pipe(attempt()))
      assert.is(answer._tag, password === SECRET ? 'Right' : 'Left')
      const objects = { asterisk, action$, device$: asterisk.device('2222'), holding, statuses, frames, answer }
      for (const [what, value] of Object.entries(objects)) hides(value, what)
      hides(asterisk.metrics(), 'metrics')
      hides(pbx.actions(), 'what the simulation remembers')
      assert.not.ok(JSON.stringify([statuses, answer]).includes(SECRET))
      holding.unsubscribe()
      await asterisk.close()
      await pbx.close()
    })
  }
}

test('transports show neither it nor the private key of TLS', () => {
  for (const tls of [{}, { tls: { key: SECRET, passphrase: SECRET } }] as const) {
    const given = settings({ username: 'admin', password: SECRET, ...tls })
    if (given._tag === 'Left') throw new Error(given.left)
    hides(tcp(given.right), 'the transport')
    hides(tcp(given.right).open(), 'its link')
  }
})

test('wrong options are told without it, whatever is wrong', () => {
  const wrong: readonly object[] = [
    { password: [SECRET] },
    { password: `${SECRET}\n` },
    { username: `${SECRET}\r\n` },
    { tls: SECRET },
    { keepAlive: SECRET },
    { transport: SECRET },
    { limits: { frame: SECRET } },
    { events: [SECRET] },
  ]
  for (const each of wrong) {
    const options: ConnectOptions = { username: 'admin', password: SECRET, ...each }
    assert.throws(
      () => connect(options),
      (error: unknown) => error instanceof TypeError && !seen(error).includes(SECRET),
    )
  }
})

test('an action that is refused here is told without its values', async () => {
  const asterisk = connect({ username: 'admin', password: 'x' })
  for (const action of [
    { Action: 'VoicemailPasswordChange', Password: `${SECRET}\r\n` },
    { Action: 'UpdateConfig', Value: ` ${SECRET}` },
    { Action: 'UpdateConfig', Value: SECRET.repeat(100) },
  ]) {
    const told = await firstValueFrom(asterisk.send(custom(action)).pipe(attempt()))
    assert.is(told._tag, 'Left')
    hides(told, 'the failure')
    hides(told._tag === 'Left' && new AmiError(told.left), 'the error')
  }
  await asterisk.close()
})

test('a recording has it nowhere, under any of the names by which Asterisk tells secrets', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rx-asterisk-'))
  const file = join(folder, 'session.jsonl')
  const names = [
    'Secret',
    'Md5Cred',
    'Password',
    'OldPassword',
    'VMPassword',
    'PinCode',
    'Challenge',
    'Key',
    'Token',
    'RefreshToken',
  ]
  const frames = names.map((name) =>
    frame('Event: AuthDetail', `${name}: ${SECRET}`, `  ${name.toUpperCase()} : ${SECRET}`),
  )
  const { from } = await import('rxjs')
  await firstValueFrom(record(from(frames), file).pipe(take(names.length + 1), toArray()))
  const text = await readFile(file, 'utf8')
  assert.is(text.split('\n').length, names.length + 1)
  assert.not.ok(text.includes(SECRET))
  await rm(folder, { recursive: true })
})

test('a program shows it in no output, no command line and no diagnostic report of Node', async () => {
  const pbx = simulate({ users: { admin: { secret: SECRET, read: 'all', write: 'all' } } })
  const { host, port } = await pbx.listen()
  // the password comes by standard input, as it would from a file
  const program = `
    import { readFileSync } from 'node:fs'
    import { connect } from './src/index.ts'
    const asterisk = connect({ ...JSON.parse(readFileSync(0, 'utf8')) })
    const all = [asterisk.status$, asterisk.fault$, asterisk.frame$]
    all.forEach((stream$) => stream$.subscribe({ next: console.log, error: console.error }))
    asterisk.dbRead('nowhere').subscribe({ error: console.error })
    asterisk.dbRead('dnd/office').subscribe(() => {
      console.log(asterisk)
      console.log(readFileSync('/proc/self/cmdline', 'latin1'))
      console.log(JSON.stringify(process.report.getReport(new Error('for the report'))))
      void asterisk.close()
    })
  `
  const running = promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
    timeout: 20_000,
    maxBuffer: 1e8,
  })
  running.child.stdin?.end(JSON.stringify({ username: 'admin', password: SECRET, host, port }))
  const { stdout, stderr } = await running
  assert.match(stdout, /Ready/)
  assert.match(stdout, /javascriptStack/)
  assert.not.ok(`${stdout}${stderr}`.includes(SECRET))
  await pbx.close()
})

test('the API reports name no secret but the password that connect is given', () => {
  const text = ['index', 'testing'].map((name) => readFileSync(`etc/${name}.api.md`, 'utf8')).join('\n')
  // names of our own begin with a small letter; the catalog's are headers of Asterisk's events and actions
  const named = text
    .split('\n')
    .filter((line) => /^ *readonly [a-z]\w*(?<=[Ss]ecret|[Pp]assw\w*|[Tt]oken|[Cc]redential\w*)\b/.test(line))
  assert.equal(
    named.map((line) => line.trim()),
    ['readonly password: string;', 'readonly secret: string;'],
  )
})

test.run()
