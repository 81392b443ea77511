/** The programs of docs/guide, each as a process, on the simulated and on the real Asterisk. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { firstValueFrom } from 'rxjs'
import * as assert from 'uvu/assert'
import { filesOf, freePort, login, type Program, startFile } from '../support/guide.js'
import { mailServer } from '../support/smtp.js'
import { eventually, pause } from '../support/watching.js'
import { type Bench, conformance, row } from './conformance.js'

interface Running {
  readonly program: Program
  readonly url: string
  readonly port: number
  readonly folder: string
}

/** Starts a program of a page as the user `full`, and ends it by SIGTERM, which it must obey with code 0. */
const running = async (
  { lab }: Bench,
  page: string,
  file: string,
  use: (running: Running) => Promise<void>,
  env: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
): Promise<void> => {
  const { folder, remove } = filesOf(page)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const port = await freePort()
  const program = startFile(folder, file, { ...login(lab.options('full')), PORT: String(port), ...env })
  let code: unknown = 'running'
  try {
    await use({ program, url: `http://127.0.0.1:${port}`, port, folder })
  } catch (error) {
    throw new Error(`${String(error)}\n${program.text()}`, { cause: error })
  } finally {
    code = await program.stop()
    remove()
  }
  assert.is(code, 0, program.text())
}

