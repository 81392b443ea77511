/**
 * Faults in front of a real Asterisk, by a proxy: 200 cuts at random bytes, half-open and jammed links, TLS that breaks, doors that are
 * full.
 */
import { readFile } from 'node:fs/promises'
import { connect as connectSocket, type Socket } from 'node:net'
import { firstValueFrom, type Observable } from 'rxjs'
import * as assert from 'uvu/assert'
import type { Asterisk, Channel, ConnectOptions, Status } from '../../src/index.js'
import { failureOf } from '../../src/failure.js'
import { conformance, row, type Bench } from './conformance.js'
import type { Lab } from './lab.js'
import { type Proxy, proxy } from '../support/proxy.js'
import { eventually, pause, watch, type Watched } from '../support/watching.js'
import { act } from './wire.js'

const IMPATIENT = {
  timeout: 2000,
  keepAlive: { interval: 800, deadline: 700 },
  backoff: { min: 50, max: 400 },
} satisfies Partial<ConnectOptions>

const port = (lab: Lab): number => lab.options('full').port ?? 0

const newest = (statuses: Watched<Status>): string | undefined => statuses.values.at(-1)?._tag

/** A client behind a proxy of its own, and all that it is told. */
interface Watcher {
  readonly link: Proxy
  readonly asterisk: Asterisk
  readonly statuses: Watched<Status>
  readonly device: Watched<boolean>
  readonly channels: Watched<ReadonlyMap<string, Channel>>
  readonly ends: string[][]
  readonly ask: (action$: Observable<unknown>) => void
}

const watcher = async ({ connect, lab }: Bench): Promise<Watcher> => {
  const link = await proxy(port(lab))
  const asterisk = connect('full', { ...IMPATIENT, port: link.port })
  const ends: string[][] = []
  return {
    link,
    asterisk,
    ends,
    statuses: watch(asterisk.status$),
    device: watch(asterisk.device('2222')),
    channels: watch(asterisk.channel$),
    ask: (action$) => {
      const said: string[] = []
      ends.push(said)
      action$.subscribe({
        error: (error: unknown) => said.push(failureOf(error)?._tag ?? 'thrown'),
        complete: () => said.push('done'),
      })
    },
  }
}

/** The differences from Asterisk's own state. */
const untruths = async (lab: Lab, { statuses, device, channels, ends }: Watcher): Promise<readonly string[]> => {
  const truly = await lab.channels()
  const known = [...(channels.values.at(-1)?.values() ?? [])].map(({ name }) => name)
  return [
    ...(newest(statuses) === 'Ready' ? [] : [`the link is ${newest(statuses)}`]),
    ...(device.values.at(-1) === truly.some((name) => name.startsWith('PJSIP/2222-')) ? [] : ['2222 is wrong']),
    ...([...truly].sort().join() === known.sort().join()
      ? []
      : [`channels ${known.join()} are really ${truly.join()}`]),
    ...(ends.every((said) => said.length === 1) ? [] : ['an action is not settled once']),
  ]
}

