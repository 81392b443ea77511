/** The servers of docs/guide, each as a process, on the simulated and on the real Asterisk. */
import * as assert from 'uvu/assert'
import { listen } from '../support/guide.js'
import { eventually, pause } from '../support/watching.js'
import { conformance, row } from './conformance.js'
import { running } from './guide.js'

const post = (url: string, body: object, signal: AbortSignal | null = null): Promise<Response> =>
  fetch(url, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' }, signal })

conformance('guide, servers', [
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
      for (const wrong of [
        {},
        { from: '300', to: '1' },
        { from: '200', to: 'door' },
        { from: '200', to: '1\r\nAction: Ping' },
      ])
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
      assert.match(first.newest(), /"name":"30","state":"off"/)
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
])