const post = (url: string, body: object, signal: AbortSignal | null = null): Promise<Response> =>
  fetch(url, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' }, signal })

/** The calls whose mail is being sent. */
const sending = (folder: string): number =>
  readdirSync(folder).filter((name) => readFileSync(join(folder, name), 'utf8') === 'sending').length

/** A browser that reads server-sent events. */
const listen = (url: string) => {
  const leaving = new AbortController()
  let newest = ''
  void (async () => {
    const { body } = await fetch(url, { signal: leaving.signal })
    for await (const bytes of body ?? [])
      newest =
        [
          ...Buffer.from(bytes)
            .toString()
            .matchAll(/^data: (.*)$/gm),
        ].at(-1)?.[1] ?? newest
  })().catch(() => undefined)
  return {
    newest: () => newest,
    leave: () => {
      leaving.abort()
    },
  }
}

conformance('guide', [
  row('rest-server: rings, connects, tells the other side, hangs up', (bench) =>
    running(bench, 'rest-server', 'server.mts', async ({ program, url }) => {
      await program.prints('listening')
      await bench.lab.phone('200', { _tag: 'Answers', after: 200 })
      await bench.lab.phone('2222', { _tag: 'Answers', after: 200 })
      const made = await post(`${url}/calls`, { from: '200', to: '2222' })
      assert.is(made.status, 201, await made.clone().text())
      const body: unknown = await made.json()
      const id = typeof body === 'object' && body !== null && 'id' in body ? String(body.id) : ''
      const other = async (): Promise<string> => (await fetch(`${url}/calls/${id}`)).text()
      await eventually('the other side talks', async () => (await other()).includes('"talking"'))
      assert.is((await fetch(`${url}/calls/${id}`, { method: 'DELETE' })).status, 204)
      await eventually('no channel is left', async () => (await bench.lab.channels()).length === 0)
      await eventually('the call is forgotten', async () => (await other()).includes('no such call'))
    }),
  ),

  row('rest-server: a client that goes away stops the ringing; failures have a status', (bench) =>
    running(bench, 'rest-server', 'server.mts', async ({ program, url }) => {
      await program.prints('listening')
      await bench.lab.phone('200', { _tag: 'Rings' })
      const leaving = new AbortController()
      const asked = post(`${url}/calls`, { from: '200', to: '2222' }, leaving.signal).catch(() => undefined)
      await eventually('it rings', async () => (await bench.lab.channels()).length > 0)
      leaving.abort()
      await asked
      await eventually('it rings no more', async () => (await bench.lab.channels()).length === 0)
      await bench.lab.phone('2222', { _tag: 'Busy' })
      const busy = await post(`${url}/calls`, { from: '2222', to: '200' })
      assert.is(busy.status, 409)
      assert.match(await busy.text(), 'PJSIP/2222 is busy')
      for (const wrong of [{}, { from: '300', to: '1' }, { from: '200', to: '1\r\nAction: Ping' }])
        assert.is((await post(`${url}/calls`, wrong)).status, 400)
    }),
  ),

  row('wallboard: the whole board at once, then each change', (bench) =>
    running(bench, 'wallboard', 'board.mts', async ({ program, url }) => {
      await program.prints('look at')
      await bench.lab.phone('2222', { _tag: 'Answers', after: 100 })
      const [first, second] = [listen(`${url}/events`), listen(`${url}/events`)]
      await eventually('the first board', () => first.newest().includes('"current":true'), 10_000)
      await eventually('a second browser has it too', () => second.newest().includes('"current":true'))
      assert.match(first.newest(), /"name":"2222","state":"Idle"/)
      assert.match(first.newest(), /"queues":\[/)
      await bench.lab.dial('200', '2222')
      await eventually('2222 talks', () => /"name":"2222","state":"Talking"/.test(first.newest()))
      await bench.lab.quiet()
      await eventually('2222 is idle', () => /"name":"2222","state":"(Idle|off)"/.test(first.newest()))
      const late = listen(`${url}/events`)
      await eventually('who comes later has it at once', () => late.newest() !== '')
      for (const browser of [first, second, late]) browser.leave()
    }),
  ),

  row('call-log: a row for each device of a call, and one call is one row after a restart', (bench) =>
    running(bench, 'call-log', 'log.mts', async ({ program, folder }) => {
      await program.prints('the log is running')
      await bench.lab.phone('2222', { _tag: 'Answers', after: 100 })
      const call = await bench.lab.dial('200', '2222')
      await bench.lab.phone('30', { _tag: 'Rings' })
      const missed = await bench.lab.dial('300', '30')
      await eventually('both calls go on', async () => (await bench.lab.channels()).length === 4)
      await pause(1200)
      await call.hangup()
      await missed.hangup()
      await program.prints('30 incoming missed')
      await program.prints('2222 incoming answered')
      const database = new Database(join(folder, 'calls.db'))
      const rows = database.prepare('SELECT device, direction, result, called, talked > 500 FROM calls').raw().all()
      database.close()
      assert.equal(rows.map((row) => JSON.stringify(row)).sort(), [
        '["200","outgoing","answered","2222",1]',
        '["2222","incoming","answered","2222",1]',
        '["30","incoming","missed","30",0]',
        '["300","outgoing","cancelled","30",0]',
      ])
    }),
  ),

  row(
    'missed-calls: a ring group is one mail, over a restart, two programs and a mail server that is down',
    async (bench) => {
      const post = await mailServer()
      const mailed = mkdtempSync(join(tmpdir(), 'rx-mailed-'))
      const port = await freePort()
      const ring = async (): Promise<void> => {
        await bench.lab.phone('2222', { _tag: 'Rings' })
        await bench.lab.phone('30', { _tag: 'Rings' })
        const call = await bench.lab.dial('200', 'all')
        await eventually('both ring', async () => (await bench.lab.channels()).length === 3)
        await call.hangup()
        await bench.lab.quiet()
      }
      const env = { MAILED: mailed, SMTP: post.url }
      const use = (url: string, act: (program: Program) => Promise<void>): Promise<void> =>
        running(
          bench,
          'missed-calls',
          'mailer.mts',
          async ({ program }) => {
            await program.prints('watching for missed calls')
            await act(program)
          },
          { ...env, SMTP: url, RETRY: '300' },
        )
      try {
        await use(post.url, (one) =>
          use(post.url, async (two) => {
            await ring()
            await eventually('there is a mail', () => /mailed: /.test(one.text() + two.text()))
          }),
        )
        await use(post.url, async (program) => {
          await ring()
          await program.prints('mailed: ')
        })
        assert.is(post.mails().length, 2)
        await use(`smtp://127.0.0.1:${port}`, async (program) => {
          await ring()
          await eventually('the mail waits', () => sending(mailed) === 1)
          const late = await mailServer(port)
          await program.prints('mailed: ')
          assert.is(late.mails().length, 1)
          await late.close()
        })
        assert.is(post.mails().length, 2)
        assert.match(post.mails()[0] ?? '', /^Subject: Missed call from /m)
        assert.match(post.mails()[0] ?? '', /Nobody answered (2222, 30|30, 2222)/)
        assert.is(sending(mailed), 0)
      } finally {
        await post.close()
        rmSync(mailed, { recursive: true })
      }
    },
  ),

  row('several-servers: a wrong password of one ends nothing of the other; each has its health', async (bench) => {
    const good = bench.lab.options('full')
    const settings = [
      { name: 'north', host: '127.0.0.1', port: good.port, username: good.username, password: good.password },
      { name: 'south', host: '127.0.0.1', port: good.port, username: good.username, password: 'wrong' },
    ]
    await running(
      bench,
      'several-servers',
      'fleet.mts',
      async ({ program, url }) => {
        await program.prints('listening')
        await program.prints('south: AmiError: Asterisk refused the login')
        const health = async (): Promise<string> => (await fetch(`${url}/health`)).text()
        await eventually('north is ready', async () => (await health()).includes('{"name":"north","state":"ready"}'))
        assert.match(await health(), '{"name":"south","state":"refused","why":"Asterisk refused the login')
        assert.is((await fetch(`${url}/health`)).status, 503)
        const tries = (): number => program.text().split('south: AmiError').length - 1
        await eventually('south is tried again', () => tries() > 1, 10_000)
        await bench.lab.phone('2222', { _tag: 'Answers', after: 100 })
        const call = await bench.lab.dial('200', '2222')
        await eventually('they talk', async () => (await bench.lab.channels()).length === 2)
        await pause()
        await call.hangup()
        await program.prints(/^north \S+ 2222 incoming answered$/m)
        const written: unknown = await (await fetch(`${url}/night`, { method: 'POST' })).json()
        assert.match(JSON.stringify(written), /\{"name":"north"\}/)
        assert.match(JSON.stringify(written), /\{"name":"south","failed":"/)
        assert.match(await bench.lab.cli('database get house night'), '1')
      },
      { RETRY: '1500' },
      { 'servers.json': JSON.stringify(settings) },
    )
  }),

  row('health: ready, away while Asterisk is dead, ready again; metrics count it', (bench) =>
    running(bench, 'health', 'health.mts', async ({ program, url }) => {
      await program.prints('listening')
      const status = async (path: string): Promise<number> => (await fetch(`${url}${path}`)).status
      await eventually('it is ready', async () => (await status('/readyz')) === 200, 10_000)
      await bench.lab.kill()
      await eventually('it is away', async () => (await status('/readyz')) === 503)
      const away = await (await fetch(`${url}/readyz`)).text()
      assert.match(away, /"ready":false,"state":"(Waiting|Connecting)","since":\d+/)
      assert.is(await status('/livez'), 200)
      assert.match(await (await fetch(`${url}/metrics`)).text(), /^asterisk_up 0$/m)
      await bench.lab.start()
      await eventually('it is ready again', async () => (await status('/readyz')) === 200, 20_000)
      const metrics = await (await fetch(`${url}/metrics`)).text()
      for (const line of [/^asterisk_up 1$/m, /^asterisk_ready 1$/m, /^asterisk_reconnects_total 1$/m])
        assert.match(metrics, line)
      assert.match(metrics, /^asterisk_away_seconds_total \d*\.?\d+$/m)
      // each line is a comment, or a name with labels and a number
      assert.equal(
        metrics.split('\n').filter((line) => !/^(# .*|asterisk_\w+(\{kind="\w+"\})? [\d.e+-]+|)$/.test(line)),
        [],
      )
    }),
  ),

  row('announcement: answered and its end; a phone that is not there', async (bench) => {
    const { folder, remove } = filesOf('announcement')
    const announce = (...args: readonly string[]) =>
      startFile(folder, 'announce.mts', login(bench.lab.options('full')), { args })
    try {
      await bench.lab.phone('200', { _tag: 'Answers', after: 200 })
      const heard = announce('PJSIP/200', 'Wait', '1')
      assert.is(await heard.ended(), 0, heard.text())
      assert.match(heard.text(), /^PJSIP\/200 answered\nthe end$/m)
      const missing = announce('PJSIP/2222', 'Wait', '1')
      assert.is(await missing.ended(), 1, missing.text())
      assert.match(missing.text(), 'PJSIP/2222 could not be called')
    } finally {
      remove()
    }
  }),

  row('coming-from: the three ports do what the programs beside them do', async (bench) => {
    const { folder, remove } = filesOf('coming-from')
    const env = login(bench.lab.options('full'))
    const other = await bench.ready('full')
    const bell = startFile(folder, 'bell.mts', env)
    const channels = startFile(folder, 'channels.mts', env)
    try {
      await bench.lab.phone('200', { _tag: 'Answers', after: 100 })
      await bench.lab.phone('30', { _tag: 'Answers', after: 100 })
      await eventually('the door is heard', async () => {
        await firstValueFrom(other.sendUserEvent('Door', { Source: 'front' }))
        return bell.text().includes('door front')
      })
      await bell.prints('answered PJSIP/200-')
      await channels.prints(/^Changed PJSIP\/200-\w+ up$/m)
      await bench.lab.quiet()
      await bell.prints(/^hangup PJSIP\/200-\w+ \d+$/m)
      await channels.prints(/^Ended PJSIP\/200-/m)
      const members = startFile(folder, 'members.mts', env)
      assert.is(await members.ended(), 0, members.text())
      if (bench.lab.kind === 'real') assert.match(members.text(), /^\S+ (here|paused)$/m)
    } finally {
      await Promise.all([bell.stop(), channels.stop()])
      remove()
    }
  }),
])
