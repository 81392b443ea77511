/** The programs of docs/guide that serve nothing, each as a process, on the simulated and on the real Asterisk. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { firstValueFrom } from 'rxjs'
import * as assert from 'uvu/assert'
import { filesOf, freePort, login, type Program, startFile } from '../support/guide.js'
import { mailServer } from '../support/smtp.js'
import { eventually, pause } from '../support/watching.js'
import { conformance, row } from './conformance.js'
import { running } from './guide.js'

/** The calls whose mail is being sent. */
const sending = (folder: string): number =>
  readdirSync(folder).filter((name) => readFileSync(join(folder, name), 'utf8') === 'sending').length

conformance('guide, programs', [
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

  row('deploying: a file while it is ready, a line for each outage, and an end within a second', (bench) =>
    running(
      bench,
      'deploying',
      'service.mts',
      async ({ program, folder }) => {
        const isReady = (): boolean => existsSync(join(folder, 'ready'))
        await program.prints('2222 is idle')
        await eventually('it is ready', isReady)
        await bench.lab.kill()
        await eventually('it is not ready', () => !isReady())
        await bench.lab.start()
        await eventually('it is ready again', isReady, 20_000)
        await program.prints(/^the link is back after \d+ s; lost: userEvents, dtmf, endedCalls$/m)
        assert.is(program.text().split('idle').length, 2)
      },
      { READY_FILE: 'ready' },
    ),
  ),

  row('deploying: no password is 2, a wrong one is 3, and both at once', async (bench) => {
    const { folder, remove } = filesOf('deploying')
    const env = login(bench.lab.options('full'))
    try {
      writeFileSync(join(folder, 'secret'), 'wrong\n')
      const wrong = startFile(folder, 'service.mts', { ...env, PASSWORD_FILE: 'secret' })
      const none = startFile(folder, 'service.mts', { ...env, RX_ASTERISK_PASSWORD: '' })
      assert.is(await none.ended(), 2, none.text())
      assert.is(await wrong.ended(), 3, wrong.text())
      assert.match(wrong.text(), 'Asterisk refused the login: Authentication failed')
    } finally {
      remove()
    }
  }),
])
