/** S1–S3 and R3: connecting, losing and healing. */
import * as O from 'fp-ts/lib/Option.js'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { promisify } from 'node:util'
import { firstValueFrom } from 'rxjs'
import * as assert from 'uvu/assert'
import { connect, type Status } from '../../src/index.js'
import { show } from '../../src/failure.js'
import { conformance, failing, row } from './conformance.js'
import { eventually, pause, watch, type Watched } from '../support/watching.js'

const tags = (statuses: Watched<Status>): readonly string[] => statuses.values.map(({ _tag }) => _tag)

const newest = (statuses: Watched<Status>): Status | undefined => statuses.values.at(-1)

const BACK_SOON = { backoff: { min: 100, max: 400 } }

/** A server that does with each connection what a test wants; gives its port. */
const serving = async (
  serve: (socket: Socket) => void,
): Promise<{ readonly port: number; readonly close: () => void }> => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    serve(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: () => {
      server.close()
    },
  }
}

/** The failure on `status$` for a server that is not Asterisk. */
const failureAt = async (port: number, timeout = 500): Promise<unknown> => {
  const asterisk = connect({ username: 'x', password: 'y', port, timeout })
  const statuses = watch(asterisk.status$)
  const seen = watch(asterisk.event$)
  await eventually('it waits', () => newest(statuses)?._tag === 'Waiting')
  const status = newest(statuses)
  seen.stop()
  await asterisk.close()
  return status?._tag === 'Waiting' ? status.failure._tag : status
}

