// (n): the switchboard: 300 phones that talk, 100 changes a second, read by 20 clients in a process of their own. The Asterisk is
// simulated in the process of the server, so the same without a reader is the floor.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { OURS } from '../clients.mjs'
import { cpu } from '../cpu.mjs'
import { below } from '../report.mjs'

const [PHONES, RATE, READERS, SECONDS] = [300, 100, 20, 10]
const FLOOR = 'floor: no reader'

/** The handler on a port, and the channels of its calls. */
const open = async () => {
  const [{ connect }, { http }, { dial, hangup, simulate }, { getRequestListener }] = await Promise.all([
    import('../../../dist/index.js'),
    import('../../../dist/http/index.js'),
    import('../../../dist/testing/index.js'),
    import('@hono/node-server'),
  ])
  const names = Array.from({ length: PHONES }, (_, index) => String(1000 + index))
  const pbx = simulate({
    endpoints: Object.fromEntries(names.map((name) => [`PJSIP/${name}`, { _tag: 'Answers', after: 1 }])),
    contexts: { internal: (exten) => [dial([`PJSIP/${exten}`]), hangup()] },
  })
  const handler = http(connect({ username: 'admin', password: 'secret', transport: pbx.transport }))
  handler.watch()
  const user = ({ headers }) => ({ name: headers.get('x-user') })
  const listener = getRequestListener((request) => handler(request, { user: user(request) }), {
    overrideGlobalObjects: false,
  })
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  await handler(new Request('http://localhost/api/calls'), { user: { name: 'bench' } })
  for (let index = 0; index < PHONES; index += 2) pbx.dial(`PJSIP/${names[index]}`, names[index + 1])
  while (pbx.channels().filter(({ state }) => state === 'Up').length < PHONES) await sleep(50)
  return { pbx, port: server.address().port }
}

/** Calls are held and go on, for so many seconds; resolves with the number of changes. */
const changes = async (pbx, seconds) => {
  const channels = pbx.channels().map(({ name }) => name)
  const began = performance.now()
  let done = 0
  while (done < seconds * RATE) {
    for (; done < ((performance.now() - began) / 1000) * RATE; done += 1) {
      const channel = channels[done % channels.length]
      if (Math.floor(done / channels.length) % 2 === 0) pbx.hold(channel)
      else pbx.unhold(channel)
    }
    await sleep(10)
  }
  return done
}

export const switchboard = {
  title: `(n) the switchboard: ${PHONES} phones, ${RATE} changes a second, ${READERS} readers against none`,
  readers: [OURS, FLOOR],
  rounds: 3,
  unit: 'CPU µs a change',
  measure: async ({ name }) => {
    const { pbx, port } = await open()
    const child = fork(
      new URL('../eventReaders.mjs', import.meta.url),
      [port, name === OURS ? READERS : 0].map(String),
      {
        execArgv: [],
      },
    )
    await once(child, 'message')
    const count = async () => {
      child.send('count')
      return (await once(child, 'message'))[0]
    }
    // V8 compiles in the first seconds
    await changes(pbx, 3)
    const before = await count()
    const spent = cpu()
    const done = await changes(pbx, SECONDS)
    const value = spent() / done
    const bytes = (await count()) - before
    child.disconnect()
    return { value, 'KB/s a reader': bytes / READERS / SECONDS / 1000 }
  },
  verdicts: ({ results, values }) => [
    below(
      `(n) CPU µs a change and reader over none`,
      values(OURS).map((value, round) => (value - values(FLOOR)[round]) / READERS),
    ),
    below(
      '(n) server with its readers and its Asterisk, % of a core',
      values(OURS).map((value) => (value * RATE) / 10_000),
      10,
    ),
    below(
      '(n) KB/s a reader of all collections',
      results(OURS, (each) => each['KB/s a reader']),
      20,
    ),
  ],
}
