/** The programs of docs/guide, each as a process, on the simulated and on the real Asterisk. */
import * as assert from 'uvu/assert'
import { filesOf, freePort, login, type Program, startFile } from '../support/guide.js'
import { eventually } from '../support/watching.js'
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
): Promise<void> => {
  const { folder, remove } = filesOf(page)
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
])