conformance('connection', [
  // first: the other rows make Asterisk complain of their clients
  row(
    'S3: Asterisk starts on our sample configuration without a warning',
    async ({ lab }) => {
      assert.equal(await lab.warnings(), [])
    },
    { on: 'real' },
  ),

  row(
    'S1: with the right secret it is ready within a second, and knows the version',
    async ({ connect, lab }) => {
      const asterisk = connect('full')
      const statuses = watch(asterisk.status$)
      const asked = Date.now()
      watch(asterisk.event$)
      await eventually('it is ready', () => newest(statuses)?._tag === 'Ready')
      assert.ok(Date.now() - asked < 1000)
      assert.equal(tags(statuses), ['Idle', 'Connecting', 'Authenticating', 'Ready'])
      const ready = newest(statuses)
      assert.ok(ready?._tag === 'Ready' && /^\d+\.\d+\.\d+$/.test(ready.ami))
      if (lab.version !== 0) assert.equal(ready.asterisk, O.some(lab.version))
    },
    { reads: true },
  ),
  row(
    'S1: a secret in plain text is accepted as well',
    async ({ ready }) => {
      await firstValueFrom((await ready('full', { auth: 'plain' })).send({ Action: 'Ping' }))
    },
    { reads: true },
  ),

  row(
    'S1: what arrives byte by byte, the banner first, is the same session',
    async ({ ready, lab }) => {
      await lab.pieces(1)
      const asterisk = await ready('full')
      const faults = watch(asterisk.fault$)
      const device = watch(asterisk.device('2222'))
      await firstValueFrom(asterisk.dbWrite('conformance/pieces', 'Žluťoučký kůň'))
      assert.equal(await firstValueFrom(asterisk.dbRead('conformance/pieces')), O.some('Žluťoučký kůň'))
      await lab.dial('2222', '100')
      await eventually('2222 is busy', () => device.values.at(-1) === true)
      assert.equal(device.values, [false, true])
      assert.equal(faults.values, [])
    },
    { on: 'SIM' },
  ),

  row(
    'S1: over TLS with our own authority and server name; a stranger’s certificate is not believed',
    async ({ connect, lab }) => {
      const ca = await readFile(new URL('tls/ami.crt', import.meta.url))
      const port = (lab.options('full').port ?? 0) + 1
      const named = connect('full', { port, tls: { ca, servername: 'localhost' } })
      await firstValueFrom(named.send({ Action: 'Ping' }))
      const stranger = connect('full', { port, tls: true })
      const statuses = watch(stranger.status$)
      const seen = watch(stranger.event$)
      await eventually('it waits', () => newest(statuses)?._tag === 'Waiting')
      const status = newest(statuses)
      assert.match(status?._tag === 'Waiting' ? show(status.failure) : '', /certificate/)
      seen.stop()
    },
    { on: 'real' },
  ),

  row('S1b: a wrong password is tried once, and every stream says so', async ({ connect }) => {
    const asterisk = connect('full', { password: 'wrong', backoff: { min: 10, max: 20 } })
    const statuses = watch(asterisk.status$)
    const device = watch(asterisk.device('2222'))
    const failure = await failing(asterisk.userEvent('Call'))
    assert.equal(failure, { _tag: 'LoginRefused', message: 'Authentication failed' })
    await pause()
    assert.is(device.errors.length, 1)
    assert.equal(tags(statuses), ['Idle', 'Connecting', 'Authenticating', 'Closed'])
  }),
  row(
    'S1b: an address that deny= keeps out is refused like a wrong password, and the sentence names both',
    async ({ connect }) => {
      const failure = await failing(connect('full', { username: 'outsider' }).userEvent('Call'))
      assert.equal(failure, { _tag: 'LoginRefused', message: 'Authentication failed' })
      assert.match(show(failure), /its secret.*deny= let this address in/)
      // the neighbour from the same address comes in
      await firstValueFrom(connect('full').send({ Action: 'Ping' }))
    },
    { on: 'real' },
  ),
  row('S1b: a closed port is unreachable', async () => {
    const { port, close } = await serving(() => undefined)
    close()
    assert.is(await failureAt(port), 'Unreachable')
  }),
  row('S1b: a server that says nothing is silent', async () => {
    const { port, close } = await serving(() => undefined)
    assert.is(await failureAt(port), 'LinkSilent')
    close()
  }),
  row('S1b: a server that is no Asterisk hears nothing secret', async () => {
    const heard: Buffer[] = []
    const { port, close } = await serving((socket) => {
      socket.on('data', (bytes) => heard.push(bytes))
      socket.write('SSH-2.0-OpenSSH_9.2\r\n')
    })
    assert.is(await failureAt(port), 'NotAmi')
    assert.is(heard.length, 0)
    close()
  }),
  row('S1b: a link that is reset in the middle of a message is lost', async () => {
    const { port, close } = await serving((socket) => {
      socket.write('Asterisk Call Manager/11.0.0\r\nResponse: Succ')
      socket.once('data', () => socket.resetAndDestroy())
    })
    assert.is(await failureAt(port), 'LinkLost')
    close()
  }),

  row('S1c: killed during a call and started again, the truth comes back by itself', async ({ lab, ready }) => {
    await lab.mailbox('2222@default', { old: 1, new: 2, urgent: 0 })
    await lab.dial('2222', '100')
    const asterisk = await ready('minimal', BACK_SOON)
    const statuses = watch(asterisk.status$)
    const busy = watch(asterisk.device('2222'))
    const mailbox = watch(asterisk.mailbox('2222'))
    await eventually('2222 is busy', () => busy.values.at(-1) === true)
    await eventually('2 messages are new', () => mailbox.values.at(-1)?.new === 2)
    await lab.kill()
    await eventually('the loss is seen', () => newest(statuses)?._tag === 'Waiting')
    await lab.mailbox('2222@default', { old: 3, new: 0, urgent: 0 })
    await pause(500)
    assert.equal(busy.values, [true])
    await lab.start()
    await eventually('2222 is idle', () => busy.values.at(-1) === false, 15_000)
    assert.equal(busy.values, [true, false])
    // not the zeros that an Asterisk counts while it starts
    await eventually('the messages were heard', () => {
      const count = mailbox.values.at(-1)
      return count?.new === 0 && count.old === 3
    })
    const status = newest(statuses)
    assert.ok(status?._tag === 'Ready' && O.isSome(status.gap))
    assert.equal(status.gap.value.resynchronised, ['channels', 'mailboxes'])
  }),
  row(
    'S1c: a call whose link is lost while it rings is of unknown fate, and is not placed again',
    async ({ lab, ready }) => {
      await lab.phone('200', { _tag: 'Rings' })
      const asterisk = await ready('full', BACK_SOON)
      const statuses = watch(asterisk.status$)
      const watching = watch(asterisk.event$)
      const failed = failing(asterisk.call('PJSIP/200', '240', 'door'))
      await eventually('it rings', async () => (await lab.channels()).some((name) => name.startsWith('PJSIP/200-')))
      await lab.kill()
      assert.is((await failed)._tag, 'FateUnknown')
      await lab.start()
      await eventually('it is ready again', () => newest(statuses)?._tag === 'Ready', 15_000)
      await pause(500)
      assert.equal(await lab.channels(), [])
      assert.is(asterisk.metrics().pending, 0)
      watching.stop()
    },
  ),

  row('S2: with the minimal rights devices, UserEvents, mailboxes and hangup work', async ({ lab, ready }) => {
    const asterisk = await ready('minimal')
    const faults = watch(asterisk.fault$)
    const device = watch(asterisk.device('2222'))
    const mailbox = watch(asterisk.mailbox('2222'))
    const events = watch(asterisk.userEvent('Call'))
    await eventually('device and mailbox are known', () => device.values.length === 1 && mailbox.values.length === 1)
    await lab.dial('2222', '100')
    await eventually('2222 is busy', () => device.values.at(-1) === true)
    await lab.run('page', 'events', { number: '0301', name: 'Bob' })
    await eventually('the event came', () => events.values.length === 1)
    assert.is((await firstValueFrom(asterisk.hangup('2222'))).length, 1)
    await eventually('2222 is idle', () => device.values.at(-1) === false)
    assert.equal(faults.values, [])
  }),
  row('S2: what the minimal rights do not allow names the missing class', async ({ ready }) => {
    const asterisk = await ready('minimal')
    const needs = await Promise.all(
      [
        asterisk.call('PJSIP/200', '240', 'door'),
        asterisk.dbWrite('dnd/office', 1),
        asterisk.dbRead('dnd/office'),
        asterisk.sendUserEvent('Call'),
        asterisk.command('core show version'),
      ].map(async (action$) => {
        const failure = await failing(action$)
        return failure._tag === 'Refused' ? failure.needs : failure
      }),
    )
    assert.equal(needs, [['originate'], ['system'], ['system', 'reporting'], ['user'], ['command']])
  }),
  row('S2b: with the later page’s misspelt rights all works but call, which names originate', async ({ ready }) => {
    const asterisk = await ready('page')
    await firstValueFrom(asterisk.dbWrite('dnd/office', 1))
    assert.equal(await firstValueFrom(asterisk.dbRead('dnd/office')), O.some('1'))
    const failure = await failing(asterisk.call('PJSIP/200', '240', 'door'))
    assert.equal(failure._tag === 'Refused' && failure.needs, ['originate'])
  }),

  row('a console command gives its lines, and an unknown one fails with what the console says', async ({ ready }) => {
    const asterisk = await ready('full')
    const lines = await firstValueFrom(asterisk.command('core show version'))
    assert.match(lines.join('\n'), /Asterisk/)
    const failure = await failing(asterisk.command('no such command'))
    assert.match(failure._tag === 'Refused' ? failure.message : '', /No such command/i)
  }),
  row('a UserEvent that we send comes back to us', async ({ ready }) => {
    const asterisk = await ready('full')
    const events = watch(asterisk.userEvent('Echo'))
    await firstValueFrom(asterisk.sendUserEvent('Echo', { Source: 'us', Key: ['1', '2'] }))
    await eventually('it came', () => events.values.length === 1)
    assert.equal(events.values[0]?.headers, [
      ['Source', 'us'],
      ['Key', '1'],
      ['Key', '2'],
    ])
  }),

  row(
    'R3: when nothing is subscribed any more the process ends by itself',
    async ({ lab }) => {
      const program = `
      import { connect } from './src/index.ts'
      const asterisk = connect(JSON.parse(process.env.OPTIONS))
      const streams = [asterisk.status$, asterisk.fault$, asterisk.frame$, asterisk.event$, asterisk.event('Hangup'),
        asterisk.userEvent('Call'), asterisk.device('2222'), asterisk.deviceState('2222'), asterisk.mailbox('2222'),
        asterisk.channel$, asterisk.channelChange$, asterisk.dtmf('2222')]
      const subscriptions = [
        ...streams.map((stream$) => stream$.subscribe()),
        asterisk.logic(asterisk.userEvent('Call'), () => undefined),
      ]
      asterisk.mailboxCount('2222').subscribe(() => setTimeout(() => subscriptions.forEach((each) => each.unsubscribe()), 300))
    `
      const { stderr } = await promisify(execFile)(
        process.execPath,
        ['--import', 'tsx', '--input-type=module', '--eval', program],
        { timeout: 20_000, env: { ...process.env, OPTIONS: JSON.stringify(lab.options('minimal')) } },
      )
      assert.is(stderr.replace(/^.*npm warn.*$/gm, '').trim(), '')
    },
    { reads: true },
  ),
])
