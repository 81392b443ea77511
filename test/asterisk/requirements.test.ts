/** The lines of requirements() are enough for their members, and let no other event pass; on a real Asterisk with exactly these lines. */
import * as O from 'fp-ts/lib/Option.js'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { firstValueFrom } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Asterisk, connect, requirements, type RequiredMember } from '../../src/index.js'
import type { Lab } from './lab.js'
import { eventually, watch } from '../support/watching.js'

const USED: readonly RequiredMember[] = ['device', 'mailbox', 'userEvent', 'call', 'hangup', 'dbRead']
const VERSION = Number(process.env['RX_ASTERISK_VERSION'] ?? 22)

/** Logins of manager.conf by the syntax of their filters. */
const logins: Readonly<Record<string, readonly string[]>> = {
  oldfilter: requirements(USED, '16.28.0').lines,
  ...(VERSION >= 22 ? { newfilter: requirements(USED, `${VERSION}.10.1`).lines } : {}),
}

const section = ([name, lines]: readonly [string, readonly string[]]): string =>
  [`[${name}]`, 'secret = change-me', ...lines, ''].join('\n')

const title = 'requirements on a real Asterisk'

const onReal = (): void => {
  const test = suite(title)
  let lab: Lab | undefined
  let folder = ''
  const opened: Asterisk[] = []

  test.before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rx-least-'))
    await writeFile(join(folder, 'manager.conf'), `\n${Object.entries(logins).map(section).join('\n')}`)
    lab = await (await import('./real.js')).realLab({ config: [folder] })
  })
  test.after(async () => {
    await Promise.all(opened.map((asterisk) => asterisk.close()))
    await lab?.close()
    await rm(folder, { recursive: true, force: true })
  })
  const at = (): Lab => {
    if (lab === undefined) throw new Error('there is no lab')
    return lab
  }
  const as = (username: string): Asterisk => {
    const asterisk = connect({ ...at().options('minimal'), username })
    opened.push(asterisk)
    return asterisk
  }

  for (const login of Object.keys(logins)) {
    test(`the lines for ${login} let everything work that they are for`, async () => {
      const asterisk = as(login)
      const busy = watch(asterisk.device('2222'))
      const said = watch(asterisk.userEvent('Call'))
      const mail = watch(asterisk.mailbox('2222'))
      await eventually('all is known', () => busy.values.length === 1 && mail.values.length === 1)
      await at().phone('2222', { _tag: 'Answers', after: 50 })
      await firstValueFrom(asterisk.call('PJSIP/2222', '100', 'internal'))
      assert.equal(busy.values, [false, true])
      assert.is((await firstValueFrom(asterisk.hangup('2222'))).length, 1)
      await eventually('the phone is idle', () => busy.values.at(-1) === false)
      await at().run('page', 'events')
      await eventually('the UserEvent came', () => said.values.length === 1)
      assert.equal(await firstValueFrom(asterisk.dbRead('no/entry')), O.none)
      await at().quiet()
    })

    test(`the filter of ${login} passes no other event`, async () => {
      const events = watch(as(login).event$)
      await eventually('it is ready', async () => (await at().cli('manager show connected')).includes(login))
      await at().run('page', 'events')
      await eventually('a channel ended', () => events.values.some(({ name }) => name === 'Hangup'))
      const wanted = new Set([
        'Newchannel',
        'Newstate',
        'NewCallerid',
        'NewConnectedLine',
        'BridgeEnter',
        'BridgeLeave',
      ])
      for (const name of ['Hold', 'Unhold', 'Rename', 'Hangup', 'UserEvent', 'OriginateResponse', 'MessageWaiting'])
        wanted.add(name)
      // the handle of a call reads them
      for (const name of ['DialBegin', 'DialEnd', 'DTMFEnd']) wanted.add(name)
      assert.equal(
        [...new Set(events.values.map(({ name }) => name))].filter((name) => !wanted.has(name)),
        [],
      )
      await at().quiet()
    })
  }
  test.run()
}

if (process.env['RX_ASTERISK_REAL'] === 'no' || process.env['RX_ASTERISK_TEST_URL'] !== undefined) {
  const test = suite(title)
  for (const login of Object.keys(logins)) test.skip(`the lines for ${login} (not run: no real Asterisk here)`)
  test.run()
} else onReal()