const comesTrue = async (lab: Lab, watchers: readonly Watcher[], within = 20_000): Promise<void> => {
  let wrong: readonly string[] = []
  await eventually(
    'all is true',
    async () => {
      wrong = (await Promise.all(watchers.map((each) => untruths(lab, each)))).flat()
      return wrong.length === 0
    },
    within,
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}: ${wrong.slice(0, 5).join('; ')}`)
  })
}

/** A session of some seconds' worth in half a second; `account` names its call. */
const session = ({ asterisk, ask }: Watcher, account: string): void => {
  ask(asterisk.dbWrite(`cuts/${account}`, 1))
  ask(asterisk.call('Local/101@internal', '101', 'internal', { account, timeout: 2000 }))
  ask(asterisk.dbRead(`cuts/${account}`))
  ask(asterisk.mailboxCount('2222'))
  ask(asterisk.sendUserEvent('Cut', { Account2: account }))
  ask(asterisk.list({ Action: 'QueueStatus' }))
}

const AT_ONCE = 20
const CUTS = 200
/** The bytes of a session on each side until its call is over. A later cut would have no effect. */
const LENGTH = { said: 24_000, heard: 1500 }

/** A raw session that never logs in: greeted, or closed at once where there is no room. */
const stranger = (target: number): Promise<Socket> =>
  new Promise((resolve) => {
    const socket = connectSocket(target, '127.0.0.1')
    socket.on('error', () => undefined)
    for (const sign of ['data', 'close']) {
      socket.once(sign, () => {
        resolve(socket)
      })
    }
  })

/** One after the other: Asterisk lets ten wait at its door, and forgets those beyond. */
const strangers = async (target: number, count: number): Promise<readonly Socket[]> => {
  const sockets: Socket[] = []
  while (sockets.length < count) sockets.push(await stranger(target))
  return sockets
}

conformance('faults', [
  row(
    `${CUTS} cuts at random bytes: all true again, every action settled once, no call placed twice`,
    async (bench) => {
      const { lab } = bench
      await lab.dial('2222', '100')
      for (let done = 0; done < CUTS; done += AT_ONCE) {
        const watchers = await Promise.all(Array.from({ length: AT_ONCE }, () => watcher(bench)))
        watchers.forEach((each, index) => {
          const side = index % 3 === 0 ? 'heard' : 'said'
          each.link.cutAfter(Math.floor(Math.random() * LENGTH[side]), side, index % 2 === 0 ? 'closed' : 'reset')
          session(each, `cut${done + index}`)
        })
        await comesTrue(lab, watchers)
        const accounts = watchers.flatMap(({ link }) => [...link.accounts])
        assert.equal(
          accounts.filter(([, times]) => times > 1),
          [],
        )
        // a Ping or a second list may be under way, and is answered
        await eventually('nothing is pending', () => watchers.every(({ asterisk }) => asterisk.metrics().pending === 0))
        await Promise.all(watchers.map(({ asterisk }) => asterisk.close()))
        for (const { link } of watchers) assert.is(link.links(), 0)
        await Promise.all(watchers.map(({ link }) => link.close()))
      }
    },
    { on: 'real' },
  ),

  row(
    'a link that is half open, stalled or garbled heals, and a call that began meanwhile is seen',
    async (bench) => {
      const { lab } = bench
      const one = await watcher(bench)
      await eventually('it is ready', () => one.device.values.length === 1)
      one.link.forget()
      await lab.dial('2222', '100')
      session(one, 'half-open')
      await comesTrue(lab, [one])
      assert.equal(one.device.values, [false, true])
      one.link.garble('\r\n\r\nno colon\r\n\r\n\0\xff\r\n\r\nResponse: Success\r\n\r\n')
      one.link.stall()
      session(one, 'stalled')
      await pause(3000)
      one.link.resume()
      await comesTrue(lab, [one])
      assert.equal(one.device.values, [false, true])
      assert.ok([...one.link.accounts.values()].every((times) => times === 1))
      await one.asterisk.close()
      await one.link.close()
    },
    { on: 'real' },
  ),

  row(
    'a reader that hangs is dropped by Asterisk in the middle of a frame, and comes back to the truth',
    async (bench) => {
      const { lab } = bench
      const one = await watcher(bench)
      await eventually('it is ready', () => one.device.values.length === 1)
      one.link.jam()
      await lab.dial('2222', '100')
      const big = Array.from({ length: 110 }, (_, index) => `H${index}: ${'x'.repeat(1000)}`)
      for (let count = 0; count < 80; count += 1)
        await act(port(lab), 'lab', 'change-me', ['Action: UserEvent', 'UserEvent: Flood', ...big])
      await pause(2500)
      one.link.resume()
      await comesTrue(lab, [one])
      assert.ok(one.statuses.values.some(({ _tag }) => _tag === 'Waiting'))
      await one.asterisk.close()
      await one.link.close()
    },
    { on: 'real' },
  ),

  row(
    'TLS that is cut anywhere, in the handshake too, is tried again until it is well',
    async ({ connect, lab }) => {
      const ca = await readFile(new URL('tls/ami.crt', import.meta.url))
      const link = await proxy(port(lab) + 1)
      for (let bytes = 0; bytes < 4000; bytes += 250) {
        link.cutAfter(bytes, bytes % 500 === 0 ? 'said' : 'heard', 'reset')
        const asterisk = connect('full', { ...IMPATIENT, port: link.port, tls: { ca, servername: 'localhost' } })
        const device = watch(asterisk.device('2222'))
        await firstValueFrom(asterisk.dbWrite('cuts/tls', bytes)).catch((error: unknown) => {
          if (failureOf(error)?._tag !== 'FateUnknown') throw error
        })
        await eventually('it is known', () => device.values.at(-1) === false)
        await asterisk.close()
      }
      await link.close()
    },
    { on: 'real' },
  ),

  row(
    'a door that is full (authlimit) is knocked at until there is room',
    async ({ connect, lab }) => {
      const crowd = await strangers(port(lab), 52)
      const asterisk = connect('full', IMPATIENT)
      const statuses = watch(asterisk.status$)
      const device = watch(asterisk.device('2222'))
      await eventually('it was turned away', () => newest(statuses) === 'Waiting').finally(() => {
        for (const socket of crowd) socket.destroy()
      })
      await eventually('it is in', () => device.values.length === 1)
    },
    { on: 'real' },
  ),

  row(
    'a name in use is waited for',
    async ({ connect }) => {
      const first = connect('full', { ...IMPATIENT, username: 'single' })
      const held = watch(first.device('2222'))
      await eventually('the first is in', () => held.values.length === 1)
      const second = connect('full', { ...IMPATIENT, username: 'single' })
      const statuses = watch(second.status$)
      const device = watch(second.device('2222'))
      await eventually('the second waits', () =>
        statuses.values.some((status) => status._tag === 'Waiting' && status.failure._tag === 'LoginRefused'),
      )
      await first.close()
      await eventually('the second is in', () => device.values.length === 1, 10_000)
    },
    { on: 'real' },
  ),
])
