/** The missed-call mail of docs/guide as a process, on the simulated and on the real Asterisk. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

conformance('guide, mail', [
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
