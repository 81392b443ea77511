/** The other programs of docs/guide, each as a process, on the simulated and on the real Asterisk. */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { firstValueFrom } from 'rxjs'
import * as assert from 'uvu/assert'
import { filesOf, login, startFile } from '../support/guide.js'
import { eventually } from '../support/watching.js'
import { conformance, row } from './conformance.js'
import { running } from './guide.js'

conformance('guide, programs', [
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
