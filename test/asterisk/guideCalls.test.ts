/** The call log and the missed-call mail of docs/guide, as processes, on the simulated and on the real Asterisk. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import Database from 'libsql'
import * as assert from 'uvu/assert'
import { freePort, type Program } from '../support/guide.js'
import { mailServer, type MailServer } from '../support/smtp.js'
import { eventually, pause } from '../support/watching.js'
import { type Bench, conformance, row } from './conformance.js'
import { running } from './guide.js'

/** The calls whose mail is being sent. */
const sending = (folder: string): number =>
  readdirSync(folder).filter((name) => readFileSync(join(folder, name), 'utf8') === 'sending').length

interface Mailing {
  readonly post: MailServer
  /** The folder with a file for each call. */
  readonly mailed: string
  /** 200 rings 2222 and 30, and gives up. */
  readonly ring: () => Promise<void>
  /** Runs the program with a mail server. */
  readonly use: (url: string, act: (program: Program) => Promise<void>) => Promise<void>
}

const mailing = async (bench: Bench, act: (mailing: Mailing) => Promise<void>): Promise<void> => {
  const { lab } = bench
  const post = await mailServer()
  const mailed = mkdtempSync(join(tmpdir(), 'rx-mailed-'))
  try {
    await act({
      post,
      mailed,
      ring: async () => {
        await lab.phone('2222', { _tag: 'Rings' })
        await lab.phone('30', { _tag: 'Rings' })
        const call = await lab.dial('200', 'all')
        await eventually('both ring', async () => (await lab.channels()).length === 3)
        await call.hangup()
        await lab.quiet()
      },
      use: (url, within) => {
        const whole = async ({ program }: { readonly program: Program }): Promise<void> => {
          await program.prints('watching for missed calls')
          await within(program)
        }
        return running(bench, 'missed-calls', 'mailer.mts', whole, { MAILED: mailed, SMTP: url, RETRY: '300' })
      },
    })
  } finally {
    await post.close()
    rmSync(mailed, { recursive: true })
  }
}

conformance('guide, calls', [
  row('call-log: a row for each device of a call', (bench) =>
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

  row('call-log: a program that starts again in the middle of a call writes each device once', async (bench) => {
    const calls = join(mkdtempSync(join(tmpdir(), 'rx-calls-')), 'calls.db')
    const log = (act: (program: Program) => Promise<void>): Promise<void> =>
      running(
        bench,
        'call-log',
        'log.mts',
        async ({ program }) => {
          await program.prints('the log is running')
          await act(program)
        },
        { CALLS: calls },
      )
    await bench.lab.phone('2222', { _tag: 'Answers', after: 100 })
    let hangup = (): Promise<void> => Promise.resolve()
    await log(async () => {
      const call = await bench.lab.dial('200', '2222')
      hangup = call.hangup
      await eventually('they talk', async () => (await bench.lab.channels()).length === 2)
      await pause()
    })
    await log(async (program) => {
      await hangup()
      await program.prints('2222 incoming answered')
      await program.prints('200 outgoing answered')
    })
    const database = new Database(calls)
    const rows = database.prepare('SELECT device, result, called FROM calls ORDER BY device').raw().all()
    database.close()
    rmSync(dirname(calls), { recursive: true })
    assert.equal(
      rows.map((row) => JSON.stringify(row)),
      ['["200","answered",null]', '["2222","answered",null]'],
    )
  }),

  row('missed-calls: a ring group is one mail, also of two programs', (bench) =>
    mailing(bench, async ({ post, ring, use }) => {
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
      assert.match(post.mails()[0] ?? '', /^Subject: Missed call from /m)
      assert.match(post.mails()[0] ?? '', /Nobody answered (2222, 30|30, 2222)/)
    }),
  ),

  row('missed-calls: a mail server that is away, or says "later", gets it later', (bench) =>
    mailing(bench, async ({ mailed, ring, use }) => {
      const port = await freePort()
      await use(`smtp://127.0.0.1:${port}`, async (program) => {
        await ring()
        await program.prints('the mail waits: ')
        assert.is(sending(mailed), 1)
        const late = await mailServer(port)
        late.ending('later')
        await program.prints('451')
        late.ending('taken')
        await program.prints('mailed: ')
        assert.is(late.mails().length, 1)
        await late.close()
      })
      assert.is(sending(mailed), 0)
    }),
  ),

  row(
    'missed-calls: a connection that breaks before the answer: no second mail, and the next start names the call',
    (bench) =>
      mailing(bench, async ({ post, ring, use }) => {
        post.ending('broken')
        await use(post.url, async (program) => {
          await ring()
          await program.prints("a logic's handler failed: ")
          await pause(1000)
        })
        post.ending('taken')
        await use(post.url, (program) => program.prints('its mail may be missing'))
        assert.is(post.mails().length, 1)
      }),
  ),
])
